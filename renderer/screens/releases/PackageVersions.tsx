import { Button, Select, Skeleton } from '@mantine/core'
import type { ReleaseDetails } from '@shared/api'
import type { ProjectId } from '@shared/ids'
import { sameName } from '@shared/model/text'
import {
  isSameSlot,
  type ProcessSlot,
  type ReleaseSlot,
  type SlotVersion,
  slotName,
  slotPath
} from '@shared/packages/slots'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { TimeAgo } from '../../components/TimeAgo'
import { valueOr } from '../../stores/load'
import classes from './PackageVersions.module.css'
import { useLatestRelease } from './SinceLatest'
import type { PackageChoice } from './use-package-choice'

interface PackageVersionsProps {
  readonly projectId: ProjectId
  readonly choice: PackageChoice
  /** What was refused, by `slotPath`. */
  readonly errors: Readonly<Record<string, unknown>>
}

/** Which version each package of the release gets: the newest ones, until somebody chooses. */
export function PackageVersions({ projectId, choice, errors }: PackageVersionsProps) {
  const before = valueOr(useLatestRelease(projectId), null)
  if (choice.slots.length === 0) return null
  return (
    <section className={classes.packages} aria-labelledby="package-versions">
      <div className={classes.head}>
        <h2 id="package-versions" className={classes.title}>
          Packages
        </h2>
        {valueOr(choice.read.load, []).some(slot => slot.feed !== null) && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<Icon name="refresh" size={12} />}
            onClick={choice.read.again}
          >
            Ask feeds again
          </Button>
        )}
      </div>
      {choice.read.load.state === 'loading' ? (
        <div role="status" aria-label="Loading versions of packages">
          <SlotTable>
            {choice.slots.map(slot => (
              <WaitingRow key={slotPath(slot)} slot={slot} />
            ))}
          </SlotTable>
        </div>
      ) : (
        <Loaded load={choice.read.load} onRetry={choice.read.again} what="versions of packages">
          {slots => (
            <SlotTable>
              {slots.map(slot => {
                const error = errors[slotPath(slot)]
                return (
                  <SlotRow
                    key={slotPath(slot)}
                    slot={slot}
                    version={choice.versionOf(slot)}
                    before={before}
                    error={typeof error === 'string' ? error : null}
                    onChoose={version => choice.choose(slot, version)}
                  />
                )
              })}
            </SlotTable>
          )}
        </Loaded>
      )}
    </section>
  )
}

const SlotTable = ({ children }: { readonly children: ReactNode }) => (
  <table className={classes.table}>
    <thead>
      <tr>
        <th scope="col">Step</th>
        <th scope="col">Package</th>
        <th scope="col">Version</th>
      </tr>
    </thead>
    <tbody>{children}</tbody>
  </table>
)

/** What is known before the versions are: feeds may take their time, and nothing below moves when they answer. */
function WaitingRow({ slot }: { readonly slot: ProcessSlot }) {
  return (
    <tr>
      <SlotCells slot={slot} from={slot.feedId === null ? 'Repository' : '…'} />
      <td>
        <Skeleton className={classes.waiting} height={30} width={176} />
      </td>
    </tr>
  )
}

/** Where a package is needed, and which one. */
function SlotCells({ slot, from }: { readonly slot: SlotPlace; readonly from: string }) {
  return (
    <>
      <td>
        <span className={classes.name} title={slot.name}>
          {slot.name}
        </span>
        {slot.reference !== '' && <span className={classes.from}>as {slot.reference}</span>}
      </td>
      <td>
        <code className={classes.name} title={slot.packageId}>
          {slot.packageId}
        </code>
        <span className={classes.from}>{from}</span>
      </td>
    </>
  )
}

type SlotPlace = Pick<ProcessSlot, 'name' | 'reference' | 'packageId'>

interface SlotRowProps {
  readonly slot: ReleaseSlot
  readonly before: ReleaseDetails | null
  readonly version: string | null
  readonly error: string | null
  readonly onChoose: (version: string) => void
}

function SlotRow({ slot, before, version, error, onChoose }: SlotRowProps) {
  return (
    <tr>
      <SlotCells slot={slot} from={slot.feed === null ? 'Repository' : slot.feed.name} />
      <td>
        <VersionField slot={slot} version={version} error={error} onChoose={onChoose} />
        {slot.rule !== undefined && slot.fixed === null && (
          <p className={classes.hint}>The channel takes {slot.rule}.</p>
        )}
        <Before slot={slot} version={version} before={before} />
        {slot.trouble && (
          <p className={classes.trouble}>
            <Icon name="warning" size={13} label="Warning" />
            <span>
              {slot.trouble.message} {slot.trouble.remedy}{' '}
              {slot.feed === null && slot.versions.length === 0 && <Link href="/packages">Go to Packages</Link>}
            </span>
          </p>
        )}
      </td>
    </tr>
  )
}

/** What the newest release had there, where it is another version. */
function Before({ slot, version, before }: Pick<SlotRowProps, 'slot' | 'version' | 'before'>) {
  const had = before?.snapshot?.packages?.find(item => isSameSlot(item, slot))
  if (before === null || had === undefined || version === null || sameName(had.version, version)) return null
  return (
    <p className={classes.hint}>
      Release {before.release.version} has <code>{had.version}</code>
    </p>
  )
}

function VersionField({ slot, version, error, onChoose }: Omit<SlotRowProps, 'before'>) {
  if (slot.fixed !== null)
    return (
      <span className={classes.fixed}>
        <code>{slot.fixed}</code>
        <span className={classes.hint}>fixed by the process</span>
      </span>
    )
  if (slot.versions.length === 0) return error === null ? null : <p className={classes.error}>{error}</p>
  const about = slot.versions.find(item => item.version === version)
  return (
    <div className={classes.version}>
      <Select
        aria-label={`Version of ${slot.packageId} for ${slotName(slot)}`}
        size="xs"
        searchable
        allowDeselect={false}
        placeholder="Choose a version"
        nothingFoundMessage="No such version"
        data={slot.versions.map(item => item.version)}
        // The field has no room for more than the version.
        renderOption={({ option }) =>
          slot.versions.find(item => item.version === option.value)?.breaksRule === true
            ? `${option.label} (not allowed)`
            : option.label
        }
        value={version}
        error={error}
        onChange={next => {
          if (next !== null) onChoose(next)
        }}
      />
      {about && <Hint slot={slot} about={about} />}
    </div>
  )
}

interface HintProps {
  readonly slot: ReleaseSlot
  readonly about: SlotVersion
}

/** `latest, imported 2 h ago`; `published 2 h ago · will be fetched · latest is 1.4.2`. */
function Hint({ slot: { automatic }, about: { version, isInRepository, at } }: HintProps) {
  const isLatest = version === automatic
  return (
    <span className={classes.hint}>
      {isLatest && (at === null ? 'latest' : 'latest, ')}
      {at !== null && (
        <>
          {isInRepository ? 'imported' : 'published'} <TimeAgo at={at} />
        </>
      )}
      {!isInRepository && (isLatest || at !== null ? ' · will be fetched' : 'will be fetched')}
      {!isLatest && automatic !== null && ` · latest is ${automatic}`}
    </span>
  )
}

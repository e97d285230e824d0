import { ActionIcon, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Deployment } from '@shared/deployment'
import { Icon } from '../../components/Icon'
import { plainText } from '../../components/log/ansi'
import { copyText } from '../../components/log/copy-text'
import classes from './FailureCard.module.css'
import { endLabel, type FailureGroup, failureReport, groupMessage, placesLabel } from './failure-groups'
import { type LastLines, useLastLines } from './use-last-lines'

export interface FailureCardProps {
  readonly deployment: Deployment
  readonly group: FailureGroup
  readonly isOpen: boolean
  readonly onToggle: () => void
  /** Narrows the log to the runs of this card. */
  readonly onShowLog: () => void
}

/** Why a step failed, on one target or on several for the same reason. */
export function FailureCard({ deployment, group, isOpen, onToggle, onShowLog }: FailureCardProps) {
  const { stage, runs, places } = group
  const run = runs[0]
  const last = useLastLines(deployment.id, run?.id ?? null)
  if (!run) return null
  const end = endLabel(run)
  const copy = () => {
    if (copyText(failureReport(deployment, group, textsOf(last))))
      notifications.show({ message: 'The report was copied.' })
  }
  return (
    <article className={classes.card} aria-label={`${stage.name} failed on ${placesLabel(places)}`}>
      <div className={classes.head}>
        <button type="button" className={classes.toggle} aria-expanded={isOpen} onClick={onToggle}>
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={12} />
          <Icon name="x-circle" size={15} label="Failed" />
          <span className={classes.title} title={places.join(', ')}>
            <strong>{stage.name}</strong> failed on <strong>{placesLabel(places)}</strong>
          </span>
          {end && <span className={classes.end}>{end}</span>}
        </button>
        <Tooltip label="Show only its lines">
          <ActionIcon size={24} aria-label="Show its log" onClick={onShowLog}>
            <Icon name="filter" size={13} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Copy report">
          <ActionIcon size={24} aria-label="Copy report" onClick={copy}>
            <Icon name="copy" size={13} />
          </ActionIcon>
        </Tooltip>
      </div>
      {isOpen && <Body deployment={deployment} group={group} last={last} />}
    </article>
  )
}

const textsOf = (last: LastLines): readonly string[] => last.lines.map(line => plainText(line.text))

interface BodyProps {
  readonly deployment: Deployment
  readonly group: FailureGroup
  readonly last: LastLines
}

function Body({ deployment, group, last }: BodyProps) {
  const failure = group.runs[0]?.failure
  const texts = textsOf(last)
  if (!failure) return null
  return (
    <div className={classes.body}>
      <p className={classes.message}>{groupMessage(deployment.plan, group)}</p>
      {failure.remedy !== '' && <p>{failure.remedy}</p>}
      {group.places.length > 2 && <p className={classes.places}>{group.places.join(', ')}</p>}
      {failure.kind === 'host-key-changed' && <Particulars detail={failure.detail ?? {}} />}
      {texts.length > 0 && (
        <figure className={classes.figure}>
          <figcaption>
            Last {last.isStderr ? 'lines on stderr' : 'lines'}
            {group.places.length > 1 && ` of ${group.places[0]}`}
          </figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard */}
          <pre className={classes.lines} tabIndex={0}>
            {texts.join('\n')}
          </pre>
        </figure>
      )}
    </div>
  )
}

/** Detail names as words: `expectedFingerprint` becomes “Expected fingerprint”. */
const asWords = (name: string): string => {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[-_]/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function Particulars({ detail }: { readonly detail: Readonly<Record<string, string>> }) {
  return (
    <dl className={classes.detail}>
      {Object.entries(detail).map(([name, value]) => (
        <div key={name}>
          <dt>{asWords(name)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

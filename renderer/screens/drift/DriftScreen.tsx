import { Button } from '@mantine/core'
import type { DriftPlace, DriftReport } from '@shared/drift-calls'
import type { DeploymentId } from '@shared/ids'
import { useCallback, useEffect, useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { TimeAgo } from '../../components/TimeAgo'
import { useScreenKey } from '../../lib/use-screen-key'
import { useCall } from '../../stores/use-call'
import { FileList, type FileRow } from '../packages/FileList'
import { Sign } from '../packages/PartLines'
import { DriftFile } from './DriftFile'
import classes from './drift.module.css'

type Chosen = { readonly place: DriftPlace; readonly path: string } | null

/** Whether what a deployment installed is still as it was, place by place and file by file. */
export function DriftScreen({ deploymentId }: { readonly deploymentId: DeploymentId }) {
  const { run, isBusy, failure } = useCall('drift.check')
  const [report, setReport] = useState<DriftReport | null>(null)
  const [chosen, setChosen] = useState<Chosen>(null)
  const check = useCallback(async () => {
    const result = await run({ deploymentId })
    if (result.ok) setReport(result.value)
  }, [run, deploymentId])
  useEffect(() => {
    void check()
  }, [check])
  // As the button: one look at a time.
  useScreenKey('r', () => void check(), !isBusy)
  const settled = async () => {
    setChosen(null)
    await check()
  }
  return (
    <Screen>
      <PageHeader
        title="Files on targets"
        help="drift"
        crumbs={[
          { label: 'Tasks', href: '/tasks' },
          { label: 'Deployment', href: `/deployments/${deploymentId}` }
        ]}
        subtitle={
          report && (
            <>
              Looked at <TimeAgo at={report.at} />. Nothing is changed by looking.
            </>
          )
        }
        actions={
          <Button
            variant="default"
            leftSection={<Icon name="refresh" size={14} />}
            onClick={() => void check()}
            loading={isBusy}
            title="Check again (R)"
          >
            Check again
          </Button>
        }
      />
      {failure && <FailureAlert failure={failure} onRetry={() => void check()} />}
      <div aria-live="polite" aria-busy={isBusy}>
        {report === null && isBusy && <p className={classes.muted}>Hashing the files there…</p>}
        {report?.places.length === 0 && <p className={classes.muted}>This deployment installed nothing.</p>}
      </div>
      {report && report.places.length > 0 && (
        <div className={classes.columns}>
          <ul className={classes.places} aria-label="Places">
            {report.places.map(place => (
              <li key={place.run}>
                <Place place={place} chosen={chosen} onChoose={path => setChosen({ place, path })} />
              </li>
            ))}
          </ul>
          {chosen ? (
            <DriftFile
              key={`${chosen.place.run} ${chosen.path}`}
              deploymentId={deploymentId}
              place={chosen.place}
              path={chosen.path}
              onSettled={settled}
            />
          ) : (
            <p className={classes.note}>Choose a file that differs to see its lines.</p>
          )}
        </div>
      )}
    </Screen>
  )
}

const looks: Readonly<Record<DriftPlace['state'], { readonly icon: IconName; readonly tone: string }>> = {
  same: { icon: 'check-circle', tone: 'good' },
  drifted: { icon: 'warning', tone: 'warn' },
  replaced: { icon: 'info', tone: 'still' },
  gone: { icon: 'x-circle', tone: 'bad' },
  unhashed: { icon: 'question-circle', tone: 'still' },
  nothing: { icon: 'question-circle', tone: 'still' },
  unreachable: { icon: 'x-circle', tone: 'bad' }
}

const changes = { changed: 'changed', missing: 'removed', extra: 'added' } as const

interface PlaceProps {
  readonly place: DriftPlace
  readonly chosen: Chosen
  readonly onChoose: (path: string) => void
}

function Place({ place, chosen, onChoose }: PlaceProps) {
  const { icon, tone } = looks[place.state]
  const rows = (['changed', 'missing', 'extra'] as const).flatMap(kind =>
    place[kind].map((path): FileRow => ({ path, end: kind, sign: <Sign change={changes[kind]} /> }))
  )
  return (
    <section className={classes.place} aria-label={`${place.place}, ${place.step}`}>
      <div className={classes.head} data-tone={tone}>
        <Icon name={icon} size={15} />
        <div>
          <strong>{place.place}</strong>{' '}
          <span className={classes.muted}>
            {place.packageId} {place.version}
          </span>
          <p>{place.words}</p>
          {place.folder && <p className={classes.muted}>{place.folder}</p>}
        </div>
      </div>
      {rows.length > 0 && (
        <div className={classes.files} data-many={rows.length > 8}>
          <FileList
            label={`Files that differ on ${place.place}`}
            rows={rows}
            chosen={chosen?.place.run === place.run ? chosen.path : null}
            onChoose={onChoose}
          />
        </div>
      )}
    </section>
  )
}

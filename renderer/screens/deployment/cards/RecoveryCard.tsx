import { Button } from '@mantine/core'
import type { Deployment } from '@shared/deployment'
import type { RecoveryReport } from '@shared/recovery'
import { useState } from 'react'
import { FailureAlert } from '../../../components/FailureAlert'
import { Icon } from '../../../components/Icon'
import { plural } from '../../../lib/plural'
import { formatMoment } from '../../../lib/time'
import { useUnsaved } from '../../../stores/unsaved'
import { useCall } from '../../../stores/use-call'
import { ResumeForm, type Resumption } from '../dialogs/ResumeForm'
import { NoticeCard } from './NoticeCard'
import classes from './RecoveryCard.module.css'

export interface RecoveryCardProps {
  readonly deployment: Deployment & { readonly state: 'interrupted' }
  readonly user: string | null
  /** Null where nothing can be done, as in a replay. */
  readonly onGiveUp: (() => void) | null
}

/** The id by which the header's button finds the card. */
export const recoveryCardId = 'recovery'

/** Goes on with it. What was typed for that is asked about before it is lost. */
function useResuming({ id }: Deployment) {
  const { run, isBusy, failure } = useCall('deployment.resume')
  const [isTouched, setTouched] = useState(false)
  const { letGo } = useUnsaved(isTouched, 'What you typed to continue')
  return {
    isBusy,
    failure,
    setTouched,
    run: async (how: Resumption) => {
      if ((await run({ id, ...how })).ok) letGo()
    }
  }
}

/** What to do with a deployment that Slipway did not see to its end. Looks at targets only when somebody asks for it. */
export function RecoveryCard({ deployment, user, onGiveUp }: RecoveryCardProps) {
  const [report, setReport] = useState<RecoveryReport | null>(null)
  const look = useCall('deployment.recovery')
  const resume = useResuming(deployment)
  const unknown = Object.values(deployment.runs).filter(run => run.state === 'unknown').length
  const start = async () => {
    const result = await look.run({ id: deployment.id })
    if (result.ok) setReport(result.value)
  }
  return (
    <NoticeCard
      label="Interrupted"
      icon="bolt"
      tone="warn"
      title={
        <strong>
          Slipway ended while this {deployment.plan.runbook ? 'runbook run' : 'deployment'} was under way.
        </strong>
      }
    >
      <div id={recoveryCardId} tabIndex={-1} className={classes.card}>
        <p>
          The log below is complete up to {formatMoment(deployment.idle.since?.at ?? deployment.changedAt)}.{' '}
          {whatIsUnknown(unknown)}
        </p>
        {onGiveUp !== null && (
          <>
            {unknown > 0 && (
              <div className={classes.look}>
                <Button
                  variant="default"
                  leftSection={<Icon name="search" size={13} />}
                  loading={look.isBusy}
                  onClick={() => void start()}
                >
                  {report === null ? 'Look at the targets' : 'Look again'}
                </Button>
                <span className={classes.hint}>
                  {report === null
                    ? 'Reads what the scripts left there: whether they began, and how they ended. Runs nothing of the deployment.'
                    : `What was found is said below, and what follows from it is chosen already.`}
                </span>
              </div>
            )}
            {look.failure && <FailureAlert failure={look.failure} />}
            <ResumeForm
              // What was found replaces what was preselected before; what a person chose is kept by key of the rows.
              deployment={deployment}
              report={report}
              user={user}
              isBusy={resume.isBusy}
              failure={resume.failure}
              onResume={how => void resume.run(how)}
              onTouched={resume.setTouched}
              buttons={
                <Button variant="default" onClick={onGiveUp}>
                  Give up…
                </Button>
              }
            />
          </>
        )}
      </div>
    </NoticeCard>
  )
}

function whatIsUnknown(runs: number): string {
  if (runs === 0) return 'Nothing was running at that moment.'
  return `What became of ${runs === 1 ? 'the one run that was' : `${plural(runs, 'run')} that were`} going on is unknown: ${runs === 1 ? 'it' : 'they'} may have stopped, finished, or still be running.`
}

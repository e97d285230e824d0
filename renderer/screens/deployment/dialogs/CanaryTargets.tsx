import type { Deployment } from '@shared/deployment'
import { stagesOf, stepsOf } from '@shared/plan/plan'
import { countOf } from '@shared/plan/words'
import { overallLook, runDuration, runsAt } from '../../../components/matrix/matrix-model'
import { StateBadge } from '../../../components/StateBadge'
import { formatDuration } from '../../../lib/time'
import classes from './AnswerDialog.module.css'

interface CanaryTargetsProps {
  readonly deployment: Deployment
  /** The step, by its number. */
  readonly number: number
  readonly now: number
}

/** How it went on the first targets of a step, and how many there are besides. */
export function CanaryTargets({ deployment, number, now }: CanaryTargetsProps) {
  const { plan } = deployment
  const step = stepsOf(plan).find(item => item.number === number)
  if (!step?.canary) return null
  const stages = stagesOf(plan, step)
  const rest = step.lanes.length - step.canary.targets
  return (
    <div className={classes.about}>
      <ul className={classes.targets} aria-label="The first targets">
        {step.lanes.slice(0, step.canary.targets).map(lane => {
          const runs = runsAt(stages, { id: lane ?? 'here' }).flatMap(({ id }) => deployment.runs[id] ?? [])
          const took = runs.reduce((sum, run) => sum + (runDuration(run, now) ?? 0), 0)
          return (
            <li key={lane ?? 'here'}>
              <span>{plan.targets.find(target => target.id === lane)?.name ?? 'This machine'}</span>
              <StateBadge state={overallLook(runs)} />
              <span className={classes.muted}>{formatDuration(took)}</span>
            </li>
          )
        })}
      </ul>
      <p className={classes.muted}>{countOf(rest, 'more target')} after that.</p>
    </div>
  )
}

import type { Deployment } from '@shared/deployment'
import type { Stage } from '@shared/plan/plan'
import { endedRuns, overallLook, runsOf, stepProgress } from '../../components/matrix/matrix-model'
import { stateLooks } from '../../components/StateBadge'
import classes from './ProgressStrip.module.css'

export interface ProgressStripProps {
  readonly deployment: Deployment
  readonly onStage: (stage: Stage) => void
}

/** One segment for each step, filled by how many of its runs came to an end; a click goes to the step. */
export function ProgressStrip({ deployment, onStage }: ProgressStripProps) {
  return (
    <nav className={classes.strip} aria-label="Progress">
      {deployment.plan.stages.map(stage => (
        <Segment key={stage.stepId} stage={stage} deployment={deployment} onClick={() => onStage(stage)} />
      ))}
    </nav>
  )
}

interface SegmentProps {
  readonly stage: Stage
  readonly deployment: Deployment
  readonly onClick: () => void
}

function Segment({ stage, deployment, onClick }: SegmentProps) {
  const runs = runsOf(deployment, stage)
  const ended = endedRuns(runs)
  const look = overallLook(runs)
  const isSkipped = look === 'skipped'
  const words = isSkipped ? 'skipped' : `${ended} of ${runs.length}, ${stateLooks[look].word.toLowerCase()}`
  return (
    <button
      type="button"
      className={classes.segment}
      data-tone={isSkipped ? 'skipped' : stateLooks[look].tone}
      data-look={look}
      title={`${stage.number}. ${stage.name}: ${words}`}
      onClick={onClick}
    >
      <span className={classes.track}>
        <span className={classes.fill} style={{ width: isSkipped ? '100%' : `${(100 * ended) / runs.length}%` }} />
      </span>
      <span className={classes.name}>{stage.name}</span>
      <span className={classes.count} aria-hidden>
        {stepProgress(runs)}
      </span>
      <span className="visually-hidden">
        : {words}. Go to step {stage.number}
      </span>
    </button>
  )
}

import type { Deployment } from '@shared/deployment'
import { usualSteps } from '@shared/eta'
import { type PlannedStep, stageNumber, stepsOf } from '@shared/plan/plan'
import type { Timings } from '@shared/timings'
import { memo, useMemo } from 'react'
import {
  actionsOf,
  endedLanes,
  isCanaryHeld,
  lookOfRow,
  type Part,
  runsOfAll,
  stepProgress,
  toneOfRow
} from '../../components/matrix/matrix-model'
import { type StateName, stateLooks } from '../../components/StateBadge'
import { formatDuration } from '../../lib/time'
import { useSteady } from '../../lib/use-steady'
import classes from './ProgressStrip.module.css'
import { sharesOf } from './shares'

export interface ProgressStripProps {
  readonly deployment: Deployment
  /** What the steps took before; null while that is not known. */
  readonly timings: Timings | null
  readonly onStep: (step: PlannedStep) => void
}

/**
 * One segment for each step, as wide as what it usually takes, filled by how many targets are through; a click goes to
 * the step. Steps that begin together are held by a bracket.
 */
export function ProgressStrip({ deployment, timings, onStep }: ProgressStripProps) {
  const { plan } = deployment
  const groups = useMemo(() => groupsOf(stepsOf(plan)), [plan])
  const usual = useMemo(() => (timings === null ? null : usualSteps(plan, timings)), [plan, timings])
  const shares = useMemo(() => sharesOf(stepsOf(plan), usual), [plan, usual])
  const go = useSteady(onStep)
  return (
    <nav className={classes.strip} aria-label="Progress">
      {groups.map(steps => (
        <div
          key={steps[0]?.number}
          className={classes.group}
          data-parallel={steps.length > 1 || undefined}
          {...(steps.length > 1 ? { role: 'group', 'aria-label': 'Begin together' } : {})}
          style={{ flexGrow: growth(steps.reduce((sum, step) => sum + (shares.get(step.number) ?? 1), 0)) }}
        >
          {steps.map(step => (
            <Segment
              key={step.number}
              step={step}
              share={shares.get(step.number) ?? 1}
              usual={usual?.get(step.number) ?? null}
              {...stateOfStep(deployment, step)}
              onStep={go}
            />
          ))}
        </div>
      ))}
    </nav>
  )
}

/** Less than 1 in all would leave a part of the room empty. */
const growth = (share: number): number => share * 100

/** A segment below this share has no room for a count. */
const countFrom = 0.6

/** Steps that begin together, in order; steps of which nothing runs stand alone. */
function groupsOf(steps: readonly PlannedStep[]): readonly (readonly PlannedStep[])[] {
  const groups: PlannedStep[][] = []
  for (const step of steps) {
    const last = groups.at(-1)
    const isTogether = last?.[0]?.group === step.group && last[0].lanes.length > 0 && step.lanes.length > 0
    if (last && isTogether) last.push(step)
    else groups.push([step])
  }
  return groups
}

interface StepState {
  readonly look: StateName
  readonly part: Part
  /** How far it is, as short as it goes. */
  readonly progress: string
  /** Whether it waits for a person. */
  readonly isHeld: boolean
}

function stateOfStep(deployment: Deployment, step: PlannedStep): StepState {
  const stages = actionsOf(deployment.plan, step)
  const runs = runsOfAll(deployment, stages)
  const part = endedLanes(deployment, { step, stages })
  return {
    look: lookOfRow(deployment, runs),
    part,
    progress: stepProgress(runs, part),
    isHeld: runs.some(run => run.state === 'waiting') || isCanaryHeld(deployment, step)
  }
}

interface SegmentProps extends StepState {
  readonly step: PlannedStep
  readonly share: number
  /** What it usually takes, in milliseconds; null where that is not known. */
  readonly usual: number | null
  readonly onStep: (step: PlannedStep) => void
}

const wordsOf = (look: StateName, { ended, total }: Part): string =>
  look === 'skipped' ? 'skipped' : `${ended} of ${total}, ${stateLooks[look].word.toLowerCase()}`

/** Drawn anew only when something about its step changed. */
const Segment = memo(function Segment(props: SegmentProps) {
  const { step, share, usual, look, part, progress, isHeld, onStep } = props
  const isSkipped = look === 'skipped'
  const words = wordsOf(look, part)
  const usually = usual === null || usual === 0 ? '' : `, usually ${formatDuration(usual)}`
  const filled = isSkipped ? 100 : part.total === 0 ? 0 : (100 * part.ended) / part.total
  return (
    <button
      type="button"
      className={classes.segment}
      data-tone={toneOfRow({ step }, look)}
      data-look={look}
      data-held={isHeld || undefined}
      title={`${stageNumber(step)}. ${step.name}: ${words}${isHeld ? ', waiting for a person' : ''}${usually}`}
      style={{ flexGrow: growth(share) }}
      onClick={() => onStep(step)}
    >
      <span className={classes.track}>
        <span className={classes.fill} style={{ width: `${filled}%` }} />
      </span>
      <span className={classes.name}>{step.name}</span>
      {share >= countFrom && (
        <span className={classes.count} aria-hidden>
          {progress}
        </span>
      )}
      <span className="visually-hidden">
        : {words}
        {isHeld && ', waiting for a person'}. Go to step {stageNumber(step)}
      </span>
    </button>
  )
})

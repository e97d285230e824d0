import { type Deployment, isDecided, isRunOver } from '@shared/deployment'
import type { PlannedStep } from '@shared/plan/plan'
import { stagesOf } from '@shared/plan/plan'
import { countOf } from '@shared/plan/words'
import { stopwatch } from '../log/time'
import { isCanaryHeld, runsAt } from './matrix-model'

/** How many lanes of a step may be under way at this moment. */
export const widthOf = ({ steps }: Pick<Deployment, 'steps'>, step: PlannedStep): number =>
  steps[step.number]?.width ?? step.width

/** Whether something of a step is still to run. */
export const isStepOpen = (deployment: Deployment, step: PlannedStep): boolean =>
  stagesOf(deployment.plan, step).some(stage =>
    stage.runs.some(({ id }) => {
      const run = deployment.runs[id]
      return run !== undefined && !isRunOver(run)
    })
  )

const conditionWords: Readonly<Partial<Record<PlannedStep['condition']['when'], string>>> = {
  failure: 'only after a failure',
  always: 'always',
  variable: 'if its expression is true',
  'success-and': 'if its expression is true',
  cancel: 'only after a cancel'
}

/** When the last of the first targets ended; null while one has not. */
function canaryEnd(deployment: Deployment, step: PlannedStep, first: number): number | null {
  const stages = stagesOf(deployment.plan, step)
  const runs = step.lanes
    .slice(0, first)
    .flatMap(lane => runsAt(stages, { id: lane ?? 'here' }).flatMap(({ id }) => deployment.runs[id] ?? []))
  const ends = runs.flatMap(run => ('finishedAt' in run ? run.finishedAt : []))
  return ends.length > 0 && runs.every(isRunOver) ? Math.max(...ends) : null
}

function canaryWords(deployment: Deployment, step: PlannedStep, now: number): string | null {
  const { canary, lanes } = step
  if (canary === null) return null
  const said = deployment.steps[step.number]?.canary ?? null
  if (said === 'stop') return 'stopped after its canary'
  if (isCanaryHeld(deployment, step)) return `canary done on ${canary.targets}, held`
  const stages = stagesOf(deployment.plan, step)
  const hasRestBegun = lanes.slice(canary.targets).some(lane =>
    runsAt(stages, { id: lane ?? 'here' }).some(({ id }) => {
      const state = deployment.runs[id]?.state
      return state !== 'pending' && state !== 'skipped'
    })
  )
  if (said === 'proceed' || hasRestBegun) return null
  const end = canaryEnd(deployment, step, canary.targets)
  const rest = end === null ? 0 : end + canary.soakMs - now
  return rest > 0 && deployment.state === 'running'
    ? `canary resting, ${stopwatch(rest)} to go`
    : `canary: ${countOf(canary.targets, 'target')} first`
}

/** What there is to know about how a step is gone through: its window, its canary, its condition. Short. */
export function stepNotes(deployment: Deployment, step: PlannedStep, now: number): readonly string[] {
  const width = widthOf(deployment, step)
  const isChanged = width !== step.width
  const window = step.isRolling || isChanged ? `${width} at a time` : null
  const condition = isDecided(deployment.steps[step.number]) ? null : (conditionWords[step.condition.when] ?? null)
  return [window, canaryWords(deployment, step, now), condition].filter(note => note !== null)
}

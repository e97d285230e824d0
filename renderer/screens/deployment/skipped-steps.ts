import type { Deployment, Run } from '@shared/deployment'
import { acquireIds, type PlannedStep, type Stage, stageNumber, stepsOf } from '@shared/plan/plan'
import { actionsOf, runsAt, runsNow, runsOfAll } from '../../components/matrix/matrix-model'
import { placesLabel } from './failure-groups'

export interface SkippedStep {
  readonly key: string
  readonly title: string
  readonly reason: string
}

/**
 * Steps and actions that did not run, or not everywhere, with the reason; equal reasons of one step together. What runs
 * only on a condition of its own is left out, unless the plan knew already that it would not run, and so are the rest of
 * a target's actions after a failure, and what an excluded target takes no part in: both have a card.
 */
export const skippedSteps = (deployment: Deployment): readonly SkippedStep[] =>
  stepsOf(deployment.plan).flatMap(step => {
    const stages = actionsOf(deployment.plan, step)
    if (stages.every(stage => stage.runs.length === 0)) return [leftOut(step, step.why)]
    return [
      ...stages.filter(stage => stage.runs.length === 0).map(stage => leftOut(stage, stage.why)),
      ...(step.condition.when === 'success' ? skippedLanes(deployment, step, stages) : [])
    ]
  })

/** `where` is said only of what ran in other places. */
const titleOf = (item: PlannedStep | Stage, where = ''): string =>
  item.stepId === acquireIds.step ? `${item.name}${where}:` : `Step ${stageNumber(item)}, ${item.name}${where}:`

const leftOut = (item: PlannedStep | Stage, reason: string): SkippedStep => ({
  key: stageNumber(item),
  title: titleOf(item),
  reason
})

const known = new WeakMap<readonly Run[], readonly SkippedStep[]>()

/** Targets on which nothing of a step ran; looked for only when something about its runs is new. */
function skippedLanes(deployment: Deployment, step: PlannedStep, stages: readonly Stage[]): readonly SkippedStep[] {
  const runs = runsOfAll(deployment, stages)
  const lanes = known.get(runs) ?? findSkippedLanes(deployment, step, stages)
  known.set(runs, lanes)
  return lanes
}

function findSkippedLanes(deployment: Deployment, step: PlannedStep, stages: readonly Stage[]): readonly SkippedStep[] {
  const places = new Map<string, string[]>()
  for (const lane of step.lanes) {
    const runs = runsNow(deployment, runsAt(stages, { id: lane ?? 'here' }))
    const [first] = runs
    if (first?.state !== 'skipped' || !runs.every((run: Run) => run.state === 'skipped')) continue
    if (deployment.excluded.some(item => item.targetId === lane && item.reason === first.reason)) continue
    const name = deployment.plan.targets.find(target => target.id === lane)?.name ?? 'this machine'
    places.set(first.reason, [...(places.get(first.reason) ?? []), name])
  }
  return [...places].map(([reason, names]) => ({
    key: `${step.number} ${reason}`,
    title: titleOf(step, names.length === step.lanes.length ? '' : ` on ${placesLabel(names)}`),
    reason
  }))
}

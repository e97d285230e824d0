import type { RunId, TargetId } from '../ids'
import { type Plan, type PlannedStep, type Stage, stagesOf, stepsOf } from './plan'

/** One target's way through a step: its actions, one after the other. */
export interface Lane {
  /** Null is this machine. */
  readonly target: TargetId | null
  readonly runs: readonly { readonly id: RunId; readonly stage: Stage }[]
}

/** A step with its lanes in the order in which they begin. */
export interface StepLanes {
  readonly step: PlannedStep
  readonly lanes: readonly Lane[]
  readonly runs: readonly RunId[]
}

/** A plan as it is gone through. */
export interface PlanOrder {
  /** Groups of steps, one after the other; without the steps that run only after a cancel. */
  readonly groups: readonly (readonly StepLanes[])[]
  /** What runs only after a cancel, in order. */
  readonly cleanUps: readonly StepLanes[]
}

const known = new WeakMap<Plan, PlanOrder>()

/** The order of a plan; worked out once for each. */
export function orderOf(plan: Plan): PlanOrder {
  const found = known.get(plan)
  if (found) return found
  const groups = new Map<number, StepLanes[]>()
  const cleanUps: StepLanes[] = []
  for (const step of stepsOf(plan)) {
    const item = withLanes(plan, step)
    if (step.condition.when === 'cancel') cleanUps.push(item)
    else groups.set(step.group, [...(groups.get(step.group) ?? []), item])
  }
  const order = { groups: [...groups].sort(([a], [b]) => a - b).map(([, steps]) => steps), cleanUps }
  known.set(plan, order)
  return order
}

function withLanes(plan: Plan, step: PlannedStep): StepLanes {
  const byTarget = new Map<TargetId | null, Lane['runs'][number][]>(step.lanes.map(lane => [lane, []]))
  for (const stage of stagesOf(plan, step))
    for (const { id, targetId } of stage.runs) {
      const runs = byTarget.get(targetId) ?? []
      runs.push({ id, stage })
      byTarget.set(targetId, runs)
    }
  const lanes = [...byTarget].filter(([, runs]) => runs.length > 0).map(([target, runs]) => ({ target, runs }))
  return { step, lanes, runs: lanes.flatMap(lane => lane.runs.map(run => run.id)) }
}

import type { ActionId, TargetId } from '@shared/ids'
import { type Plan, type Stage, stageNumber } from '@shared/plan/plan'

/** A step of a plan and one of the places it runs on; null stands for this machine. */
export interface PlanPosition {
  readonly actionId: ActionId
  readonly targetId: TargetId | null
}

/** What a person would like to look at, as far as it is known. */
export interface WantedPosition {
  readonly actionId?: ActionId | null
  readonly targetId?: TargetId | null
}

export interface PlaceOption {
  readonly value: string
  readonly label: string
}

/** Stands for this machine where a field needs a text. */
export const thisMachine = 'here'

/** The steps that run somewhere; what acquires packages has no variables of its own. */
const placed = (plan: Plan): readonly Stage[] =>
  plan.stages.filter(stage => stage.runs.length > 0 && stage.type !== 'acquire')

/** The steps to choose from, by the ids of their actions. */
export const stepOptions = (plan: Plan): readonly PlaceOption[] =>
  placed(plan).map(stage => ({ value: stage.actionId, label: `${stageNumber(stage)}. ${stage.name}` }))

/** Where a step runs, to choose from. */
export function targetOptions(plan: Plan, actionId: ActionId): readonly PlaceOption[] {
  const names = new Map(plan.targets.map(({ id, name }) => [id, name]))
  const stage = placed(plan).find(item => item.actionId === actionId)
  return (stage?.runs ?? []).map(({ targetId }) =>
    targetId === null
      ? { value: thisMachine, label: 'this machine' }
      : { value: targetId, label: names.get(targetId) ?? targetId }
  )
}

/** The place of a plan that comes nearest to what is wanted; null when nothing runs anywhere. */
export function positionNear(plan: Plan, wanted: WantedPosition): PlanPosition | null {
  const stages = placed(plan)
  const goesThere = (stage: Stage) => stage.runs.some(({ targetId }) => targetId === wanted.targetId)
  const stage = stages.find(({ actionId }) => actionId === wanted.actionId) ?? stages.find(goesThere) ?? stages[0]
  const run = stage?.runs.find(({ targetId }) => targetId === wanted.targetId) ?? stage?.runs[0]
  return stage && run ? { actionId: stage.actionId, targetId: run.targetId } : null
}

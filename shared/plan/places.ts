import type { RunId } from '../ids'
import type { Plan, PlannedRun, Stage } from './plan'

/** The action that a run belongs to; undefined when the plan has no such run. */
export const stageOfRun = (plan: Plan, run: RunId | null): Stage | undefined =>
  plan.stages.find(stage => stage.runs.some(planned => planned.id === run))

/** What a place is called: the target's name, or `this machine`. */
export const placeName = (plan: Plan, { targetId }: Pick<PlannedRun, 'targetId'>): string =>
  targetId === null ? 'this machine' : (plan.targets.find(target => target.id === targetId)?.name ?? targetId)

/** What the place of a run is called. */
export const placeNameOf = (plan: Plan, run: RunId): string =>
  placeName(plan, stageOfRun(plan, run)?.runs.find(planned => planned.id === run) ?? { targetId: null })

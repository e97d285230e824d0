import { type Deployment, isRunOver, isUnderWay, type Run } from '@shared/deployment'
import type { RunId, TargetId } from '@shared/ids'
import {
  type Plan,
  type PlannedRun,
  type PlannedStep,
  type Stage,
  stageNumber,
  stagesOf,
  stepsOf
} from '@shared/plan/plan'
import { lookOf } from '@shared/state-looks'
import { remembered } from '../../lib/remembered'
import { type StateName, stateLooks } from '../StateBadge'

/** A place that steps run on or for. */
export interface Place {
  readonly id: TargetId | 'here'
  readonly name: string
  /** Position among all places; chooses its mark in the log. */
  readonly index: number
}

/** More places than this are shown as counts for each step instead of one column each. */
export const columnLimit = 24

/** The places of a plan: this machine first where a step runs once on it, then the targets in their order. */
export function placesOf(plan: Plan): readonly Place[] {
  const hasHere = plan.stages.some(stage => stage.runs.some(run => run.targetId === null))
  const here = hasHere ? [{ id: 'here' as const, name: 'This machine' }] : []
  return [...here, ...plan.targets.map(target => ({ id: target.id, name: target.name }))].map((place, index) => ({
    ...place,
    index
  }))
}

/** Which place a run belongs to. */
export const placeOfRun = (run: PlannedRun): Place['id'] => run.targetId ?? 'here'

/** A row of the matrix: a step with all its actions, or one of several actions of a step. */
export interface StepRow {
  readonly kind: 'step' | 'action'
  /** `2`, or `2.1` for one of several actions. */
  readonly number: string
  readonly name: string
  readonly step: PlannedStep
  /** The actions that the row stands for, in order. */
  readonly stages: readonly Stage[]
  /** Whether rows for its actions follow; null where there are none to show. */
  readonly isUnfolded: boolean | null
}

const actionsByStep = remembered((_: Plan) => new Map<number, readonly Stage[]>())

/** The actions of a step; the same list each time that they are asked for. */
export function actionsOf(plan: Plan, step: Pick<PlannedStep, 'number'>): readonly Stage[] {
  const known = actionsByStep(plan)
  const actions = known.get(step.number) ?? stagesOf(plan, step)
  known.set(step.number, actions)
  return actions
}

/** The rows of a plan; of steps whose number is in `folded` the actions are left out. */
export const rowsOf = (plan: Plan, folded: ReadonlySet<number>): readonly StepRow[] =>
  stepsOf(plan).flatMap((step): readonly StepRow[] => {
    const stages = actionsOf(plan, step)
    const isUnfolded = stages.length > 1 ? !folded.has(step.number) : null
    const own: StepRow = { kind: 'step', number: stageNumber(step), name: step.name, step, stages, isUnfolded }
    if (!isUnfolded) return [own]
    const children = stages.map(
      (stage): StepRow => ({
        kind: 'action',
        number: stageNumber(stage),
        name: stage.name,
        step,
        stages: [stage],
        isUnfolded: null
      })
    )
    return [own, ...children]
  })

const runsByPlace = remembered((stage: Stage) => new Map(stage.runs.map(run => [placeOfRun(run), run])))

/** The run of an action on a place, if there is one. */
export const runAt = (stage: Stage, place: Pick<Place, 'id'>): PlannedRun | undefined =>
  runsByPlace(stage).get(place.id)

const allByPlace = remembered((_: readonly Stage[]) => new Map<Place['id'], readonly PlannedRun[]>())

/** The runs of several actions on a place; the same list each time that the same actions are asked for. */
export function runsAt(stages: readonly Stage[], place: Pick<Place, 'id'>): readonly PlannedRun[] {
  const known = allByPlace(stages)
  const runs = known.get(place.id) ?? stages.flatMap(stage => runAt(stage, place) ?? [])
  known.set(place.id, runs)
  return runs
}

/** Worst first: the order in which states are listed, and which of several stands for them all. */
export const byUrgency: readonly StateName[] = [
  'waiting',
  'failed',
  'unknown',
  'retrying',
  'running',
  'cancelled',
  'not-run',
  'pending',
  'handed-over',
  'ignored',
  'warned',
  'succeeded',
  'skipped'
]

export type Counts = readonly { readonly state: StateName; readonly count: number }[]

/** How many runs look like what, worst first. */
export const countLooks = remembered((runs: readonly Run[]): Counts => countStates(runs.map(lookOf)))

function countStates(states: readonly StateName[]): Counts {
  const counts = new Map<StateName, number>()
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1)
  return byUrgency.flatMap(state => {
    const count = counts.get(state)
    return count === undefined ? [] : [{ state, count }]
  })
}

/** One state for several runs; a step that runs nowhere is skipped. Half done is running. */
export function overallLook(runs: readonly Run[]): StateName {
  const counts = countLooks(runs)
  const first = counts[0]?.state ?? 'skipped'
  const isHalfDone = first === 'pending' && counts.some(({ state }) => state !== 'pending' && state !== 'skipped')
  return isHalfDone ? 'running' : first
}

/** What a row of a deployment looks like: of what is half done nothing turns while nothing goes on. */
export function lookOfRow(
  deployment: Pick<Deployment, 'runs' | 'state' | 'isPaused'>,
  runs: readonly Run[]
): StateName {
  const look = overallLook(runs)
  if (look !== 'running' || runs.some(run => run.state === 'running')) return look
  return isGoingOn(deployment) ? look : 'pending'
}

const hasRunning = remembered((runs: Deployment['runs']): boolean => isUnderWay({ runs }))

const isGoingOn = ({ state, isPaused, runs }: Pick<Deployment, 'runs' | 'state' | 'isPaused'>): boolean =>
  state === 'running' && !isPaused && hasRunning(runs)

/** Whether people are asked whether a step goes on after its first targets. */
export const isCanaryHeld = ({ questions }: Pick<Deployment, 'questions'>, step: PlannedStep): boolean =>
  questions.some(item => item.kind === 'canary' && item.step === step.number && item.answer === null)

/** What a row of the matrix looks like: its runs, and for a whole step what people are asked about it. */
export function lookOfStep(
  deployment: Pick<Deployment, 'runs' | 'state' | 'isPaused' | 'questions'>,
  { kind, step, stages }: Pick<StepRow, 'kind' | 'step' | 'stages'>
): StateName {
  const look = lookOfRow(deployment, runsOfAll(deployment, stages))
  return look === 'pending' && kind === 'step' && isCanaryHeld(deployment, step) ? 'waiting' : look
}

/** How loud a row is: what is left out as it should be is no reason to look. */
export const toneOfRow = ({ step }: Pick<StepRow, 'step'>, look: StateName): (typeof stateLooks)[StateName]['tone'] =>
  look === 'skipped' && step.condition.when === 'success' ? 'warn' : stateLooks[look].tone

const lastSeen = new WeakMap<readonly PlannedRun[], readonly Run[]>()

/**
 * Planned runs as they are now: the same list as the last time while every one of them is as it was. In a wide deployment
 * most of them are, so that what was made of them, and what was drawn of that, still holds.
 */
export function runsNow({ runs }: Pick<Deployment, 'runs'>, planned: readonly PlannedRun[]): readonly Run[] {
  const last = lastSeen.get(planned)
  const now: Run[] = []
  for (const { id } of planned) {
    const run = runs[id]
    if (run) now.push(run)
  }
  if (last?.length === now.length && now.every((run, index) => run === last[index])) return last
  lastSeen.set(planned, now)
  return now
}

/** The runs of an action as they are now. */
export const runsOf = (deployment: Pick<Deployment, 'runs'>, stage: Stage): readonly Run[] =>
  runsNow(deployment, stage.runs)

const plannedOf = remembered((stages: readonly Stage[]) => stages.flatMap(stage => stage.runs))

/** The runs of several actions as they are now. */
export const runsOfAll = (deployment: Pick<Deployment, 'runs'>, stages: readonly Stage[]): readonly Run[] =>
  runsNow(deployment, plannedOf(stages))

/** How many runs really came to an end: not those that were cancelled, nor those of which nobody knows. */
export const endedRuns = remembered(
  (runs: readonly Run[]): number =>
    runs.filter(run => isRunOver(run) && run.state !== 'cancelled' && run.state !== 'unknown').length
)

/** How far something has come: so many of a whole. */
export interface Part {
  readonly ended: number
  readonly total: number
}

/** The runs of each lane of a step, as they are now; lanes without runs are left out. */
const runsByLane = (
  deployment: Pick<Deployment, 'runs'>,
  { step, stages }: Pick<StepRow, 'step' | 'stages'>
): readonly (readonly Run[])[] =>
  step.lanes.map(lane => runsNow(deployment, runsAt(stages, { id: lane ?? 'here' }))).filter(runs => runs.length > 0)

/** What was counted of runs as they were at a moment, while something goes on and while nothing does. */
const countedLanes = remembered((_: readonly Run[]) => new Map<boolean, Counts>())

/** How many lanes of a step look like what, worst first: what a target has left to do does not count apart. */
export function countLanes(
  deployment: Pick<Deployment, 'runs' | 'state' | 'isPaused'>,
  row: Pick<StepRow, 'step' | 'stages'>
): Counts {
  const known = countedLanes(runsOfAll(deployment, row.stages))
  const isActive = isGoingOn(deployment)
  const counts =
    known.get(isActive) ?? countStates(runsByLane(deployment, row).map(runs => lookOfRow(deployment, runs)))
  known.set(isActive, counts)
  return counts
}

const partsEnded = new WeakMap<readonly Run[], Part>()

/** Lanes of a step of which every run really came to an end. */
export function endedLanes(deployment: Pick<Deployment, 'runs'>, row: Pick<StepRow, 'step' | 'stages'>): Part {
  const runs = runsOfAll(deployment, row.stages)
  const known = partsEnded.get(runs)
  if (known) return known
  const lanes = runsByLane(deployment, row)
  const part = { ended: lanes.filter(own => endedRuns(own) === own.length).length, total: lanes.length }
  partsEnded.set(runs, part)
  return part
}

/** How far a step is, as short as it goes: `3/5`, or the word where counting would mislead. `part` counts otherwise. */
export function stepProgress(
  runs: readonly Run[],
  { ended, total }: Part = { ended: endedRuns(runs), total: runs.length }
): string {
  const look = overallLook(runs)
  const word = stateLooks[look].word.toLowerCase()
  if (look === 'skipped' || look === 'handed-over') return word
  if (look !== 'unknown' && look !== 'cancelled' && look !== 'not-run') return `${ended}/${total}`
  return ended === 0 ? word : `${ended}/${total}, ${word}`
}

/** How long a run has been going or took, in milliseconds; null when it never ran. */
export function runDuration(run: Run, now: number): number | null {
  switch (run.state) {
    case 'running':
    case 'waiting':
    case 'retrying':
      return Math.max(0, now - run.startedAt)
    case 'succeeded':
    case 'failed':
    case 'ignored':
      return run.finishedAt - run.startedAt
    case 'cancelled':
      return run.startedAt === null ? null : run.finishedAt - run.startedAt
    default:
      return null
  }
}

/** Every run of one place, through all steps. */
export const runsOfPlace = (plan: Plan, place: Place): readonly RunId[] => runsAt(plan.stages, place).map(run => run.id)

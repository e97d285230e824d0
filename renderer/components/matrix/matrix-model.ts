import { type Deployment, isRunOver, type Run } from '@shared/deployment'
import type { RunId, TargetId } from '@shared/ids'
import type { Plan, PlannedRun, Stage } from '@shared/plan/plan'
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

const runsByPlace = new WeakMap<Stage, ReadonlyMap<Place['id'], PlannedRun>>()

/** The run of a step on a place, if there is one. Remembered: plans never change, and wide ones are asked often. */
export function runAt(stage: Stage, place: Pick<Place, 'id'>): PlannedRun | undefined {
  const known = runsByPlace.get(stage) ?? new Map(stage.runs.map(run => [placeOfRun(run), run]))
  runsByPlace.set(stage, known)
  return known.get(place.id)
}

/** How a run looks: a success with warnings is told apart from one without. */
export const lookOf = (run: Run): StateName => (run.state === 'succeeded' && run.warnings > 0 ? 'warned' : run.state)

/** The letter beside the icon. */
export const stateLetters: Readonly<Partial<Record<StateName, string>>> = {
  pending: 'Q',
  running: 'R',
  succeeded: 'S',
  warned: 'W',
  failed: 'F',
  skipped: 'K',
  cancelled: 'C',
  unknown: 'U'
}

/** Worst first: the order in which states are listed, and which of several stands for them all. */
export const byUrgency: readonly StateName[] = [
  'failed',
  'unknown',
  'running',
  'cancelled',
  'pending',
  'warned',
  'succeeded',
  'skipped'
]

export type Counts = readonly { readonly state: StateName; readonly count: number }[]

/** How many runs look like what, worst first. */
export function countLooks(runs: readonly Run[]): Counts {
  const counts = new Map<StateName, number>()
  for (const run of runs) counts.set(lookOf(run), (counts.get(lookOf(run)) ?? 0) + 1)
  return byUrgency.flatMap(state => {
    const count = counts.get(state)
    return count === undefined ? [] : [{ state, count }]
  })
}

/** One state for several runs; a step that runs nowhere is skipped. Half done is running. */
export function overallLook(runs: readonly Run[]): StateName {
  const counts = countLooks(runs)
  const first = counts[0]?.state ?? 'skipped'
  const isHalfDone = first === 'pending' && counts.length > 1
  return isHalfDone ? 'running' : first
}

/** The runs of a step as they are now. */
export const runsOf = (deployment: Deployment, stage: Stage): readonly Run[] =>
  stage.runs.flatMap(({ id }) => deployment.runs[id] ?? [])

/** How many runs really came to an end: not those that were cancelled, nor those of which nobody knows. */
export const endedRuns = (runs: readonly Run[]): number =>
  runs.filter(run => isRunOver(run) && run.state !== 'cancelled' && run.state !== 'unknown').length

/** How far a step is, as short as it goes: `3/5`, or the word where counting would mislead. */
export function stepProgress(runs: readonly Run[]): string {
  const look = overallLook(runs)
  const ended = endedRuns(runs)
  const word = stateLooks[look].word.toLowerCase()
  if (look === 'skipped') return word
  if (look !== 'unknown' && look !== 'cancelled') return `${ended}/${runs.length}`
  return ended === 0 ? word : `${ended}/${runs.length}, ${word}`
}

/** How long a run has been going or took, in milliseconds; null when it never ran. */
export function runDuration(run: Run, now: number): number | null {
  if (run.state === 'running') return now - run.startedAt
  if (run.state === 'succeeded' || run.state === 'failed') return run.finishedAt - run.startedAt
  if (run.state === 'cancelled' && run.startedAt !== null) return run.finishedAt - run.startedAt
  return null
}

/** Every run of one place, through all steps. */
export const runsOfPlace = (plan: Plan, place: Place): readonly RunId[] =>
  plan.stages.flatMap(stage => runAt(stage, place)?.id ?? [])

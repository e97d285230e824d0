import type { Deployment } from './deployment'
import { elapsedOf } from './idle-time'
import type { TargetId } from './ids'
import { type Plan, typeOf } from './plan/plan'

/** How long something took in the past, in milliseconds. */
export interface Timing {
  readonly p50: number
  readonly p90: number
  /** How many times it was measured, at least 1. */
  readonly count: number
}

/** How long a project's deployments to an environment took, from those that succeeded last. */
export interface Timings {
  /** From beginning to end, without the time spent waiting for people; null where there is no history. */
  readonly whole: Timing | null
  /** By id of the action: of one run, over all places. */
  readonly actions: Readonly<Record<string, Timing>>
  /** By `<action id>.<target id>` or `<action id>.here`: of one run in one place. */
  readonly runs: Readonly<Record<string, Timing>>
}

/** The name of an action in one place, as `Timings.runs` has it. */
export const runKey = (actionId: string, targetId: TargetId | null): string => `${actionId}.${targetId ?? 'here'}`

/** How long one deployment took, in milliseconds. */
export interface Durations {
  /** Null where it did only a part of what it could, so that it says nothing about a whole one. */
  readonly whole: number | null
  readonly runs: readonly {
    readonly actionId: string
    readonly targetId: TargetId | null
    readonly took: number
  }[]
}

const isWhole = ({ choices = {} }: Plan): boolean =>
  [choices.skip, choices.only, choices.without].every(list => (list ?? []).length === 0)

/** What a deployment that is over teaches about time. What waits for people by itself, and what never ran, teaches nothing. */
export function durationsOf(deployment: Deployment): Durations {
  const { plan, runs } = deployment
  const elapsed = deployment.state === 'finished' ? elapsedOf(deployment, deployment.finishedAt) : null
  const isFull = deployment.state === 'finished' && deployment.outcome === 'succeeded' && isWhole(plan)
  return {
    whole: isFull && elapsed !== null ? elapsed.active : null,
    runs: plan.stages
      .filter(stage => typeOf(stage) !== 'manual')
      .flatMap(({ actionId, runs: planned }) =>
        planned.flatMap(({ id, targetId }) => {
          const run = runs[id]
          if (run?.state !== 'succeeded' || run.markedDone !== undefined) return []
          return [{ actionId, targetId, took: Math.max(0, run.finishedAt - run.startedAt) }]
        })
      )
  }
}

/** The value below which `share` of the sorted values lie, in between two of them where need be. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? 0
  const above = sorted[Math.ceil(at)] ?? below
  return below + (above - below) * (at - Math.floor(at))
}

/** Null where nothing was measured. */
export function timingOf(measured: readonly number[]): Timing | null {
  if (measured.length === 0) return null
  const sorted = [...measured].sort((a, b) => a - b)
  return { p50: quantile(sorted, 0.5), p90: quantile(sorted, 0.9), count: sorted.length }
}

function timingsBy(groups: ReadonlyMap<string, readonly number[]>): Readonly<Record<string, Timing>> {
  return Object.fromEntries(
    [...groups].flatMap(([key, measured]) => {
      const timing = timingOf(measured)
      return timing === null ? [] : [[key, timing]]
    })
  )
}

/** What several deployments of the same kind teach together. */
export function timingsOf(history: readonly Durations[]): Timings {
  const actions = new Map<string, number[]>()
  const runs = new Map<string, number[]>()
  const add = (groups: Map<string, number[]>, key: string, took: number) => {
    const known = groups.get(key)
    if (known) known.push(took)
    else groups.set(key, [took])
  }
  for (const { actionId, targetId, took } of history.flatMap(item => item.runs)) {
    add(actions, actionId, took)
    add(runs, runKey(actionId, targetId), took)
  }
  return {
    whole: timingOf(history.flatMap(item => item.whole ?? [])),
    actions: timingsBy(actions),
    runs: timingsBy(runs)
  }
}

/** Of what was measured closely, and of everything: what is not known closely is as it is elsewhere. */
export const timingsWithin = (close: Timings, all: Timings): Timings => ({
  whole: close.whole ?? all.whole,
  actions: { ...all.actions, ...close.actions },
  runs: { ...all.runs, ...close.runs }
})

/** How long a run of an action usually takes in a place: by what it took there, or else by what it took anywhere. */
export const usually = (timings: Timings, actionId: string, targetId: TargetId | null): Timing | null =>
  timings.runs[runKey(actionId, targetId)] ?? timings.actions[actionId] ?? null

/** From how many times its usual time on a run counts as slow. */
const slowFrom = 2
/** Below this many milliseconds nobody minds. */
const noticed = 2000

/** How many times slower than usual a run is, such as 3.2; null where it is not, or where nobody can say. */
export function slowness(took: number, usual: Timing | null): number | null {
  if (usual === null || usual.p50 <= 0 || took < noticed || took <= usual.p90) return null
  const factor = took / usual.p50
  return factor < slowFrom ? null : factor
}

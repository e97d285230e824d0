import { type Deployment, type DeploymentSummary, isOpen, isUnderWay, isWaiting } from './deployment'
import type { TargetId } from './ids'

/** Why nothing happens: a person is asked, a person said so, or it is over. */
type Reason = 'waiting' | 'paused' | 'over'

/** Time in which a deployment that had begun did nothing for want of a person, in milliseconds. It took that much less. */
export interface IdleTime {
  readonly waiting: number
  readonly paused: number
  /** Between its end, or the moment up to which it was watched, and being continued. */
  readonly over: number
  /** What it is idle for at this moment and since when; not counted in yet. */
  readonly since: { readonly why: Reason; readonly at: number } | null
}

export const notIdle: IdleTime = { waiting: 0, paused: 0, over: 0, since: null }

/** Whether nothing of it is under way because somebody paused it. */
const isStill = (deployment: Deployment): boolean => deployment.isPaused && !isUnderWay(deployment)

function whyIdle(deployment: Deployment): Reason | null {
  if (!isOpen(deployment)) return 'over'
  if (deployment.state !== 'running') return null
  if (isWaiting(deployment)) return 'waiting'
  return isStill(deployment) ? 'paused' : null
}

/** Adds what is going on to the sums, up to `now`. */
const settled = (idle: IdleTime, now: number): IdleTime =>
  idle.since === null
    ? idle
    : { ...idle, [idle.since.why]: idle[idle.since.why] + Math.max(0, now - idle.since.at), since: null }

/**
 * The idle time after a change. `at` is when it became what it is now: of a deployment that was interrupted, when it was
 * last heard of.
 */
export function idleAfter(before: IdleTime, after: Deployment, at: number): IdleTime {
  const why = whyIdle(after)
  if (why === (before.since?.why ?? null)) return before
  const sums = settled(before, at)
  return why === null ? sums : { ...sums, since: { why, at } }
}

/** How long a deployment took so far, in milliseconds, and what of the time since its start does not count. */
export interface Elapsed {
  readonly active: number
  readonly waiting: number
  readonly paused: number
}

/** Null when it never began, and when nobody knows how long a part of it took that is over here. */
export function elapsedOf(deployment: Deployment, now: number): Elapsed | null {
  if (!('startedAt' in deployment) || deployment.startedAt === null) return null
  const here = elapsedBetween(deployment.startedAt, deployment.idle, now)
  const there = timeThere(deployment) ?? 0
  return there === 'unknown' ? null : { ...here, active: here.active + there }
}

/** The same of one that only its summary is known of: how long it took so far, in milliseconds. */
export const tookOf = (
  {
    startedAt,
    finishedAt,
    idle = notIdle,
    tookThere = 0
  }: Pick<DeploymentSummary, 'startedAt' | 'finishedAt' | 'idle' | 'tookThere'>,
  now: number
): number | null =>
  startedAt === null || tookThere === null
    ? null
    : elapsedBetween(startedAt, idle, finishedAt ?? now).active + tookThere

/**
 * How long the bundles of a deployment that is over here took where they were run, in milliseconds, by the clocks there:
 * what is on one target goes one after the other, and targets do not wait for each other. Null without bundles;
 * `unknown` where a receipt has not told of something.
 */
export function timeThere(deployment: Deployment): number | 'unknown' | null {
  if (deployment.state !== 'finished') return null
  const byTarget = new Map<TargetId | null, number>()
  for (const { id, targetId } of deployment.plan.stages.flatMap(stage => stage.runs)) {
    const run = deployment.runs[id]
    if (run?.state === 'handed-over' || (run?.state === 'unknown' && run.bundle !== undefined)) return 'unknown'
    if (run?.tookThere !== undefined) byTarget.set(targetId, (byTarget.get(targetId) ?? 0) + run.tookThere)
  }
  return byTarget.size === 0 ? null : Math.max(...byTarget.values())
}

/** Whether the time between its start and its end, or this moment, tells all. */
export const isNeverIdle = ({ idle, ...deployment }: Deployment): boolean =>
  idle.waiting === 0 &&
  idle.paused === 0 &&
  idle.over === 0 &&
  (idle.since === null || (deployment.state === 'finished' && idle.since.at === deployment.finishedAt))

function elapsedBetween(startedAt: number, idle: IdleTime, now: number): Elapsed {
  const end = Math.max(startedAt, idle.since?.why === 'over' ? idle.since.at : now)
  const { waiting, paused, over } = settled(idle, end)
  return { active: Math.max(0, end - startedAt - waiting - paused - over), waiting, paused }
}

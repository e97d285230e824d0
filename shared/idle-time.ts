import { type Deployment, type DeploymentSummary, isOpen, isUnderWay, isWaiting } from './deployment'

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

/** Null when it never began. */
export const elapsedOf = (deployment: Deployment, now: number): Elapsed | null =>
  'startedAt' in deployment && deployment.startedAt !== null
    ? elapsedBetween(deployment.startedAt, deployment.idle, now)
    : null

/** How long one took so far that only its summary is known of, in milliseconds; null when it never began. */
export const tookOf = (
  { startedAt, finishedAt, idle = notIdle }: Pick<DeploymentSummary, 'startedAt' | 'finishedAt' | 'idle'>,
  now: number
): number | null => (startedAt === null ? null : elapsedBetween(startedAt, idle, finishedAt ?? now).active)

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

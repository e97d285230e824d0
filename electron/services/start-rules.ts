import { type Failure, invalid } from '@shared/failure'

const minute = 60_000
const day = 24 * 60 * minute

/** How far ahead something may be scheduled, in days. */
export const mostDaysAhead = 30
/** How long it has to begin at the least once its time has come, in minutes. */
export const leastMinutesToBegin = 5

/** When something is to begin. Milliseconds since 1970 UTC. */
export interface StartTimes {
  /** Not before this moment. */
  readonly startAt?: number | undefined
  /** Not if it has not begun by this moment. */
  readonly expiresAt?: number | undefined
}

/** The same without a moment that is past or less than a minute ahead, which means at once. */
export const soonOrLater = <T extends StartTimes>(times: T, now: number): T =>
  times.startAt !== undefined && times.startAt < now + minute ? { ...times, startAt: undefined } : times

/** Why it cannot be scheduled like that; null where it can. */
export function whyNotThen({ startAt, expiresAt }: StartTimes, now: number): Failure | null {
  if (startAt !== undefined && startAt > now + mostDaysAhead * day)
    return invalid('startAt', `must be within the next ${mostDaysAhead} days`)
  if (expiresAt === undefined) return null
  if (expiresAt <= now) return invalid('expiresAt', 'must be in the future')
  if (startAt === undefined || expiresAt >= startAt + leastMinutesToBegin * minute) return null
  return invalid('expiresAt', `must be at least ${leastMinutesToBegin} minutes later than the start`)
}

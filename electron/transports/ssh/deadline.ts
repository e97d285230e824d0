import { onAbort } from '../on-abort'

export interface Deadline {
  /** Aborted when the time is over or the outer signal aborts. */
  readonly signal: AbortSignal
  /** Whether it was the time that ran out. */
  isExpired(): boolean
  /** Must be called when the work is over; stops the clock and lets go of the outer signal. */
  clear(): void
}

/** Joins a time limit in milliseconds and an outer signal into one signal. */
export function startDeadline(ms: number, outer: AbortSignal): Deadline {
  const controller = new AbortController()
  let hasExpired = false
  const timer = setTimeout(() => {
    hasExpired = !controller.signal.aborted
    controller.abort()
  }, ms)
  const ignore = onAbort(outer, () => controller.abort())
  return {
    signal: controller.signal,
    isExpired: () => hasExpired,
    clear: () => {
      clearTimeout(timer)
      ignore()
    }
  }
}

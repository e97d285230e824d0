import { onAbort } from '../on-abort'

export interface Deadline {
  /** Aborted when the time is over or the outer signal aborts. */
  readonly signal: AbortSignal
  /** Whether it was the time that ran out. */
  isExpired(): boolean
  /** Stops the clock, while it is a person who takes the time; answers how to let it go on. */
  hold(): () => void
  /** Must be called when the work is over; stops the clock and lets go of the outer signal. */
  clear(): void
}

/** Joins a time limit in milliseconds and an outer signal into one signal. */
export function startDeadline(ms: number, outer: AbortSignal): Deadline {
  const controller = new AbortController()
  let hasExpired = false
  let isCleared = false
  let left = ms
  let startedAt = performance.now()
  const expire = () => {
    hasExpired = !controller.signal.aborted
    controller.abort()
  }
  let timer = setTimeout(expire, left)
  const ignore = onAbort(outer, () => controller.abort())
  return {
    signal: controller.signal,
    isExpired: () => hasExpired,
    hold: () => {
      clearTimeout(timer)
      left -= performance.now() - startedAt
      return () => {
        if (controller.signal.aborted || isCleared) return
        startedAt = performance.now()
        timer = setTimeout(expire, Math.max(0, left))
      }
    },
    clear: () => {
      isCleared = true
      clearTimeout(timer)
      ignore()
    }
  }
}

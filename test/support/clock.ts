/** A clock that stands until it is told to go on, and the waiting by it. */
export interface TestClock {
  readonly now: () => number
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Goes on by so many milliseconds; those whose time has come are woken. */
  advance(ms: number): void
}

export function testClock(start = Date.UTC(2026, 10, 28, 12)): TestClock {
  let now = start
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>()
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise(resolve => {
        const wake = () => {
          sleepers.delete(sleeper)
          resolve()
        }
        const sleeper = { at: now + ms, wake }
        if (signal?.aborted || ms <= 0) return resolve()
        sleepers.add(sleeper)
        signal?.addEventListener('abort', wake, { once: true })
      }),
    advance: ms => {
      now += ms
      for (const { at, wake } of [...sleepers]) if (at <= now) wake()
    }
  }
}

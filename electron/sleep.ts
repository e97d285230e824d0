/**
 * Resolves after `ms`, or at once when aborted; never rejects. The timer of node:timers/promises rejects on abort, and
 * making that error, which nobody reads, costs more than all else about a short wait.
 */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal?.aborted) return resolve()
    const done = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}

import type { ExecEnd } from '@shared/deployment'
import type { Execution } from './ports'

/**
 * The end of a command that may take so many milliseconds; it is abandoned when they are over, or when `signal` is aborted.
 * `isLate` tells the former.
 */
export async function endWithin(
  execution: Execution,
  { limitMs, signal }: { readonly limitMs: number; readonly signal: AbortSignal }
): Promise<{ readonly end: ExecEnd; readonly isLate: boolean }> {
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    execution.abandon('it took too long')
  }, limitMs)
  const cancel = () => execution.abandon('it was cancelled')
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel, { once: true })
  const end = await execution.ended
  clearTimeout(timer)
  signal.removeEventListener('abort', cancel)
  return { end, isLate }
}

import { setMaxListeners } from 'node:events'

/**
 * Calls `listener` once when `signal` aborts, or at once if it has already. Answers how to stop waiting for it, which
 * the caller must do when its work is over.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  // One signal may end a whole deployment: fifty listeners on it are no leak.
  setMaxListeners(0, signal)
  if (signal.aborted) listener()
  else signal.addEventListener('abort', listener, { once: true })
  return () => signal.removeEventListener('abort', listener)
}

import type { EnginePorts } from './ports'

/** What it takes to stop waiting. */
export interface Stopping {
  readonly ports: Pick<EnginePorts, 'sleep'>
  /** Settles once the deployment is to stop. */
  readonly stopped: Promise<unknown>
  /** How long to wait after that, in milliseconds. */
  readonly limitMs: number
}

/** The promise's value, or null when the deployment was stopped and the limit has passed since. */
export async function orStopped<T>(promise: Promise<T>, { ports, stopped, limitMs }: Stopping): Promise<T | null> {
  const timer = new AbortController()
  const limit = stopped.then(() => ports.sleep(limitMs, timer.signal)).then(() => null)
  try {
    return await Promise.race([promise, limit])
  } finally {
    // A reason of its own saves making an error that nobody reads.
    timer.abort('over')
  }
}

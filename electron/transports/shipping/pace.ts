import type { ShipmentProgress } from '../../engine/ports'
import { onAbort } from '../on-abort'

/** At most ten times a second. */
const tellInterval = 100

/** Passes progress on, but not more often than anybody can look. */
export function throttled(tell: (progress: ShipmentProgress) => void): (progress: ShipmentProgress) => void {
  let last = Number.NEGATIVE_INFINITY
  return progress => {
    const now = performance.now()
    if (now - last < tellInterval) return
    last = now
    tell(progress)
  }
}

/** How much all transfers together may send. */
export class SpeedLimit {
  #bytesPerSecond: number | null
  /** When what was let through so far would have been sent. Milliseconds. */
  #free = 0

  /** @param bytesPerSecond null for as fast as it goes */
  constructor(bytesPerSecond: number | null) {
    this.#bytesPerSecond = bytesPerSecond
  }

  /** From now on. @param bytesPerSecond null for as fast as it goes */
  set(bytesPerSecond: number | null): void {
    this.#bytesPerSecond = bytesPerSecond
    this.#free = 0
  }

  /** Resolves when so many bytes more may be sent, or when `signal` aborts. */
  async pass(bytes: number, signal: AbortSignal): Promise<void> {
    if (this.#bytesPerSecond === null) return
    const now = performance.now()
    const start = Math.max(this.#free, now)
    this.#free = start + (bytes / this.#bytesPerSecond) * 1000
    if (start > now) await paused(start - now, signal)
  }
}

const paused = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const end = () => {
      clearTimeout(timer)
      ignore()
      resolve()
    }
    const timer = setTimeout(end, ms)
    const ignore = onAbort(signal, () => setImmediate(end))
  })

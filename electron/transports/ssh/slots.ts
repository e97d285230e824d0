import { onAbort } from '../on-abort'

/** Gives a place back. Repeated calls do nothing. */
export type Release = () => void

interface Waiter {
  readonly admit: () => void
}

/** At most `limit` holders at a time; the others wait in the order in which they came. */
export class Slots {
  #limit: number
  #held = 0
  readonly #waiting: Waiter[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  get held(): number {
    return this.#held
  }

  get isIdle(): boolean {
    return this.#held === 0 && this.#waiting.length === 0
  }

  /**
   * Resolves when a place is free; null when `signal` aborted first.
   * @param first waits at the head of the queue: for someone who had a place already and had to give it back
   */
  take(signal?: AbortSignal, first = false): Promise<Release | null> {
    if (signal?.aborted) return Promise.resolve(null)
    if (this.#held < this.#limit && this.#waiting.length === 0) return Promise.resolve(this.#hold())
    return new Promise(resolve => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
        resolve(null)
      }
      const waiter: Waiter = {
        admit: () => {
          ignore()
          resolve(this.#hold())
        }
      }
      const ignore = signal === undefined ? () => undefined : onAbort(signal, leave)
      if (first) this.#waiting.unshift(waiter)
      else this.#waiting.push(waiter)
    })
  }

  /** Lowers the limit, because the far side takes fewer than was thought. Holders keep their places. */
  lowerTo(limit: number): void {
    this.#limit = Math.max(1, Math.min(limit, this.#limit))
  }

  #hold(): Release {
    this.#held += 1
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#held -= 1
      while (this.#held < this.#limit && this.#waiting.length > 0) this.#waiting.shift()?.admit()
    }
  }
}

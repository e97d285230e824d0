/** Keys are taken to be over once none came for so long. Milliseconds, as all of these. */
const quiet = 150
/** What waits for longer than this is done while keys go on: right after one of them, when the next is furthest off. */
const patience = 400
/** From a key until its picture is made. */
const pictureMade = 40

/** What giving way to keys asks of the world. */
export interface AfterKeysPorts {
  /** Milliseconds since some moment. */
  readonly now: () => number
  /** Runs something after so many milliseconds; returns the undo. */
  readonly later: (run: () => void, ms: number) => () => void
}

/**
 * Work that gives way to keys. A key that comes while something else is drawn waits for the whole of it, so that news which
 * nobody waits for are put off while keys follow each other, and then all done together.
 */
export class AfterKeys {
  readonly #ports: AfterKeysPorts
  readonly #waiting = new Set<() => void>()
  #lastKey = Number.NEGATIVE_INFINITY
  /** Since when the first of them waits. */
  #since = 0
  #isOverdue = false
  #undo: (() => void) | null = null

  constructor(ports: AfterKeysPorts) {
    this.#ports = ports
  }

  /** Tells that a key was pressed. */
  press(): void {
    this.#lastKey = this.#ports.now()
    if (this.#waiting.size === 0 || this.#isOverdue) return
    this.#isOverdue = this.#lastKey - this.#since >= patience
    this.#wait(this.#isOverdue ? pictureMade : quiet)
  }

  /** Runs something at once, or after the keys that are being pressed. Returns the undo. */
  run(work: () => void): () => void {
    const now = this.#ports.now()
    if (this.#waiting.size === 0 && this.#isQuiet(now)) {
      work()
      return () => undefined
    }
    // An entry of its own, so that the same work can wait twice.
    const entry = () => work()
    this.#waiting.add(entry)
    if (this.#waiting.size === 1) {
      this.#since = now
      this.#wait(this.#lastKey + quiet - now)
    }
    return () => this.#waiting.delete(entry)
  }

  /** A key that seems to be yet to come was told by another clock, and is over. */
  #isQuiet(now: number): boolean {
    return now < this.#lastKey || now - this.#lastKey >= quiet
  }

  #wait(ms: number): void {
    this.#undo?.()
    this.#undo = this.#ports.later(() => {
      const due = [...this.#waiting]
      this.#waiting.clear()
      this.#isOverdue = false
      for (const work of due) work()
    }, ms)
  }
}

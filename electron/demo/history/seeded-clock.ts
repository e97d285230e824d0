/** A clock that shows what it is set to, and goes on only as far as somebody waits. */
export class SeededClock {
  #now: number
  #sleepers: readonly { readonly until: number; readonly wake: () => void }[] = []

  /** @param now milliseconds since 1970 UTC */
  constructor(now: number) {
    this.#now = now
  }

  readonly now = (): number => this.#now

  set(now: number): void {
    this.#now = now
  }

  /** How many wait. */
  get waiting(): number {
    return this.#sleepers.length
  }

  /** Resolves once the clock has come so far. */
  wait(ms: number): Promise<void> {
    return new Promise(wake => {
      this.#sleepers = [...this.#sleepers, { until: this.#now + ms, wake }]
    })
  }

  /** Goes on to the moment that comes first, and wakes who waits for it. Does nothing where nobody waits. */
  advance(): void {
    const [first] = [...this.#sleepers].sort((one, other) => one.until - other.until)
    if (first === undefined) return
    this.#sleepers = this.#sleepers.filter(sleeper => sleeper !== first)
    this.#now = Math.max(this.#now, first.until)
    first.wake()
  }
}

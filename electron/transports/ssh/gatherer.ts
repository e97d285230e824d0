import type { Duplex } from 'node:stream'

/**
 * Hands what is written to a socket within one turn over at once. Each packet of a cipher that authenticates is three
 * writes, and eight packets make up what is sent at a time: that many calls to the system take a fourth of the time.
 */
export class Gatherer {
  readonly #stream: Duplex
  readonly #onData = () => this.gather()
  #users = 0
  #isGathering = false

  constructor(stream: Duplex) {
    this.#stream = stream
  }

  /** Also gathers what is written because of what arrives, as long as `work` takes. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#users === 0) this.#stream.prependListener('data', this.#onData)
    this.#users += 1
    try {
      return await work()
    } finally {
      this.#users -= 1
      if (this.#users === 0) this.#stream.removeListener('data', this.#onData)
    }
  }

  /** From now until the end of this turn. */
  gather(): void {
    if (this.#isGathering) return
    this.#isGathering = true
    this.#stream.cork()
    process.nextTick(() => {
      this.#isGathering = false
      this.#stream.uncork()
    })
  }
}

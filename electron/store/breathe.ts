/** How long work may hold up the event loop before it lets others in, in milliseconds. */
const turn = 6

/** Gives way to other work when `turn` milliseconds have passed since it last did; asked between small pieces of work. */
export class Breath {
  #since = performance.now()

  async take(): Promise<void> {
    if (performance.now() - this.#since < turn) return
    await nextTurn()
    this.#since = performance.now()
  }
}

/** Resolves once what is waiting in the event loop had its turn. */
export const nextTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

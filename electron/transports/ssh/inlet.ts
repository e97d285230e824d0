import type { OutputSink } from '../../engine/ports'

/** How long one stream may hold the app's thread before everything else there gets a turn, in milliseconds. */
const turnLimit = 8

/**
 * The app's end of an output stream from the SSH thread: hands chunks to the sink one after the other, and tells how
 * many bytes were taken, which is what lets the far side go on.
 */
export class Inlet {
  readonly #sink: OutputSink
  readonly #onTaken: (bytes: number) => void
  readonly #onBroken: (error: unknown) => void
  #queue: { readonly stream: 'stdout' | 'stderr'; readonly chunk: Uint8Array }[] = []
  #isBusy = false
  #isShut = false
  #onDrained: (() => void) | null = null

  constructor(sink: OutputSink, onTaken: (bytes: number) => void, onBroken: (error: unknown) => void) {
    this.#sink = sink
    this.#onTaken = onTaken
    this.#onBroken = onBroken
  }

  add(stream: 'stdout' | 'stderr', chunk: Uint8Array): void {
    if (this.#isShut) return
    this.#queue.push({ stream, chunk })
    if (!this.#isBusy) void this.#pump()
  }

  /** Calls back once everything added so far was taken; at once when that is already so. Not when shut before. */
  whenDrained(done: () => void): void {
    if (this.#isBusy) this.#onDrained = done
    else done()
  }

  /** Drops what is waiting; the sink is not called any more. */
  shut(): void {
    this.#isShut = true
    this.#queue = []
    this.#onDrained = null
  }

  async #pump(): Promise<void> {
    this.#isBusy = true
    let turnStart = performance.now()
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const taken = this.#sink(next.stream, next.chunk)
        // Waiting for nothing would still cost a turn, and the order of calls to a quick sink with it.
        if (taken !== undefined) await taken
        if (!this.#isShut) this.#onTaken(next.chunk.byteLength)
        // A sink that is as fast as its source would otherwise never let go of the thread.
        if (performance.now() - turnStart < turnLimit) continue
        await nextTurn()
        turnStart = performance.now()
      }
    } catch (error) {
      if (this.#isShut) return
      this.shut()
      this.#onBroken(error)
      return
    } finally {
      this.#isBusy = false
    }
    const done = this.#onDrained
    this.#onDrained = null
    done?.()
  }
}

const nextTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

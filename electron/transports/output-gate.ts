import type { Readable } from 'node:stream'
import type { OutputSink } from '../engine/ports'
import { messageOf } from './ssh/failures'

interface Source {
  readonly stdout: Readable
  readonly stderr: Readable
}

/**
 * Passes two streams on to one sink, in order and never both at a time: while the sink's promise is pending, both
 * streams are paused, so that the sender is held back instead of our memory being filled.
 */
export class OutputGate {
  readonly #source: Source
  readonly #sink: OutputSink
  readonly #onDone: () => void
  readonly #onBroken: (reason: string) => void
  #open = 2
  #isHolding = false
  readonly #held: { readonly name: 'stdout' | 'stderr'; readonly chunk: Buffer }[] = []
  #isShut = false

  /**
   * @param onDone both streams have ended and everything was taken
   * @param onBroken the sink failed, which must not be taken for success
   */
  constructor(source: Source, sink: OutputSink, onDone: () => void, onBroken: (reason: string) => void) {
    this.#source = source
    this.#sink = sink
    this.#onDone = onDone
    this.#onBroken = onBroken
    this.#attach('stdout', source.stdout)
    this.#attach('stderr', source.stderr)
  }

  /** Nothing is passed on any more; what still arrives is dropped, so that the streams can end. */
  shut(): void {
    this.#isShut = true
    this.#held.length = 0
    this.#source.stdout.resume()
    this.#source.stderr.resume()
  }

  #attach(name: 'stdout' | 'stderr', stream: Readable): void {
    stream.on('data', (chunk: Buffer) => this.#pass(name, chunk))
    // The end of a stream that broke is reported by whoever owns it.
    stream.on('error', () => undefined)
    stream.once('end', () => {
      this.#open -= 1
      this.#check()
    })
  }

  #pass(name: 'stdout' | 'stderr', chunk: Buffer): void {
    if (this.#isShut) return
    if (this.#isHolding) {
      // Node sets the outputs of a process that exits flowing again, whoever paused them.
      this.#held.push({ name, chunk })
      this.#pause()
      return
    }
    try {
      const taken = this.#sink(name, chunk)
      if (taken === undefined) return
      this.#isHolding = true
      this.#pause()
      taken.then(
        () => this.#release(),
        error => this.#break(error)
      )
    } catch (error) {
      this.#break(error)
    }
  }

  #pause(): void {
    this.#source.stdout.pause()
    this.#source.stderr.pause()
  }

  #release(): void {
    this.#isHolding = false
    while (!this.#isHolding && !this.#isShut) {
      const next = this.#held.shift()
      if (next === undefined) break
      this.#pass(next.name, next.chunk)
    }
    if (this.#isHolding) return
    this.#source.stdout.resume()
    this.#source.stderr.resume()
    this.#check()
  }

  #check(): void {
    if (this.#open === 0 && !this.#isHolding && this.#held.length === 0 && !this.#isShut) this.#onDone()
  }

  #break(error: unknown): void {
    if (this.#isShut) return
    this.shut()
    this.#onBroken(`the output could not be taken: ${messageOf(error)}`)
  }
}

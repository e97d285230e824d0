import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { ExecEnd } from '@shared/deployment'
import type { Execution, ShipmentProgress } from '../../engine/ports'
import { onAbort } from '../on-abort'
import { chunkBytes, type SharedReader } from '../shipping/shared-reads'
import { shellLine } from '../shipping/shell-line'
import type { ExecWithInput, Way } from './send-way'

/** What the script at the far end says: a word, and what belongs to it. */
export interface Answer {
  readonly word: string
  readonly rest: string
}

const errorLimit = 500

/** One script at the far end that is talked to: it answers in marked texts, and takes input in between. */
export class Conversation {
  readonly #token = randomBytes(8).toString('hex')
  readonly #execution: Execution
  readonly #input: Promise<Writable | null>
  readonly #answers: Answer[] = []
  readonly #pieces: Uint8Array[] = []
  #said = ''
  #end: ExecEnd | null = null
  #wake: () => void = () => undefined

  constructor(exec: ExecWithInput, kind: 'file' | 'tree', args: readonly string[], signal: AbortSignal) {
    let opened: (input: Writable | null) => void = () => undefined
    this.#input = new Promise(resolve => {
      opened = resolve
    })
    const line = shellLine(kind, [this.#token, ...args])
    this.#execution = exec(
      line,
      input => {
        input.write('slipway\n')
        opened(input)
      },
      (stream, chunk) => (stream === 'stdout' ? this.#take(chunk) : this.#hear(chunk))
    )
    const ignore = onAbort(signal, () => this.#execution.abandon('it was cancelled'))
    void this.#execution.ended.then(end => {
      ignore()
      this.#end = end
      opened(null)
      this.#wake()
    })
  }

  /** What the far end wrote to its standard error, cut. */
  get said(): string {
    return this.#said.trim()
  }

  /** How the script ended; null while it runs. */
  get end(): ExecEnd | null {
    return this.#end
  }

  /** The next answer; null when the script ended without a further one. */
  async next(): Promise<Answer | null> {
    for (;;) {
      const answer = this.#answers.shift()
      if (answer !== undefined) return answer
      if (this.#end !== null) return null
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }

  /**
   * Writes `head` and then what `reader` gives from byte `start` on, and ends the input. Stops as soon as the far end
   * answers or ends: it has no use for more. Rejects where the source cannot be read.
   * @returns how many bytes of the source were sent
   */
  async feed(
    head: string,
    reader: SharedReader,
    start: number,
    { limit, gather }: Pick<Way, 'limit' | 'gather'>,
    tell: (progress: ShipmentProgress) => void,
    signal: AbortSignal
  ): Promise<number> {
    const input = await this.#input
    if (input === null) return 0
    if (head !== '') input.write(head)
    const total = reader.bytes - start
    let sent = 0
    while (sent < total && this.#mayFeed(signal)) {
      const at = start + sent
      const chunk = (await reader.chunk(Math.floor(at / chunkBytes))).subarray(at % chunkBytes)
      await limit.pass(chunk.byteLength, signal)
      if (!this.#mayFeed(signal)) break
      gather()
      const hasRoom = input.write(chunk)
      sent += chunk.byteLength
      tell({ sent, total })
      if (!hasRoom) await this.#drained(input)
    }
    if (this.#mayFeed(signal)) input.end()
    return sent
  }

  /** Gives up on it. */
  abandon(reason: string): void {
    this.#execution.abandon(reason)
  }

  #mayFeed(signal: AbortSignal): boolean {
    return this.#end === null && this.#answers.length === 0 && !signal.aborted
  }

  async #drained(input: Writable): Promise<void> {
    const drained = new AbortController()
    const answered = new Promise<void>(resolve => {
      this.#wake = resolve
    })
    await Promise.race([once(input, 'drain', { signal: drained.signal }).catch(() => undefined), answered])
    drained.abort()
  }

  #take(chunk: Uint8Array): void {
    let rest = chunk
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const text = Buffer.concat([...this.#pieces.splice(0), rest.subarray(0, end)]).toString('utf8')
      rest = rest.subarray(end + 1)
      // A login shell may have said something of its own before.
      const at = text.indexOf(`${this.#token} `)
      if (at >= 0) this.#answer(text.slice(at + this.#token.length + 1))
    }
    if (rest.byteLength > 0) this.#pieces.push(Uint8Array.from(rest))
  }

  #answer(text: string): void {
    const space = text.indexOf(' ')
    const word = space < 0 ? text : text.slice(0, space)
    // Said again and again while it waits, only to notice when nobody listens.
    if (word === 'waiting') return
    this.#answers.push({ word, rest: space < 0 ? '' : text.slice(space + 1) })
    this.#wake()
  }

  #hear(chunk: Uint8Array): void {
    if (this.#said.length < errorLimit)
      this.#said = (this.#said + Buffer.from(chunk).toString('utf8')).slice(0, errorLimit)
  }
}

import type { Duplex } from 'node:stream'
import type { Client } from 'ssh2'

/** How long something may not have been heard of, and how long it may take to answer then. Milliseconds. */
export interface Patience {
  readonly silence: number
  readonly answer: number
}

/** What ssh2's client asks by whether the other side is still there. It is none of its public parts. */
interface Asking {
  /** Starts the count of silent turns anew. */
  _resetKA(): void
  /** Who waits for the answers to questions to the whole connection, in their order. */
  readonly _callbacks: (() => void)[]
  readonly _protocol: { ping(): void }
}

/**
 * Takes everything that arrives for a sign of life. ssh2 counts only the answers to its own questions, and these stand in
 * line behind what is being sent: on a slow line a host that is busy taking it would count as silent.
 */
export function noticeLife(client: Client, stream: Duplex): void {
  if (isAsking(client)) stream.on('data', () => client._resetKA())
}

/** Whether the other side of a connection still answers. */
export class Liveness {
  readonly #client: Client
  readonly #stream: Duplex
  readonly #patience: Patience
  #heardAt = Date.now()
  #asked: Promise<boolean> | null = null

  constructor(client: Client, stream: Duplex, patience: Patience) {
    this.#client = client
    this.#stream = stream
    this.#patience = patience
    stream.on('data', () => {
      this.#heardAt = Date.now()
    })
  }

  /** Whoever asks meanwhile gets the same answer. @param gone ends the waiting: then it does not */
  answers(gone: AbortSignal): Promise<boolean> {
    if (gone.aborted) return Promise.resolve(false)
    // By the clock of the day, which goes on while the computer sleeps; it may also be set back.
    const silence = Date.now() - this.#heardAt
    if (silence >= 0 && silence < this.#patience.silence) return Promise.resolve(true)
    // The question would stand in line behind what is being sent, and whoever sends it finds out.
    if (this.#stream.writableLength > 0) return Promise.resolve(true)
    this.#asked ??= this.#ask(gone).finally(() => {
      this.#asked = null
    })
    return this.#asked
  }

  #ask(gone: AbortSignal): Promise<boolean> {
    const client = this.#client
    if (!this.#stream.writable) return Promise.resolve(false)
    // Then nobody knows, and it is found out by using it.
    if (!isAsking(client)) return Promise.resolve(true)
    return new Promise(resolve => {
      const settle = (isThere: boolean): void => {
        clearTimeout(timer)
        gone.removeEventListener('abort', isGone)
        this.#stream.off('data', isHeard)
        resolve(isThere)
      }
      const isHeard = (): void => settle(true)
      const isGone = (): void => settle(false)
      const timer = setTimeout(isGone, this.#patience.answer)
      gone.addEventListener('abort', isGone)
      this.#stream.on('data', isHeard)
      client._callbacks.push(() => client._resetKA())
      client._protocol.ping()
    })
  }
}

const isAsking = (client: Client): client is Client & Asking =>
  '_resetKA' in client &&
  typeof client._resetKA === 'function' &&
  '_callbacks' in client &&
  Array.isArray(client._callbacks) &&
  '_protocol' in client &&
  typeof (client._protocol as Partial<Asking['_protocol']> | null)?.ping === 'function'

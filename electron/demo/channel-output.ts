import type { Readable, Writable } from 'node:stream'
import type { ServerChannel } from 'ssh2'

/**
 * Sends two outputs over one channel, a chunk at a time. ssh2 remembers one chunk that waits for room and mixes up
 * the two outputs when both have waited: chunks are then sent twice and the channel breaks. So only one waits at a
 * time, and what is remembered is cleared before the next.
 */
export class ChannelOutput {
  readonly #channel: ServerChannel
  #turn: Promise<void> = Promise.resolve()

  constructor(channel: ServerChannel) {
    this.#channel = channel
  }

  /** Resolves when `source` has ended and all of it was sent. Rejects when it broke off. */
  async relay(source: Readable, target: Writable): Promise<void> {
    for await (const chunk of source) {
      const turn = this.#turn.then(() => this.#write(target, chunk))
      this.#turn = turn
      await turn
    }
  }

  #write(target: Writable, chunk: Buffer): Promise<void> {
    return new Promise(resolve => {
      target.write(chunk, () => {
        for (const memory of ['_chunk', '_chunkcb', '_chunkErr', '_chunkcbErr'])
          Reflect.set(this.#channel, memory, undefined)
        resolve()
      })
    })
  }
}

import type { FromWorker } from './worker-protocol'

type Output = Extract<FromWorker, { type: 'output' }>
type Post = (messages: readonly FromWorker[], transfer: readonly ArrayBuffer[]) => void

interface Pile {
  readonly id: number
  readonly stream: 'stdout' | 'stderr'
  readonly chunks: Uint8Array[]
  bytes: number
}

/** Piles do not grow beyond this, because the app's thread takes each in one go. */
const pileLimit = 64 * 1024

/**
 * Collects what one turn of the event loop produces and sends it as one message, in order. Chunks that follow each
 * other become one buffer, which changes hands without being copied again.
 */
export class Outbox {
  readonly #post: Post
  #items: (FromWorker | Pile)[] = []
  #isScheduled = false

  constructor(post: Post) {
    this.#post = post
  }

  send(message: FromWorker): void {
    this.#items.push(message)
    this.#schedule()
  }

  /** The bytes are copied before this turn of the event loop ends, so the sender may not change them until then. */
  output(id: number, stream: 'stdout' | 'stderr', chunk: Uint8Array): void {
    const last = this.#items.at(-1)
    if (isPileOf(last, id, stream) && last.bytes + chunk.byteLength <= pileLimit) {
      last.chunks.push(chunk)
      last.bytes += chunk.byteLength
    } else this.#items.push({ id, stream, chunks: [chunk], bytes: chunk.byteLength })
    this.#schedule()
  }

  flush(): void {
    const messages = this.#items.map(item => ('chunks' in item ? joined(item) : item))
    this.#items = []
    if (messages.length === 0) return
    const buffers = messages.flatMap(message => (message.type === 'output' ? [message.chunk.buffer] : []))
    this.#post(messages, buffers)
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.flush()
    })
  }
}

const isPileOf = (item: FromWorker | Pile | undefined, id: number, stream: Pile['stream']): item is Pile =>
  item !== undefined && 'chunks' in item && item.id === id && item.stream === stream

function joined({ id, stream, chunks, bytes }: Pile): Output {
  const chunk = new Uint8Array(bytes)
  let at = 0
  for (const item of chunks) {
    chunk.set(item, at)
    at += item.byteLength
  }
  return { type: 'output', id, stream, chunk }
}

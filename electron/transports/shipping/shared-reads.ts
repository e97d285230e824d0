import type { Source } from './sources'

/** How much is read, and sent, at a time. */
export const chunkBytes = 256 * 1024

/** How far the slowest of several readers may lag behind before it has to read for itself. Bytes. */
const lagLimit = 32 * 1024 * 1024
/** What all sources together may keep. Bytes. */
const totalLimit = 64 * 1024 * 1024

/** One of possibly several who read the same source at the same time. */
export interface SharedReader {
  readonly bytes: number
  /** The chunk with this number, which may not be changed; chunks are asked for in order, the first from anywhere. */
  chunk(index: number): Promise<Buffer>
  close(): void
}

/** Reads what several want at about the same time from the disk once. */
export class SharedReads {
  readonly #open = new Map<string, SharedSource>()

  /** @param id the same for the same bytes @param make called where nobody reads it yet */
  open(id: string, make: () => Source): SharedReader {
    const source = this.#open.get(id) ?? new SharedSource(make(), () => this.#limit())
    this.#open.set(id, source)
    return source.join(() => {
      if (this.#open.get(id) === source) this.#open.delete(id)
    })
  }

  #limit(): number {
    return Math.min(lagLimit, totalLimit / Math.max(1, this.#open.size))
  }
}

class SharedSource {
  readonly #source: Source
  readonly #limit: () => number
  /** In the order in which they were read. */
  readonly #kept = new Map<number, Promise<Buffer>>()
  /** The next chunk that each reader wants. */
  readonly #positions = new Map<object, number>()
  /** Chunks up to here were let go of: who still wants them has to read for themselves. */
  #dropped = -1

  constructor(source: Source, limit: () => number) {
    this.#source = source
    this.#limit = limit
  }

  join(onLast: () => void): SharedReader {
    const reader = {}
    this.#positions.set(reader, 0)
    return {
      bytes: this.#source.bytes,
      chunk: index => {
        const chunk = this.#chunk(index)
        if (this.#positions.has(reader)) this.#positions.set(reader, index + 1)
        this.#letGo()
        return chunk
      },
      close: () => {
        this.#positions.delete(reader)
        this.#letGo()
        if (this.#positions.size === 0) onLast()
      }
    }
  }

  #chunk(index: number): Promise<Buffer> {
    const kept = this.#kept.get(index)
    if (kept !== undefined) return kept
    const at = index * chunkBytes
    const chunk = this.#source.read(at, Math.min(chunkBytes, this.#source.bytes - at))
    if (index <= this.#dropped) return chunk
    // Who waits for it is told; the others ask again.
    chunk.catch(() => this.#kept.delete(index))
    this.#kept.set(index, chunk)
    return chunk
  }

  #letGo(): void {
    const slowest = Math.min(...this.#positions.values())
    const most = Math.max(1, Math.floor(this.#limit() / chunkBytes))
    for (const index of this.#kept.keys()) {
      if (index >= slowest && this.#kept.size <= most) break
      this.#kept.delete(index)
      this.#dropped = Math.max(this.#dropped, index)
    }
  }
}

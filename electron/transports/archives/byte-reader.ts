/** Reads a stream in pieces of the size that somebody asks for. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array(0)

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** Exactly `count` bytes; fewer where the stream ends before. */
  async read(count: number): Promise<Buffer> {
    const parts: Uint8Array[] = []
    let missing = count
    while (missing > 0) {
      const part = await this.next(missing)
      if (part === null) break
      parts.push(part)
      missing -= part.length
    }
    return Buffer.concat(parts)
  }

  /** What is there next, at most `most` bytes; null at the end of the stream. */
  async next(most: number): Promise<Uint8Array | null> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#source.next()
      if (done) return null
      this.#rest = value
    }
    const part = this.#rest.subarray(0, most)
    this.#rest = this.#rest.subarray(part.length)
    return part
  }

  /** Lets go of the stream. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }
}

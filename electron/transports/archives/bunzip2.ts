import { setImmediate as nextTurn } from 'node:timers/promises'
import bitIterator, { type Bits } from 'unbzip2-stream/lib/bit_iterator.js'
import bzip2 from 'unbzip2-stream/lib/bzip2.js'

/** What a block of bzip2 unpacks to at most: runs of 259 equal bytes take five. */
const blockLimit = 47_000_000

/** One block, growing as it is unpacked. */
class Block {
  #bytes = new Uint8Array(1 << 20)
  #length = 0

  readonly add = (byte: number): void => {
    if (this.#length === this.#bytes.length) this.#more()
    this.#bytes[this.#length++] = byte
  }

  taken(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  #more(): void {
    if (this.#length >= blockLimit) throw new Error('a block of it is too large')
    const larger = new Uint8Array(this.#length * 2)
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

/**
 * Unpacks bzip2 block by block, as far as somebody asks for more, and lets others have their turn between blocks. The
 * library's own stream would unpack all that it was given at once. @throws where it is damaged or cut short.
 */
export async function* bunzip2(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const waiting: Uint8Array[] = []
  let given = 0
  let bits: Bits | null = null
  let size = 0
  let sum: number | null = null
  let buffer = new Int32Array(0)

  /** Unpacks the next block, or reads the beginning of a stream, or its end. */
  const step = (from: Bits): Uint8Array | null => {
    if (size === 0) {
      size = bzip2.header(from)
      sum = 0
      if (buffer.length !== size * 100_000) buffer = new Int32Array(size * 100_000)
      return null
    }
    const block = new Block()
    sum = bzip2.decompress(from, block.add, buffer, buffer.length, sum ?? 0)
    if (sum === null) size = 0
    return sum === null ? null : block.taken()
  }

  for await (const chunk of source) {
    if (chunk.length === 0) continue
    waiting.push(chunk)
    given += chunk.length
    bits ??= bitIterator(() => waiting.shift())
    // As much as a block may take, so that none is begun that ends in what has not come yet.
    while (given - bits.bytesRead >= (size === 0 ? 4 : 25_000 + 100_000 * size)) {
      const block = step(bits)
      if (block !== null) yield block
      await nextTurn()
    }
  }
  while (bits !== null && given > bits.bytesRead) {
    const block = step(bits)
    if (block !== null) yield block
    await nextTurn()
  }
  if (bits === null || size !== 0) throw new Error('it ends in the middle')
}

// The parts of unbzip2-stream that its own stream is made of; it has no types for them.
declare module 'unbzip2-stream/lib/bzip2.js' {
  import type { Bits } from 'unbzip2-stream/lib/bit_iterator.js'

  const bzip2: {
    /** Reads the beginning of a stream; answers the size of its blocks in units of 100,000 bytes. */
    header(bits: Bits): number
    /** Unpacks a block into `byte`; null at the end of a stream, else the sum to go on with. */
    decompress(bits: Bits, byte: (value: number) => void, buffer: Int32Array, size: number, sum: number): number | null
  }
  export default bzip2
}

declare module 'unbzip2-stream/lib/bit_iterator.js' {
  export interface Bits {
    (count: number | null): number
    readonly bytesRead: number
  }
  export default function bitIterator(nextBuffer: () => Uint8Array | undefined): Bits
}

import { closeSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { headerBytes, padded, type TarEntry, tailOf, tarHeader } from './tar-layout'

/** Bytes that can be read from anywhere and always are the same. */
export interface Source {
  readonly bytes: number
  /** Reads exactly so many bytes, which must be there. Rejects where they cannot be read. */
  read(at: number, bytes: number): Promise<Buffer>
}

// Asking the system costs about as much as reading so much.
const blockBytes = 1024 * 1024
// For two who read at different places, where they are and what comes next.
const keptBlocks = 4

/** A file of this machine, read in large blocks and ahead. */
export class FileSource implements Source {
  readonly bytes: number
  readonly #path: string
  /** By where they start; those that were asked for last at the end. */
  readonly #blocks = new Map<number, Promise<Buffer>>()

  /** @param bytes how long the file ought to be */
  constructor(path: string, bytes: number) {
    this.#path = path
    this.bytes = bytes
  }

  async read(at: number, bytes: number): Promise<Buffer> {
    const start = at - (at % blockBytes)
    if (at + bytes > start + blockBytes) return this.#readNow(at, bytes)
    const block = this.#block(start)
    const next = start + blockBytes
    if (next < this.bytes) void this.#block(next)
    return (await block).subarray(at - start, at - start + bytes)
  }

  #block(start: number): Promise<Buffer> {
    const block = this.#blocks.get(start) ?? this.#readNow(start, Math.min(blockBytes, this.bytes - start))
    this.#blocks.delete(start)
    this.#blocks.set(start, block)
    // Who waits for it is told; the next who asks tries again.
    block.catch(() => this.#blocks.delete(start))
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= keptBlocks) break
      this.#blocks.delete(oldest)
    }
    return block
  }

  async #readNow(at: number, bytes: number): Promise<Buffer> {
    const into = Buffer.allocUnsafeSlow(bytes)
    await readInto(this.#path, at, into)
    return into
  }
}

/** Fills `into` with what the file has at `at`. */
async function readInto(path: string, at: number, into: Buffer): Promise<void> {
  const file = await open(path)
  try {
    for (let filled = 0; filled < into.byteLength; ) {
      const { bytesRead } = await file.read(into, filled, into.byteLength - filled, at + filled)
      if (bytesRead === 0) throw new Error(`${path} is shorter than it was`)
      filled += bytesRead
    }
  } finally {
    await file.close()
  }
}

/** What goes into an archive: a file of this machine, bytes, or an entry without content. */
export interface Packed {
  readonly entry: TarEntry
  readonly content: { readonly file: string } | { readonly bytes: Buffer } | null
}

// Below this, opening a file and reading it here and now takes less time than asking for it to be done elsewhere.
const smallFile = 64 * 1024

interface Piece extends Packed {
  readonly start: number
  readonly contentStart: number
  /** The end of its content; zeros follow up to the next block. */
  readonly contentEnd: number
}

/** A tar archive that is nowhere: its bytes come about as they are read, so it needs no more memory than its list. */
export class TarSource implements Source {
  readonly bytes: number
  readonly #pieces: readonly Piece[]

  constructor(items: readonly Packed[]) {
    let at = 0
    this.#pieces = items.map(item => {
      const contentStart = at + headerBytes(item.entry)
      const contentEnd = contentStart + (item.entry.kind === 'file' ? item.entry.bytes : 0)
      const piece = { ...item, start: at, contentStart, contentEnd }
      at = padded(contentEnd)
      return piece
    })
    this.bytes = at + tailOf(at)
  }

  async read(at: number, bytes: number): Promise<Buffer> {
    const into = Buffer.allocUnsafeSlow(bytes)
    const end = at + bytes
    // Between the pieces there are zeros.
    let filled = at
    const fill = (until: number) => into.fill(0, filled - at, until - at)
    for (let index = this.#indexAt(at); index < this.#pieces.length; index++) {
      const piece = this.#pieces[index]
      if (piece === undefined || piece.start >= end) break
      if (piece.contentStart > at) copyPart(tarHeader(piece.entry), piece.start, into, at)
      const from = Math.max(at, piece.contentStart)
      const count = Math.min(end, piece.contentEnd) - from
      if (piece.contentStart > at) fill(Math.max(at, piece.start))
      if (count > 0) await readPart(piece, from - piece.contentStart, into.subarray(from - at, from - at + count))
      filled = Math.min(end, Math.max(at, piece.contentEnd))
    }
    fill(end)
    return into
  }

  /** The last piece that starts at or before `at`. */
  #indexAt(at: number): number {
    let [low, high] = [0, this.#pieces.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((this.#pieces[middle]?.start ?? 0) <= at) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** Copies what of `part`, which begins at `start`, falls into `into`, which begins at `at`. */
function copyPart(part: Buffer, start: number, into: Buffer, at: number): void {
  const skip = Math.max(0, at - start)
  part.copy(into, start + skip - at, skip)
}

async function readPart({ content, entry }: Piece, from: number, into: Buffer): Promise<void> {
  if (content === null) return
  if ('bytes' in content) {
    content.bytes.copy(into, 0, from)
    return
  }
  if (into.byteLength > smallFile) {
    await readInto(content.file, from, into)
    return
  }
  const file = openSync(content.file, 'r')
  try {
    for (let filled = 0; filled < into.byteLength; ) {
      const count = readSync(file, into, filled, into.byteLength - filled, from + filled)
      if (count === 0) throw new Error(`${entry.path} is shorter than its manifest says`)
      filled += count
    }
  } finally {
    closeSync(file)
  }
}

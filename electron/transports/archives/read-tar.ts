import { ByteReader } from './byte-reader'
import type { ArchiveEntry } from './entries'
import type { ArchiveGuard } from './guard'
import { quoted, type Refuse } from './refusal'
import { nextHeader, padded, type TarHeader } from './tar-headers'

/** What compressed data begins with: the extension alone decides how an archive is read. */
const compressed = [
  [0x1f, 0x8b],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0x42, 0x5a, 0x68],
  [0x50, 0x4b, 0x03, 0x04]
]

const chunkSize = 256 * 1024

/** The entries of a tar, one after another. @throws FailureError and what reading throws. */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
  guard: ArchiveGuard,
  refuse: Refuse
): AsyncGenerator<ArchiveEntry> {
  const bytes = new ByteReader(plainOnly(source, refuse))
  try {
    for (let header = await nextHeader(bytes, refuse); header !== null; header = await nextHeader(bytes, refuse)) {
      const body = new Body(bytes, header.size, refuse)
      const entry = entryOf(header, body, guard, refuse)
      if (entry !== null) yield entry
      await body.skip()
    }
    guard.finish()
  } finally {
    await bytes.close()
  }
}

async function* plainOnly(source: AsyncIterable<Uint8Array>, refuse: Refuse): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const chunk of source) {
    if (isFirst && compressed.some(magic => magic.every((byte, i) => chunk[i] === byte)))
      throw refuse('it is packed in another way than its extension says')
    isFirst &&= chunk.length === 0
    yield chunk
  }
}

/** The content of one entry, which is read once or skipped. */
class Body {
  readonly #bytes: ByteReader
  readonly #refuse: Refuse
  #left: number
  #padding: number

  constructor(bytes: ByteReader, size: number, refuse: Refuse) {
    this.#bytes = bytes
    this.#refuse = refuse
    this.#left = size
    this.#padding = padded(size) - size
  }

  async *content(): AsyncGenerator<Uint8Array> {
    while (this.#left > 0) {
      const part = await this.#bytes.next(Math.min(this.#left, chunkSize))
      if (part === null) throw this.#refuse('it is cut short')
      this.#left -= part.length
      yield part
    }
  }

  async skip(): Promise<void> {
    for await (const part of this.content()) void part
    const padding = await this.#bytes.read(this.#padding)
    if (padding.length < this.#padding) throw this.#refuse('it is cut short')
    this.#padding = 0
  }
}

function entryOf(header: TarHeader, body: Body, guard: ArchiveGuard, refuse: Refuse): ArchiveEntry | null {
  const { path, linkpath, size, mode, type } = header
  if (type.endsWith('Link') && size > 0) throw refuse(`its link ${quoted(path)} has content`)
  switch (type) {
    case 'File':
    case 'OldFile':
    case 'ContiguousFile': {
      const clean = guard.enter({ kind: 'file', path, bytes: size })
      // Bits that let a file act as its owner go here: only this one is kept.
      const isExecutable = (mode & 0o111) !== 0
      return { kind: 'file', path: clean, isExecutable, bytes: size, content: () => body.content() }
    }
    case 'Directory': {
      const clean = guard.enter({ kind: 'folder', path })
      return clean === '' ? null : { kind: 'folder', path: clean }
    }
    case 'SymbolicLink':
      return { kind: 'link', path: guard.enter({ kind: 'link', path, to: linkpath }), to: linkpath }
    case 'Link':
      return { kind: 'copy', path: guard.enter({ kind: 'copy', path, of: linkpath }), of: guard.original(linkpath) }
    case 'CharacterDevice':
    case 'BlockDevice':
    case 'FIFO':
      throw refuse(`its entry ${quoted(path)} is a device or a pipe, and no file`)
    default:
      throw refuse(`its entry ${quoted(path)} is of a kind that is not read`)
  }
}

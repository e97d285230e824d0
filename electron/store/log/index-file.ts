import { appendFile, readFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { writeAtomically } from '../atomic-file'
import type { IndexEntry } from './line-index'

const magic = Buffer.from('SLIPIDX1')
const size = 32

/**
 * The sidecar of a log: after 8 bytes of name, 32 bytes for each output record that is surely on disk. It only saves
 * reading the log: whatever is wrong with it, the log alone is enough.
 */
function encodeEntries(entries: readonly IndexEntry[]): Buffer {
  const bytes = Buffer.alloc(entries.length * size)
  entries.forEach((entry, i) => {
    const at = i * size
    bytes.writeUIntLE(entry.offset, at, 6)
    bytes.writeUInt8(entry.level, at + 6)
    bytes.writeUInt8(entry.stream, at + 7)
    bytes.writeDoubleLE(entry.at, at + 8)
    bytes.writeUInt32LE(entry.length, at + 16)
    bytes.writeUInt32LE(entry.lines, at + 20)
    bytes.writeUInt32LE(entry.run, at + 24)
    bytes.writeUInt32LE(checksum(bytes, at), at + 28)
  })
  return bytes
}

interface IndexContent {
  /** The entries up to the first that is torn, out of order or beyond the log's size. */
  readonly entries: readonly IndexEntry[]
  /** Whether that is all the file holds, so that it can be added to. */
  readonly isWhole: boolean
}

/** Null when the file is of no use. `logSize` is in bytes. */
export async function readIndexFile(path: string, logSize: number): Promise<IndexContent | null> {
  const bytes = await readFile(path).catch(() => null)
  if (bytes === null || !bytes.subarray(0, magic.length).equals(magic)) return null
  const entries: IndexEntry[] = []
  let end = 0
  for (let at = magic.length; at + size <= bytes.length; at += size) {
    const entry = decode(bytes, at)
    if (entry === null || entry.offset < end || entry.offset + entry.length > logSize) break
    end = entry.offset + entry.length
    entries.push(entry)
  }
  return { entries, isWhole: bytes.length === magic.length + entries.length * size }
}

/** Replaces the file. */
export async function writeIndexFile(path: string, entries: readonly IndexEntry[]): Promise<void> {
  await writeAtomically(path, Buffer.concat([magic, encodeEntries(entries)]))
}

/** Adds to a file that `writeIndexFile` made. */
export async function appendIndexFile(path: string, entries: readonly IndexEntry[]): Promise<void> {
  await appendFile(path, encodeEntries(entries), { mode: 0o600 })
}

function decode(bytes: Buffer, at: number): IndexEntry | null {
  if (bytes.readUInt32LE(at + 28) !== checksum(bytes, at)) return null
  const entry = {
    offset: bytes.readUIntLE(at, 6),
    level: bytes.readUInt8(at + 6),
    stream: bytes.readUInt8(at + 7),
    at: bytes.readDoubleLE(at + 8),
    length: bytes.readUInt32LE(at + 16),
    lines: bytes.readUInt32LE(at + 20),
    run: bytes.readUInt32LE(at + 24)
  }
  return entry.length > 0 && entry.lines > 0 ? entry : null
}

const checksum = (bytes: Buffer, at: number): number => crc32(bytes.subarray(at, at + size - 4))

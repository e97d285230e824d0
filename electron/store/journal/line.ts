import type { AuditEntry } from '@shared/audit'
import { crc32Hex } from '../checksum'

/** One record as a commit left it: its collection, its id, the record or null for a removal, and the shard it lies in. */
export type JournalChange = readonly [collection: string, id: string, record: unknown, shard: number]

/** One commit: all of it is on disk, or none. */
export interface JournalLine {
  /** Counts from 1 without gaps. */
  readonly n: number
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  readonly changes: readonly JournalChange[]
  readonly entries: readonly AuditEntry[]
}

/** A line of which only the sum was checked and the number read. */
export interface RawLine {
  readonly n: number
  readonly json: Uint8Array
}

const newline = 0x0a
const space = 0x20

/** `<crc32> <json>\n`, where the sum is over the JSON. */
export function encodeLine({ n, at, changes, entries }: JournalLine): Buffer {
  const json = JSON.stringify({ n, at, changes, entries })
  return Buffer.from(`${crc32Hex(json)} ${json}\n`)
}

/** A line without its line break; null when it is not what was written. */
export function decodeLine(bytes: Uint8Array): RawLine | null {
  if (bytes.length < 10 || bytes[8] !== space) return null
  const json = bytes.subarray(9)
  if (Buffer.from(bytes.subarray(0, 8)).toString('latin1') !== crc32Hex(json)) return null
  const n = /^\{"n":(\d{1,15}),/.exec(Buffer.from(json.subarray(0, 32)).toString('latin1'))
  return n === null ? null : { n: Number(n[1]), json }
}

/** The content of a line whose sum was right. */
export const parseLine = ({ json }: RawLine): JournalLine => JSON.parse(Buffer.from(json).toString('utf8'))

/** Cuts bytes at line breaks; what is after the last one comes last and has none. */
export function* linesOf(bytes: Uint8Array): Generator<{ readonly start: number; readonly end: number }> {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start)
    const end = found < 0 ? bytes.length : found
    yield { start, end }
    start = end + 1
  }
}

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listFolder } from '../atomic-file'
import { Breath } from '../breathe'
import { errorCode, isMissing, onDisk } from '../storage-failure'
import { decodeLine, linesOf, type RawLine } from './line'

/** A file of the journal. */
export interface Segment {
  /** The path below the data folder. */
  readonly file: string
  /** The number of its first line, from its name. */
  readonly first: number
  /** Bytes up to the end of the last good line. */
  readonly end: number
  /** Whether the last good line lacks its line break. */
  readonly isOpenEnded: boolean
}

/** Lines that should be there and are not, from `from` to `to`; none where `to` is below `from`. */
export interface Gap {
  readonly file: string
  /** Counts from 1 within the file; 0 when it is about the file as a whole. */
  readonly line: number
  readonly from: number
  readonly to: number
}

/** What follows the last good line. */
export interface Tail {
  readonly file: string
  readonly line: number
  readonly start: number
  readonly bytes: Uint8Array
  /** A write that a crash cut short leaves no line break; with one, something else damaged what had been written. */
  readonly isTorn: boolean
}

export interface JournalReading {
  readonly segments: readonly Segment[]
  /** In the order of their numbers. */
  readonly lines: readonly RawLine[]
  readonly gaps: readonly Gap[]
  readonly tail: Tail | null
  /** The number that a line after the last one has by its place; null for a journal without files. */
  readonly next: number | null
}

const segmentName = /^(\d{12})\.ndjson$/

/** The path of the segment that begins with line `first`, below the data folder. */
export const segmentFile = (first: number): string => `journal/${String(first).padStart(12, '0')}.ndjson`

/** Reads the whole journal and changes nothing. @throws FailureError `storage-failed`. */
export async function readJournal(folder: string): Promise<JournalReading> {
  const path = join(folder, 'journal')
  const names = await onDisk('read', path, () => listFolder(path))
  const firsts = names.flatMap(name => segmentName.exec(name)?.[1] ?? []).map(Number)
  const reader = new JournalReader()
  for (const first of firsts.sort((a, b) => a - b)) await reader.add(first, await bytesOf(folder, segmentFile(first)))
  return reader.end()
}

async function bytesOf(folder: string, file: string): Promise<Uint8Array> {
  const path = join(folder, file)
  return onDisk('read', path, async () => {
    try {
      return await readFile(path)
    } catch (error) {
      // What the disk cannot read is as good as gone; whether it is needed is decided by what else is there.
      if (isMissing(error) || errorCode(error) === 'EIO') return new Uint8Array()
      throw error
    }
  })
}

class JournalReader {
  readonly #segments: Segment[] = []
  readonly #lines: RawLine[] = []
  readonly #gaps: Gap[] = []
  readonly #breath = new Breath()
  #expected: number | null = null
  /** What could not be read since the last good line. */
  #bad: Tail | null = null

  async add(first: number, bytes: Uint8Array): Promise<void> {
    const file = segmentFile(first)
    this.#meet(first, this.#bad ?? { file, line: 0 })
    let end = 0
    let isOpenEnded = false
    let number = 0
    for (const line of linesOf(bytes)) {
      number++
      const raw = this.#decode(bytes, line.start, line.end)
      if (raw === null) this.#spoil(file, number, line.start, bytes)
      else {
        this.#meet(raw.n, this.#bad ?? { file, line: number })
        this.#lines.push(raw)
        this.#expected = raw.n + 1
        end = line.start + 9 + raw.json.length + 1
        isOpenEnded = bytes[end - 1] !== 0x0a
        if (isOpenEnded) end--
      }
      await this.#breath.take()
    }
    this.#segments.push({ file, first, end, isOpenEnded })
  }

  end(): JournalReading {
    return { segments: this.#segments, lines: this.#lines, gaps: this.#gaps, tail: this.#bad, next: this.#expected }
  }

  #decode(bytes: Uint8Array, start: number, end: number): RawLine | null {
    // Where the line break at the very end is not one, the line before it is still good.
    const isLast = end === bytes.length
    const raw = decodeLine(bytes.subarray(start, end)) ?? (isLast ? decodeLine(bytes.subarray(start, end - 1)) : null)
    return raw !== null && (this.#expected === null || raw.n >= this.#expected) ? raw : null
  }

  #spoil(file: string, line: number, start: number, bytes: Uint8Array): void {
    const rest = bytes.subarray(start)
    const isTorn = rest.indexOf(0x0a) < 0
    this.#bad ??= { file, line, start, bytes: rest, isTorn }
  }

  /** Line `n` is there: whatever was expected before it is not. */
  #meet(n: number, at: { readonly file: string; readonly line: number }): void {
    const from = this.#expected ?? n
    if (from < n || this.#bad !== null) this.#gaps.push({ file: at.file, line: at.line, from, to: n - 1 })
    this.#expected = Math.max(from, n)
    this.#bad = null
  }
}

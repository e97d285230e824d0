import { type FileHandle, open } from 'node:fs/promises'
import { FailureError } from '@shared/failure-error'
import { damaged, onDisk } from '../storage-failure'
import { parseEvent } from './event-record'
import type { LineIndex } from './line-index'
import { readFully } from './load-log'

/** Bytes of records that stay decoded. */
const cacheSize = 2 * 1024 * 1024
/** Records are read together up to this many bytes, and when no more than `gapLimit` bytes lie between them. */
const rangeLimit = 1024 * 1024
const gapLimit = 4096

interface Range {
  readonly start: number
  end: number
  readonly records: number[]
}

/** Reads the lines of output records; those read last are kept. */
export class RecordReader {
  readonly #path: string
  readonly #index: LineIndex
  readonly #cache = new Map<number, readonly string[]>()
  #cached = 0

  constructor(path: string, index: LineIndex) {
    this.#path = path
    this.#index = index
  }

  /** The lines of each record, by record; `records` ascend. @throws FailureError when the log cannot be read. */
  async read(records: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>> {
    const lines = new Map<number, readonly string[]>()
    for (const record of records) {
      const known = this.#cache.get(record)
      if (known === undefined) continue
      lines.set(record, known)
      // Moves it to the end of those that may be dropped.
      this.#cache.delete(record)
      this.#cache.set(record, known)
    }
    const ranges = this.#ranges(records.filter(record => !lines.has(record)))
    if (ranges.length === 0) return lines
    await onDisk('read', this.#path, async () => {
      const file = await open(this.#path, 'r')
      try {
        for (const range of ranges) await this.#readRange(file, range, lines)
      } finally {
        await file.close()
      }
    })
    return lines
  }

  #ranges(records: readonly number[]): readonly Range[] {
    const ranges: Range[] = []
    for (const record of records) {
      const { offset, length } = this.#index.entry(record)
      const last = ranges.at(-1)
      if (last && offset - last.end <= gapLimit && offset + length - last.start <= rangeLimit) {
        last.end = offset + length
        last.records.push(record)
      } else ranges.push({ start: offset, end: offset + length, records: [record] })
    }
    return ranges
  }

  async #readRange(file: FileHandle, range: Range, into: Map<number, readonly string[]>): Promise<void> {
    const bytes = Buffer.alloc(range.end - range.start)
    await readFully(file, bytes, range.start)
    for (const record of range.records) {
      const { offset, length } = this.#index.entry(record)
      const start = offset - range.start
      const event = parseEvent(bytes.toString('utf8', start, start + length))
      if (event?.kind !== 'output') throw new FailureError(damaged(this.#path, `it is not readable at byte ${offset}`))
      const lines = event.text.split('\n')
      into.set(record, lines)
      this.#keep(record, lines, length)
    }
  }

  #keep(record: number, lines: readonly string[], length: number): void {
    if (length > cacheSize || this.#cache.has(record)) return
    this.#cache.set(record, lines)
    this.#cached += length
    for (const oldest of this.#cache.keys()) {
      if (this.#cached <= cacheSize) break
      this.#cache.delete(oldest)
      this.#cached -= this.#index.entry(oldest).length
    }
  }
}

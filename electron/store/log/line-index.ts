/** Where one output record lies in the log and which lines it holds; its text stays on disk. */
export interface IndexEntry {
  /** Bytes from the start of the log. */
  readonly offset: number
  /** Bytes, with the record's line break. */
  readonly length: number
  readonly lines: number
  /** Position of its run in the plan plus 1; 0 for lines about the deployment as a whole. */
  readonly run: number
  /** Position in `logLevels`. */
  readonly level: number
  /** Position in `logStreams`. */
  readonly stream: number
  /** Milliseconds since 1970 UTC. */
  readonly at: number
}

/** The entries of one log as columns: 33 bytes a record, so even a record per line stays small. */
export class LineIndex {
  #count = 0
  #totalLines = 0
  #offset = new Float64Array(64)
  #at = new Float64Array(64)
  #length = new Uint32Array(64)
  #lines = new Uint32Array(64)
  #firstLine = new Uint32Array(64)
  #run = new Uint32Array(64)
  #level = new Uint8Array(64)
  #stream = new Uint8Array(64)

  /** How many records there are. */
  get count(): number {
    return this.#count
  }

  get totalLines(): number {
    return this.#totalLines
  }

  add(entry: IndexEntry): void {
    if (this.#count === this.#offset.length) this.#grow()
    const i = this.#count++
    this.#offset[i] = entry.offset
    this.#at[i] = entry.at
    this.#length[i] = entry.length
    this.#lines[i] = entry.lines
    this.#firstLine[i] = this.#totalLines + 1
    this.#run[i] = entry.run
    this.#level[i] = entry.level
    this.#stream[i] = entry.stream
    this.#totalLines += entry.lines
  }

  /** @throws when there is no such record. */
  entry(i: number): IndexEntry {
    if (i < 0 || i >= this.#count) throw new RangeError(`The index has no record ${i}`)
    return {
      offset: this.#offset[i] ?? 0,
      length: this.#length[i] ?? 0,
      lines: this.lines(i),
      run: this.run(i),
      level: this.level(i),
      stream: this.#stream[i] ?? 0,
      at: this.#at[i] ?? 0
    }
  }

  lines = (i: number): number => this.#lines[i] ?? 0
  run = (i: number): number => this.#run[i] ?? 0
  level = (i: number): number => this.#level[i] ?? 0
  /** Milliseconds since 1970 UTC. */
  at = (i: number): number => this.#at[i] ?? 0
  /** The number of the record's first line in the whole log, from 1. */
  firstLine = (i: number): number => this.#firstLine[i] ?? 0

  /** The record that holds a line, by the line's number. */
  recordOfLine(number: number): number | null {
    if (number < 1 || number > this.#totalLines) return null
    return lastAtMost(this.#firstLine, this.#count, number)
  }

  #grow(): void {
    const size = this.#offset.length * 2
    this.#offset = wider(this.#offset, new Float64Array(size))
    this.#at = wider(this.#at, new Float64Array(size))
    this.#length = wider(this.#length, new Uint32Array(size))
    this.#lines = wider(this.#lines, new Uint32Array(size))
    this.#firstLine = wider(this.#firstLine, new Uint32Array(size))
    this.#run = wider(this.#run, new Uint32Array(size))
    this.#level = wider(this.#level, new Uint8Array(size))
    this.#stream = wider(this.#stream, new Uint8Array(size))
  }
}

function wider<T extends Float64Array | Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from)
  return to
}

/** The last of the first `count` ascending values that is at most `wanted`; 0 when none is. */
export function lastAtMost(values: Uint32Array, count: number, wanted: number): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((values[middle] ?? 0) <= wanted) low = middle
    else high = middle - 1
  }
  return low
}

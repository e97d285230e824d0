import type { RunId } from '@shared/ids'
import { type LogFilter, logLevels } from '@shared/log'
import { lastAtMost } from './line-index'
import type { LogMemory } from './log-memory'

/** Some lines of one record: `take` of them from the one after `skip`. */
export interface Piece {
  readonly record: number
  readonly skip: number
  readonly take: number
}

/** The records that a filter lets through, with the lines before each: found once, then only extended. */
export class FilterView {
  readonly #memory: LogMemory
  readonly #runs: ReadonlySet<number> | null
  readonly #levels: ReadonlySet<number> | null
  #records = new Uint32Array(64)
  #before = new Uint32Array(64)
  #count = 0
  #total = 0
  #seen = 0

  constructor(memory: LogMemory, filter: LogFilter) {
    const numberOf = (run: RunId | null) => (run === null ? 0 : (memory.numberOf(run) ?? []))
    this.#memory = memory
    this.#runs = filter.runs === null ? null : new Set(filter.runs.flatMap(numberOf))
    this.#levels = filter.levels === null ? null : new Set(filter.levels.map(level => logLevels.indexOf(level)))
  }

  /** How many lines the filter lets through now. */
  total(): number {
    this.#catchUp()
    return this.#total
  }

  /** The pieces that make up `count` lines from position `from`, as far as there are so many. */
  pieces(from: number, count: number): readonly Piece[] {
    this.#catchUp()
    const pieces: Piece[] = []
    let left = Math.min(count, this.#total - from)
    for (let i = lastAtMost(this.#before, this.#count, from); left > 0; i++) {
      const record = this.#records[i] ?? 0
      const skip = Math.max(0, from - (this.#before[i] ?? 0))
      const take = Math.min(left, this.#memory.index.lines(record) - skip)
      pieces.push({ record, skip, take })
      left -= take
    }
    return pieces
  }

  /** How many lines that the filter lets through come before the line with this number in the whole log. */
  before(number: number): number {
    this.#catchUp()
    const { index } = this.#memory
    const record = index.recordOfLine(number)
    if (record === null) return number < 1 ? 0 : this.#total
    const i = lastAtMost(this.#records, this.#count, record)
    const found = this.#records[i] ?? 0
    if (this.#count === 0 || found > record) return 0
    const lines = found === record ? number - index.firstLine(record) : index.lines(found)
    return (this.#before[i] ?? 0) + lines
  }

  /** How many lines that the filter lets through were written before this moment, in milliseconds since 1970 UTC. */
  beforeMoment(at: number): number {
    this.#catchUp()
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#memory.index.at(this.#records[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return low < this.#count ? (this.#before[low] ?? 0) : this.#total
  }

  #catchUp(): void {
    const { index } = this.#memory
    for (; this.#seen < index.count; this.#seen++) {
      if (this.#runs?.has(index.run(this.#seen)) === false) continue
      if (this.#levels?.has(index.level(this.#seen)) === false) continue
      if (this.#count === this.#records.length) this.#grow()
      this.#records[this.#count] = this.#seen
      this.#before[this.#count] = this.#total
      this.#count++
      this.#total += index.lines(this.#seen)
    }
  }

  #grow(): void {
    const records = new Uint32Array(this.#records.length * 2)
    const before = new Uint32Array(this.#before.length * 2)
    records.set(this.#records)
    before.set(this.#before)
    this.#records = records
    this.#before = before
  }
}

/** The views of one log that were asked for last. */
export class FilterViews {
  readonly #memory: LogMemory
  readonly #views = new Map<string, FilterView>()

  constructor(memory: LogMemory) {
    this.#memory = memory
  }

  of(filter: LogFilter): FilterView {
    const key = JSON.stringify([filter.runs && [...filter.runs].sort(), filter.levels && [...filter.levels].sort()])
    const view = this.#views.get(key) ?? new FilterView(this.#memory, filter)
    this.#views.delete(key)
    this.#views.set(key, view)
    const [oldest] = this.#views.keys()
    if (this.#views.size > 4 && oldest !== undefined) this.#views.delete(oldest)
    return view
  }
}

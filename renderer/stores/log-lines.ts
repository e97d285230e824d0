import type { Input, Output } from '@shared/api'
import type { LogLevel } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { DeploymentId, RunId } from '@shared/ids'
import { type LogFilter, type LogLine, lets } from '@shared/log'
import type { Result } from '@shared/result'

/** Consecutive lines of one run and level, by their numbers in the whole log; both ends belong to it. */
export interface LogBlock {
  readonly run: RunId | null
  readonly level: LogLevel
  readonly first: number
  readonly last: number
}

/** What one push adds to a log: what came, as counts, and the text of its end. */
export interface LogGrowth {
  readonly blocks: readonly LogBlock[]
  readonly tail: readonly LogLine[]
  /** Lines in the whole log after it. */
  readonly lines: number
}

/** Positions from `first` up to, not including, `end`. */
export interface LineRange {
  readonly first: number
  readonly end: number
}

/** What the cache asks of the world. */
export interface LogLinesPorts {
  readonly readPage: (input: Input<'log.page'>) => Promise<Result<Output<'log.page'>>>
  /** Runs something before the next frame is painted; how often listeners are told. */
  readonly onFrame: (run: () => void) => void
}

/** Lines that are read with one call. */
export const pageSize = 500
/** Pages kept in memory: 20,000 lines. */
export const pagesKept = 40
const callsAtOnce = 3

/**
 * A window onto one deployment's log through one filter: knows how many lines there are and holds those that were
 * looked at last. Positions count from 0 among the lines that the filter lets through.
 *
 * Growth needs no call: each push says how many lines came, and `#lastNumber` remembers up to which line the total
 * counts, so that lines which a page and a push both tell of are counted once.
 */
export class LogLines {
  readonly #ports: LogLinesPorts
  readonly #deploymentId: DeploymentId
  readonly filter: LogFilter
  readonly #kept: number
  readonly #listeners = new Set<() => void>()
  /** In the order of their last use. A page may have holes. */
  readonly #pages = new Map<number, (LogLine | undefined)[]>()
  readonly #inFlight = new Set<number>()
  /** Pages whose last answer was shorter than expected; asking again helps only after the log has grown. */
  readonly #short = new Set<number>()
  #waiting: LogGrowth[] = []
  #total: number | null = null
  #lastNumber = 0
  #wanted: readonly LineRange[] = []
  #failure: Failure | null = null
  #version = 0
  #isTellingScheduled = false
  #isLoading = false
  #generation = 0

  /** `kept`: how many pages stay in memory. */
  constructor(ports: LogLinesPorts, deploymentId: DeploymentId, filter: LogFilter, kept = pagesKept) {
    this.#ports = ports
    this.#deploymentId = deploymentId
    this.filter = filter
    this.#kept = kept
  }

  /** Lines the filter lets through; null until the log was read for the first time. */
  get total(): number | null {
    return this.#total
  }

  /** Why reading stopped; `retry` goes on. */
  get failure(): Failure | null {
    return this.#failure
  }

  /** Changes when listeners are told that something can be read here that was not there before. */
  get version(): number {
    return this.#version
  }

  /** Lines held in memory. */
  get held(): number {
    let count = 0
    for (const page of this.#pages.values()) count += page.reduce(sum => sum + 1, 0)
    return count
  }

  /** Undefined when the line is not in memory; `want` brings it. */
  lineAt(position: number): LogLine | undefined {
    return this.#pages.get(Math.floor(position / pageSize))?.[position % pageSize]
  }

  /** Tells, once a frame at most, that something changed. Returns its own undo. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Reads the end of the log: for the start, and after pushes were missed. */
  async load(): Promise<void> {
    this.#generation += 1
    const generation = this.#generation
    this.#isLoading = true
    const result = await this.#read(-pageSize)
    if (generation !== this.#generation) return
    this.#isLoading = false
    if (!result.ok) return this.#fail(result.failure)
    const { total, lines } = result.value
    this.#failure = null
    this.#pages.clear()
    this.#short.clear()
    this.#total = total
    this.#lastNumber = lines.at(-1)?.number ?? 0
    this.#put(result.value.from, lines)
    for (const growth of this.#waiting.splice(0)) this.#grow(growth)
    this.#tell()
    this.#pump()
  }

  retry(): void {
    this.#failure = null
    this.#short.clear()
    if (this.#total === null) void this.load()
    else this.#pump()
    this.#tell()
  }

  /** Asks for rows; only the last call counts, so that pages flown over by the scroll bar are not read. */
  want(first: number, end: number): void {
    this.wantAll([{ first, end }])
  }

  /** The same for rows that do not follow each other. */
  wantAll(ranges: readonly LineRange[]): void {
    this.#wanted = ranges
    for (const { first, end } of ranges)
      for (let page = Math.floor(first / pageSize); page * pageSize < end; page += 1) this.#touch(page)
    this.#pump()
  }

  /** Adds what a push told of. */
  apply(growth: LogGrowth): void {
    if (this.#total === null || this.#isLoading) {
      this.#waiting.push(growth)
      return
    }
    this.#grow(growth)
    this.#tell()
  }

  #grow({ blocks, tail, lines }: LogGrowth): void {
    let total = this.#total ?? 0
    this.#short.clear()
    for (const block of blocks) {
      if (!lets(this.filter, block) || block.last <= this.#lastNumber) continue
      total += block.last - Math.max(block.first - 1, this.#lastNumber)
      this.#lastNumber = block.last
    }
    this.#total = total
    const reachesEnd = (tail.at(-1)?.number ?? 0) >= lines && this.#lastNumber <= lines
    if (!reachesEnd) return
    const shown = tail.filter(line => line.number <= lines && lets(this.filter, line))
    this.#put(total - shown.length, shown)
  }

  #put(from: number, lines: readonly LogLine[]): void {
    lines.forEach((line, index) => {
      const position = from + index
      if (position < 0) return
      const number = Math.floor(position / pageSize)
      const page = this.#pages.get(number) ?? []
      page[position % pageSize] = line
      this.#pages.set(number, page)
    })
    this.#evict()
  }

  #touch(number: number): void {
    const page = this.#pages.get(number)
    if (!page) return
    this.#pages.delete(number)
    this.#pages.set(number, page)
  }

  #evict(): void {
    for (const number of this.#pages.keys()) {
      if (this.#pages.size <= this.#kept) return
      this.#pages.delete(number)
    }
  }

  #isIncomplete(page: number, first: number, end: number): boolean {
    const low = Math.max(first, page * pageSize)
    const high = Math.min(end, (page + 1) * pageSize, this.#total ?? 0)
    for (let position = low; position < high; position += 1) if (!this.lineAt(position)) return true
    return false
  }

  #pump(): void {
    if (this.#total === null || this.#failure) return
    for (const { first, end } of this.#wanted)
      for (let page = Math.floor(first / pageSize); page * pageSize < end; page += 1) {
        if (this.#inFlight.size >= callsAtOnce) return
        if (this.#inFlight.has(page) || this.#short.has(page)) continue
        if (this.#isIncomplete(page, first, end)) void this.#fetch(page)
      }
  }

  async #fetch(page: number): Promise<void> {
    this.#inFlight.add(page)
    const generation = this.#generation
    const result = await this.#read(page * pageSize)
    this.#inFlight.delete(page)
    if (generation !== this.#generation) return this.#pump()
    if (!result.ok) return this.#fail(result.failure)
    const { from, total, lines } = result.value
    this.#put(from, lines)
    const last = lines.at(-1)
    // The log is ahead of the pushes: believe it, and let the pushes add only what comes after this line.
    if (last && from + lines.length === total && total > (this.#total ?? 0)) {
      this.#total = total
      this.#lastNumber = last.number
    }
    const expected = Math.min((page + 1) * pageSize, this.#total ?? 0)
    if (from + lines.length < expected) this.#short.add(page)
    this.#tell()
    this.#pump()
  }

  #read(from: number): Promise<Result<Output<'log.page'>>> {
    return this.#ports.readPage({ deploymentId: this.#deploymentId, filter: this.filter, from, count: pageSize })
  }

  #fail(failure: Failure): void {
    this.#failure = failure
    this.#tell()
  }

  #tell(): void {
    if (this.#isTellingScheduled) return
    this.#isTellingScheduled = true
    this.#ports.onFrame(() => {
      this.#isTellingScheduled = false
      this.#version += 1
      for (const listener of [...this.#listeners]) listener()
    })
  }
}

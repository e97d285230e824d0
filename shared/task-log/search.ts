import { z } from 'zod'
import type { LogLevel } from '../deployment'
import { type Failure, invalid } from '../failure'
import type { RunId } from '../ids'
import { type LogFilter, letting } from '../log'
import { fail, ok, type Result } from '../result'
import { hasControls, plainText } from './ansi'
import { GrowingInts } from './growing-ints'

/** What is looked for in a log: in each line by itself, as it is shown, without escapes. */
export const searchQuery = z.strictObject({
  text: z
    .string()
    .min(1, 'must not be empty')
    .max(1000, 'must be at most 1,000 characters')
    .regex(/^[^\n\r]*$/, 'must be one line'),
  isRegex: z.boolean().default(false),
  isCaseSensitive: z.boolean().default(false),
  isWholeWord: z.boolean().default(false)
})
export type SearchQuery = z.output<typeof searchQuery>

/** The most positions that a search remembers; hits beyond are only counted. */
export const hitLimit = 1_000_000
/** The most hits that one answer holds. */
export const hitPageLimit = 20_000
/** Into how many places `SearchHits.marks` divides the log. */
export const markCount = 512

/** Lines that hold a match, in columns: the same position in each belongs to the same line. */
export interface SearchHits {
  /** Position of the first one among all hits, from 0. */
  readonly from: number
  /** Numbers in the whole log. */
  readonly numbers: readonly number[]
  /** Positions among the lines that the filter lets through, from 0. */
  readonly positions: readonly number[]
  /** Positions in `SearchAnswer.runs`. */
  readonly runs: readonly number[]
  /** Positions among the lines of their run that the filter lets through, from 0. */
  readonly inRun: readonly number[]
}

export interface SearchAnswer {
  /** Lines of the log that were looked at so far; the search goes on when it is asked again. */
  readonly searched: number
  /** Lines that the log had at that moment. */
  readonly lines: number
  /** Lines with a match so far. */
  readonly count: number
  /** Of them, by run; null is the deployment as a whole. */
  readonly runs: readonly { readonly run: RunId | null; readonly count: number }[]
  readonly hits: SearchHits
  /** Those of `markCount` equal parts of the filtered log that have a hit, and how many lines the filter lets through. */
  readonly marks: { readonly parts: readonly number[]; readonly total: number }
}

/** Finds what a query looks for in the plain text of one line. */
export interface LineMatcher {
  test(line: string): boolean
  /** Start and end of each match, at most `limit` of them; empty matches are left out. */
  ranges(line: string, limit?: number): readonly (readonly [start: number, end: number])[]
  /** Finds the next match at or after a position of a text of several lines; null for a regular expression. */
  readonly inBlock: ((text: string, from: number) => number) | null
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** @returns `invalid-input` about `query.text` for a regular expression that is none. */
export function createLineMatcher(query: SearchQuery): Result<LineMatcher> {
  const flags = query.isCaseSensitive ? 'g' : 'gi'
  const source = query.isRegex ? query.text : escaped(query.text)
  const unicode = query.isWholeWord ? `(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])` : source
  const plain = query.isWholeWord ? `(?<!\\w)(?:${source})(?!\\w)` : source
  // Escapes that mean nothing are refused with `u`, and people write them all the same.
  const made = attempt(unicode, `${flags}u`) ?? attempt(plain, flags)
  return made === null ? fail(notAnExpression(query.text)) : ok(matcherOf(made, query.isRegex))
}

function attempt(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, flags)
  } catch {
    return null
  }
}

const notAnExpression = (text: string): Failure =>
  invalid('query.text', `“${text}” is not a regular expression.`, 'Correct it, or search for it as text.')

function matcherOf(expression: RegExp, isRegex: boolean): LineMatcher {
  const next = (text: string, from: number): RegExpExecArray | null => {
    expression.lastIndex = from
    return expression.exec(text)
  }
  return {
    test: line => next(line, 0) !== null,
    ranges: (line, limit = 1000) => {
      const found: [number, number][] = []
      for (let match = next(line, 0); match !== null && found.length < limit; ) {
        const end = match.index + match[0].length
        if (match[0] !== '') found.push([match.index, end])
        if (end >= line.length) break
        match = next(line, match[0] === '' ? end + 1 : end)
      }
      return found
    },
    inBlock: isRegex ? null : (text, from) => next(text, from)?.index ?? -1
  }
}

/** Consecutive lines of one run and level. */
export interface LineBlock {
  readonly run: RunId | null
  readonly level: LogLevel
  readonly lines: number
  /** Joined by \n. */
  readonly text: string
}

/** A search over a log whose lines are handed to it in order; each is looked at once. */
export class LogSearch {
  readonly #matcher: LineMatcher
  readonly #lets: ReturnType<typeof letting>
  readonly #numbers = new GrowingInts()
  readonly #positions = new GrowingInts()
  readonly #runNumbers = new GrowingInts()
  readonly #inRun = new GrowingInts()
  readonly #runs: { readonly run: RunId | null; count: number; lines: number }[] = []
  readonly #byRun = new Map<RunId | null, number>()
  #searched = 0
  #passed = 0
  #count = 0

  constructor(matcher: LineMatcher, filter: LogFilter) {
    this.#matcher = matcher
    this.#lets = letting(filter)
  }

  /** Lines of the log that were handed in. */
  get searched(): number {
    return this.#searched
  }

  add(block: LineBlock): void {
    const before = this.#searched
    this.#searched += block.lines
    if (!this.#lets(block)) return
    const run = this.#runOf(block.run)
    const { inBlock } = this.#matcher
    if (inBlock !== null && !hasControls(block.text)) this.#findInBlock(block.text, inBlock, before, run)
    else this.#findInLines(block.text, before, run)
    this.#passed += block.lines
    const entry = this.#runs[run]
    if (entry) entry.lines += block.lines
  }

  /** What was found so far, with the hits from position `from` on. */
  answer(from: number, limit: number, lines: number): SearchAnswer {
    const page = (column: GrowingInts): number[] => column.slice(from, from + Math.min(limit, hitPageLimit))
    return {
      searched: this.#searched,
      lines,
      count: this.#count,
      runs: this.#runs.map(({ run, count }) => ({ run, count })),
      hits: {
        from,
        numbers: page(this.#numbers),
        positions: page(this.#positions),
        runs: page(this.#runNumbers),
        inRun: page(this.#inRun)
      },
      marks: { parts: this.#marks(), total: this.#passed }
    }
  }

  /** Whole blocks are searched at once, which is several times as fast; a hit sends the search on to the next line. */
  #findInBlock(text: string, find: (text: string, from: number) => number, before: number, run: number): void {
    let line = 0
    let counted = 0
    for (let at = find(text, 0); at !== -1; ) {
      for (let end = text.indexOf('\n', counted); end !== -1 && end < at; end = text.indexOf('\n', counted)) {
        line++
        counted = end + 1
      }
      this.#hit(before, line, run)
      const end = text.indexOf('\n', at)
      if (end === -1) return
      at = find(text, end + 1)
    }
  }

  #findInLines(text: string, before: number, run: number): void {
    for (const [line, content] of text.split('\n').entries())
      if (this.#matcher.test(plainText(content))) this.#hit(before, line, run)
  }

  #hit(before: number, line: number, run: number): void {
    const entry = this.#runs[run]
    if (entry) entry.count++
    this.#count++
    if (this.#numbers.length >= hitLimit) return
    this.#numbers.push(before + line + 1)
    this.#positions.push(this.#passed + line)
    this.#runNumbers.push(run)
    this.#inRun.push((entry?.lines ?? 0) + line)
  }

  #runOf(run: RunId | null): number {
    const known = this.#byRun.get(run)
    if (known !== undefined) return known
    this.#byRun.set(run, this.#runs.length)
    this.#runs.push({ run, count: 0, lines: 0 })
    return this.#runs.length - 1
  }

  /** Each part is looked up, so that a million hits cost no more than a hundred. */
  #marks(): number[] {
    const parts: number[] = []
    if (this.#positions.length === 0) return parts
    for (let part = 0; part < markCount; part++) {
      const start = Math.ceil((part * this.#passed) / markCount)
      const end = Math.ceil(((part + 1) * this.#passed) / markCount)
      const at = this.#positions.firstAtLeast(start)
      if (at < this.#positions.length && this.#positions.at(at) < end) parts.push(part)
    }
    return parts
  }
}

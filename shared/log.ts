import { z } from 'zod'
import type { LogLevel, LogStream } from './deployment'
import { type RunId, runId } from './ids'

/** Text beyond this many characters of one line is left out of pages; `log.line` brings the whole line. */
export const lineClip = 8192
/** The most lines that one page may hold. */
export const pageLimit = 1000
/** The most lines that one push to the window carries: what the tail of a screen can show. */
export const tailLimit = 500

export const logLevels = [
  'verbose',
  'info',
  'highlight',
  'wait',
  'warning',
  'error'
] as const satisfies readonly LogLevel[]

/** Narrows a log to some runs or levels; null means all. Lines about the deployment as a whole belong to the run `null`. */
export const logFilter = z.strictObject({
  runs: z.array(runId.nullable()).max(10_000).nullable().default(null),
  levels: z.array(z.enum(logLevels)).nullable().default(null)
})
export type LogFilter = z.infer<typeof logFilter>

/** Whether a filter lets lines of this run and level through. */
export const lets = (filter: LogFilter, line: { readonly run: RunId | null; readonly level: LogLevel }): boolean =>
  (filter.runs === null || filter.runs.includes(line.run)) &&
  (filter.levels === null || filter.levels.includes(line.level))

/** The same for many lines: a long list of runs is looked through once. */
export function letting(filter: LogFilter): (line: Parameters<typeof lets>[1]) => boolean {
  const runs = filter.runs && new Set<RunId | null>(filter.runs)
  const levels = filter.levels && new Set(filter.levels)
  return ({ run, level }) => (runs?.has(run) ?? true) && (levels?.has(level) ?? true)
}

export interface LogLine {
  /** Position in the whole task log, from 1; stays the same under any filter. */
  readonly number: number
  readonly at: number
  readonly run: RunId | null
  readonly stream: LogStream
  readonly level: LogLevel
  /** At most `lineClip` characters. ANSI escapes are kept. */
  readonly text: string
  /** How many characters the whole line has, where `text` is clipped. */
  readonly fullLength?: number
}

/** How many lines each run wrote so far. */
export interface LogCounts {
  /** Lines in the whole log. */
  readonly lines: number
  /** Of runs that wrote something; null is the deployment as a whole. */
  readonly runs: readonly {
    readonly run: RunId | null
    /** Number of its first line in the whole log. */
    readonly first: number
    /** Lines by level, in the order of `logLevels`. */
    readonly levels: readonly number[]
  }[]
}

/** Where a line or a moment is, seen through filters. */
export interface LogPlace {
  /** The run of the line that was asked for; null for lines about the deployment as a whole, and for moments. */
  readonly run: RunId | null
  /** For each filter: how many lines that it lets through come before. */
  readonly positions: readonly number[]
}

/** What is looked for: a line by its number, or a moment in milliseconds since 1970 UTC. */
export type LogSpot =
  | { readonly kind: 'line'; readonly number: number }
  | { readonly kind: 'moment'; readonly at: number }

/** A window of the filtered log. */
export interface LogPage {
  /** How many lines the filter lets through at this moment. */
  readonly total: number
  /** Position of the first returned line among them, from 0. */
  readonly from: number
  readonly lines: readonly LogLine[]
}

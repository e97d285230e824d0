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

/** Narrows a log to some runs or levels; null means all. Lines about the deployment as a whole belong to no run. */
export const logFilter = z.strictObject({
  runs: z.array(runId).max(10_000).nullable().default(null),
  levels: z.array(z.enum(logLevels)).nullable().default(null)
})
export type LogFilter = z.infer<typeof logFilter>

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

/** A window of the filtered log. */
export interface LogPage {
  /** How many lines the filter lets through at this moment. */
  readonly total: number
  /** Position of the first returned line among them, from 0. */
  readonly from: number
  readonly lines: readonly LogLine[]
}

import type { RunId } from '@shared/ids'
import type { LogFilter } from '@shared/log'
import type { Result } from '@shared/result'
import type { Difference } from '@shared/task-log/difference'
import type { OutlineNews } from '@shared/task-log/outline'
import type { SearchAnswer, SearchQuery } from '@shared/task-log/search'

/** What of a log can be read from disk. */
export interface ReadableLog {
  readonly path: string
  /** Bytes; the end of an event. */
  readonly end: number
  /** Lines up to there. */
  readonly lines: number
}

/** One run inside of a log. */
export interface ReadableRun {
  readonly log: ReadableLog
  readonly run: RunId
}

export interface ScanSearch {
  readonly query: SearchQuery
  readonly filter: LogFilter
  readonly from: number
  readonly limit: number
}

/**
 * Reads whole logs without holding anybody up. Outline and search go on where they stopped, so asking again while a log
 * grows reads only what is new; each answer comes soon, and says how far it got. Failures: `storage-failed` for a log
 * that cannot be read, `timed-out` for a pattern that takes too long, `invalid-input` for one that is none.
 */
export interface LogScans {
  outline(log: ReadableLog, revision: number): Promise<Result<OutlineNews>>
  search(log: ReadableLog, search: ScanSearch): Promise<Result<SearchAnswer>>
  /** Where a run begins to differ from one that went well, within the first `comparedLines` of each. */
  compare(own: ReadableRun, other: ReadableRun): Promise<Result<Difference | null>>
  dispose(): Promise<void>
}

/** The most lines of a run that are compared. */
export const comparedLines = 200_000

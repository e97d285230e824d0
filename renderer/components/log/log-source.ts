import type { Failure } from '@shared/failure'
import type { RunId } from '@shared/ids'
import type { LogLine } from '@shared/log'

/** Where the log view gets its lines from. Positions count from 0. */
export interface LogSource {
  /** Null until the log was read for the first time. */
  readonly total: number | null
  readonly failure: Failure | null
  /** Changes whenever lines or their number changed. */
  readonly version: number
  lineAt(position: number): LogLine | undefined
  /** Asks for the lines from `first` up to, not including, `end`. */
  want(first: number, end: number): void
  retry(): void
  subscribe(listener: () => void): () => void
}

/** Whose lines those of a run are. `index` chooses the mark. */
export interface RunLabel {
  readonly place: string
  readonly index: number
  readonly step: string
}

export type RunLabels = (run: RunId | null) => RunLabel | null

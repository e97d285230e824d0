import type { RunId } from '@shared/ids'
import type { LogLine } from '@shared/log'
import type { OutlineItem } from '@shared/task-log/outline'
import type { StateName } from '../../StateBadge'

/** A row of the log: a line, or a heading above lines. All rows have the same height, and there may be millions. */
export type Row = LineRow | HeadingRow | SilenceRow

export interface LineRow {
  readonly kind: 'line'
  /** The same while lines come and others are folded. */
  readonly key: string
  /** Whose section it stands in; null for the deployment as a whole, undefined where lines of all runs are mixed. */
  readonly run: RunId | null | undefined
  /** Position among the lines of that section that are let through, from 0. */
  readonly position: number
  readonly depth: number
  /** A group that it is the heading of, or lines like it that it stands for. */
  readonly fold?: { readonly key: string; readonly item: OutlineItem; readonly isOpen: boolean }
}

export interface HeadingRow {
  readonly kind: 'heading'
  readonly key: string
  readonly depth: number
  readonly isOpen: boolean
  readonly section: SectionInfo
}

/** Lines that a search leaves out. */
export interface SilenceRow {
  readonly kind: 'silence'
  readonly key: string
  readonly depth: 0
  readonly lines: number
}

/** What a heading says about the lines below it. */
export interface SectionInfo {
  /** Number of the step, such as `2` or `2.1`; null for a target and for Slipway itself. */
  readonly number: string | null
  readonly title: string
  /** A target's mark; null for none. */
  readonly mark: number | null
  readonly state: StateName | null
  /** How long it took, or has taken so far, in milliseconds; null where it never began. */
  readonly took: number | null
  readonly lines: number
  readonly warnings: number
  readonly errors: number
  /** Lines that hold what is searched for; null where nothing is. */
  readonly hits: number | null
  readonly runs: readonly RunId[]
}

/** Where something is shown: a line by its place in its section, or a heading. */
export type RowPlace =
  | { readonly kind: 'line'; readonly run: RunId | null | undefined; readonly position: number }
  | { readonly kind: 'heading'; readonly key: string }

export const placeOf = (row: Row): RowPlace =>
  row.kind === 'line' ? { kind: 'line', run: row.run, position: row.position } : { kind: 'heading', key: row.key }

/** The rows of a log at one moment. */
export interface RowModel {
  readonly count: number
  rowAt(index: number): Row | undefined
  /** Where something is now; of what is folded away, the heading that hides it. Null where it is not shown at all. */
  indexOf(place: RowPlace): number | null
  /** The heading above a row that can be folded: the row's own, or the nearest one around it. */
  headingOf(index: number): string | null
}

/** Lines for rows; undefined as long as they are not in memory. */
export interface RowLines {
  lineOf(row: Row): LogLine | undefined
  /** Asks for the lines of these rows. */
  want(rows: readonly Row[]): void
}

import type { LogLevel } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { LogLine } from '@shared/log'
import type { Row, RowLines } from '../../../components/log/rows/row'
import type { LogBook } from '../../../stores/log-book'
import type { LineRange, LogLines } from '../../../stores/log-lines'

/** Positions closer together than this are asked for in one go. */
const near = 50

/** Ranges that hold all of these ascending positions, and few others. */
export function rangesOf(positions: readonly number[]): readonly LineRange[] {
  const ranges: { first: number; end: number }[] = []
  for (const position of positions) {
    const last = ranges.at(-1)
    if (last && position <= last.end + near) last.end = Math.max(last.end, position + 1)
    else ranges.push({ first: position, end: position + 1 })
  }
  return ranges
}

/** Lines of all runs in the order in which they came. */
export const flatLines = (lines: LogLines): RowLines => ({
  lineOf: row => (row.kind === 'line' ? lines.lineAt(row.position) : undefined),
  want: rows => lines.wantAll(rangesOf(positionsOf(rows)))
})

const positionsOf = (rows: readonly Row[]): readonly number[] =>
  rows.flatMap(row => (row.kind === 'line' ? [row.position] : []))

/** Lines of sections, each read by itself. */
export function sectionLines(book: LogBook, levels: readonly LogLevel[] | null): RowLines {
  const of = (run: RunId | null): LogLines => book.lines({ runs: [run], levels: levels === null ? null : [...levels] })
  return {
    lineOf: (row): LogLine | undefined =>
      row.kind === 'line' && row.run !== undefined ? of(row.run).lineAt(row.position) : undefined,
    want: rows => {
      const sections = new Map<RunId | null, number[]>()
      for (const row of rows) {
        if (row.kind !== 'line' || row.run === undefined) continue
        const positions = sections.get(row.run) ?? []
        positions.push(row.position)
        sections.set(row.run, positions)
      }
      for (const [run, positions] of sections) of(run).wantAll(rangesOf(positions))
    }
  }
}

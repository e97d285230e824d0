import type { LogLine } from '@shared/log'
import { type ReactNode, useMemo } from 'react'
import { HeadingRow } from './HeadingRow'
import { type LineLook, LogRow } from './LogRow'
import classes from './LogRow.module.css'
import type { LogViewProps } from './LogView'
import { isSelected } from './line-selection'
import type { LineRow, Row } from './rows/row'
import { timeText } from './time'

type Props = Pick<
  LogViewProps,
  'model' | 'lines' | 'labels' | 'labelLength' | 'look' | 'start' | 'stepStart' | 'selection' | 'currentHit'
> & {
  readonly rows: readonly Row[]
  /** Row of the first one. */
  readonly first: number
  readonly cursor: string | null
}

/** The rows in view. */
export function LogRows(props: Props): ReactNode[] {
  const { rows, first, cursor, labelLength } = props
  const { timeMode, scheme, isPlain, matcher } = props.look
  const hasLabels = labelLength > 0
  // One object as long as nothing changes, so that rows that stay are not drawn again.
  const look = useMemo<LineLook>(
    () => ({ timeMode, scheme, isPlain, matcher, hasLabels }),
    [timeMode, scheme, isPlain, matcher, hasLabels]
  )
  return rows.map((row, at) => {
    const index = first + at
    if (row.kind === 'heading') return <HeadingRow key={row.key} {...{ index, row }} isCursor={cursor === row.key} />
    if (row.kind === 'silence') return <Silence key={row.key} index={index} lines={row.lines} />
    return line(props, look, row, index)
  })
}

const Silence = ({ index, lines }: { readonly index: number; readonly lines: number }) => (
  <div className={classes.silence} data-row={index}>
    {lines.toLocaleString()} {lines === 1 ? 'line' : 'lines'} without a match
  </div>
)

function line(props: Props, look: LineLook, row: LineRow, index: number): ReactNode {
  const { lines, labels, selection, cursor, currentHit } = props
  const content = lines.lineOf(row)
  const above = aboveOf(props, row, index)
  return (
    <LogRow
      key={row.key}
      index={index}
      depth={row.depth}
      fold={row.fold}
      line={content}
      isSelected={content !== undefined && isSelected(selection, content.number, row.run)}
      isCursor={cursor === row.key}
      isCurrentHit={content !== undefined && content.number === currentHit}
      time={content ? timeOf(props, content, above) : ''}
      gap={content && above ? content.at - above.at : 0}
      label={look.hasLabels && content ? labels(content.run) : null}
      look={look}
    />
  )
}

/** The line above, where it belongs to the same section. */
function aboveOf({ model, lines }: Props, row: LineRow, index: number): LogLine | undefined {
  const above = model.rowAt(index - 1)
  return above?.kind === 'line' && above.run === row.run ? lines.lineOf(above) : undefined
}

const timeOf = ({ look, start, stepStart }: Props, content: LogLine, above: LogLine | undefined): string =>
  timeText(content.at, look.timeMode, { start, step: stepStart(content), above: above?.at ?? null })

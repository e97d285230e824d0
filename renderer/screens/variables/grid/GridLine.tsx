// biome-ignore-all lint/a11y/useSemanticElements: an interactive grid, which HTML has no elements for
// biome-ignore-all lint/a11y/useFocusableInteractive: rows of a grid are never focused, only their cells
import type { Labels } from '@shared/variables/scope-words'
import { memo, type ReactNode } from 'react'
import { Icon } from '../../../components/Icon'
import type { ColumnName } from '../draft/draft-state'
import { CellContent } from './CellContent'
import type { CellErrors, GridRow, RowMark } from './grid-row'
import classes from './VariableGrid.module.css'

export interface GridLineProps {
  readonly line: GridRow
  readonly index: number
  readonly top: number
  readonly columns: readonly ColumnName[]
  /** The column of the cursor, where it is in this row. */
  readonly current: ColumnName | null
  readonly isSelected: boolean
  readonly isChanged: boolean
  readonly errors: CellErrors | undefined
  readonly mark: RowMark | undefined
  readonly labels: Labels
  /** What accounts and certificates are called, by id. */
  readonly referenceNames: ReadonlyMap<string, string>
  /** Takes the place of the content of `editedColumn` while that is edited. */
  readonly editor: ReactNode
  readonly editedColumn: ColumnName | null
}

/** One row of the grid. Drawn anew only when something about it changes. */
export const GridLine = memo(function GridLine(props: GridLineProps) {
  const { line, index, columns, current, errors, editor } = props
  const messages = columns.flatMap(column => errors?.[column] ?? [])
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={props.isSelected}
      className={classes.line}
      style={{ transform: `translateY(${props.top}px)` }}
      data-key={line.key}
      data-changed={props.isChanged || undefined}
      data-current={current !== null || undefined}
      data-readonly={line.origin !== null || undefined}
      data-editing={editor !== null || undefined}
      data-refused={messages.length > 0 || undefined}
    >
      <div role="rowheader" aria-colindex={1} className={classes.number} data-row-header>
        {props.isChanged && <span className={classes.changed} role="img" aria-label="Changed" />}
        {index + 1}
      </div>
      {columns.map((column, at) => (
        <div
          key={column}
          role="gridcell"
          aria-colindex={at + 2}
          aria-invalid={errors?.[column] !== undefined || undefined}
          aria-describedby={errors?.[column] === undefined ? undefined : `${line.key}-errors`}
          aria-readonly={line.origin !== null || undefined}
          tabIndex={current === column ? 0 : -1}
          className={classes.cell}
          data-column={column}
          data-editing={(editor !== null && props.editedColumn === column) || undefined}
        >
          {props.editedColumn === column && editor !== null ? (
            editor
          ) : (
            <CellContent
              column={column}
              line={line}
              mark={props.mark}
              labels={props.labels}
              referenceNames={props.referenceNames}
            />
          )}
        </div>
      ))}
      {messages.length > 0 && (
        <p id={`${line.key}-errors`} className={classes.message} role="alert">
          <Icon name="x-circle" size={13} /> {messages.join(' ')}
        </p>
      )}
    </div>
  )
})

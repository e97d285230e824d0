// biome-ignore-all lint/a11y/useSemanticElements: an interactive grid, which HTML has no elements for
// biome-ignore-all lint/a11y/useFocusableInteractive: rows of a grid are never focused, only their cells
import { type Ref, useCallback, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { isRowChanged } from '../draft/draft-row'
import type { ColumnName } from '../draft/draft-state'
import { CellEditor } from './CellEditor'
import { GridLine } from './GridLine'
import type { GridHost } from './grid-host'
import { columnsFor, columnTitles, type GridRow, trackList } from './grid-row'
import { ScopeCellEditor } from './ScopeCellEditor'
import { type GridControl, useGridControl } from './use-grid-control'
import { rowHeight, useGridWindow } from './use-grid-window'
import classes from './VariableGrid.module.css'

export interface GridHandle {
  readonly focus: () => void
  /** Adds a row below the cursor and begins to edit its name. */
  readonly add: () => void
}

export interface VariableGridProps extends GridHost {
  readonly label: string
  readonly handle: Ref<GridHandle>
  /** The id of the text that says how to get out of the grid. */
  readonly describedBy: string
}

/** Variables as a spreadsheet: any number of rows, of which only those in view exist. */
export function VariableGrid(props: VariableGridProps) {
  const { rows, errors } = props
  const viewport = useRef<HTMLDivElement>(null)
  const element = useRef<HTMLDivElement>(null)
  const { columns, height } = useSpace(viewport)
  /** Where the view is, known without asking for it: asking makes the browser lay everything out. */
  const top = useRef(0)
  const keys = useMemo(() => rows.map(({ key }) => key), [rows])
  const showRow = useRef<(index: number) => void>(() => undefined)
  const frame = useMemo(
    () => ({
      element,
      columns,
      page: () => Math.max(1, Math.floor(height.current / rowHeight) - 1),
      showRow: (index: number) => showRow.current(index)
    }),
    [columns, height]
  )
  const control = useGridControl(props, frame)
  const view = useGridWindow({
    viewport,
    keys,
    hasMessage: useCallback(
      (index: number) => columns.some(column => errors.get(keys[index] ?? '')?.[column] !== undefined),
      [keys, errors, columns]
    ),
    heights: errors,
    current: control.currentIndex
  })
  showRow.current = index => {
    const row = view.measurementsCache[index]
    if (row === undefined || viewport.current === null) return
    const lowest = row.end - height.current
    if (row.start >= top.current && lowest <= top.current) return
    top.current = Math.max(0, row.start < top.current ? row.start : lowest)
    viewport.current.scrollTop = top.current
  }
  useImperativeHandle(props.handle, () => ({ focus: control.focus, add: control.add }))
  const referenceNames = useMemo(
    () => new Map([...props.accounts, ...props.certificates].map(({ id, name }) => [id, name])),
    [props.accounts, props.certificates]
  )
  return (
    <div
      ref={element}
      role="grid"
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      className={classes.grid}
      style={{ '--tracks': trackList(columns) } as React.CSSProperties}
      onKeyDown={control.onKeyDown}
      onMouseDown={control.onMouseDown}
      onDoubleClick={control.onDoubleClick}
      onContextMenu={control.onContextMenu}
      onCopy={control.onCopy}
      onPaste={control.onPaste}
      onBlur={control.onBlur}
    >
      <textarea ref={control.clipboardRef} className="visually-hidden" tabIndex={-1} aria-hidden />
      <Header columns={columns} />
      <div
        ref={viewport}
        className={classes.viewport}
        role="presentation"
        onScroll={event => {
          top.current = event.currentTarget.scrollTop
        }}
      >
        <div className={classes.range} role="presentation" style={{ height: view.getTotalSize() }}>
          {view.getVirtualItems().map(item => {
            const line = rows[item.index]
            if (line === undefined) return null
            return (
              <GridLine
                key={line.key}
                line={line}
                index={item.index}
                top={item.start}
                columns={columns}
                current={control.current?.key === line.key ? control.current.column : null}
                isSelected={props.selection.keys.has(line.key)}
                isChanged={line.origin === null && isRowChanged(line.row, props.stored.get(line.key))}
                errors={errors.get(line.key)}
                mark={props.marks.get(line.key)}
                labels={props.labels}
                referenceNames={referenceNames}
                editor={control.editing?.key === line.key ? editorOf(props, control, line) : null}
                editedColumn={control.editing?.key === line.key ? control.editing.column : null}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

function Header({ columns }: { readonly columns: readonly ColumnName[] }) {
  return (
    <div role="row" aria-rowindex={1} className={classes.header}>
      <div role="columnheader" aria-colindex={1} className={classes.number}>
        <span className="visually-hidden">Row</span>#
      </div>
      {columns.map((column, at) => (
        <div key={column} role="columnheader" aria-colindex={at + 2} className={classes.title}>
          {columnTitles[column]}
        </div>
      ))}
    </div>
  )
}

function editorOf(host: GridHost, control: GridControl, line: GridRow) {
  const { editing, cancel } = control
  if (editing === null) return null
  const { column } = editing
  if (column === 'scope')
    return (
      <ScopeCellEditor
        row={line.row}
        choices={host.scopeChoices}
        typed={editing.typed}
        commit={(scope, after) => control.commit(line, column, scope, after)}
        cancel={cancel}
      />
    )
  if (column === 'state') return null
  return (
    <CellEditor
      row={line.row}
      column={column}
      isFresh={editing.isFresh}
      references={line.row.type === 'certificate' ? host.certificates : host.accounts}
      names={host.names}
      commit={(value, after) => control.commit(line, column, value, after)}
      cancel={cancel}
      popOut={text => (column === 'value' ? control.popOut(line, text) : control.commit(line, column, text, 'stay'))}
    />
  )
}

/** The columns that there is room for, and how high the view is. */
function useSpace(viewport: React.RefObject<HTMLDivElement | null>) {
  const height = useRef(0)
  const [columns, setColumns] = useState(() => columnsFor(Number.POSITIVE_INFINITY))
  useLayoutEffect(() => {
    const element = viewport.current
    if (element === null) return
    const measure = () => {
      // Where nothing is laid out, as in tests, there is room for everything.
      const next = columnsFor(element.clientWidth === 0 ? Number.POSITIVE_INFINITY : element.clientWidth)
      height.current = element.clientHeight
      setColumns(now => (now.join() === next.join() ? now : next))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [viewport])
  return { columns, height }
}

import { type KeyboardEvent, type MouseEvent, type ReactNode, useState } from 'react'
import { isBare } from '../lib/keys'
import classes from './DataTable.module.css'

export interface Column<T> {
  readonly key: string
  readonly header: ReactNode
  readonly cell: (row: T) => ReactNode
  /** CSS width; columns without one share what is left. */
  readonly width?: string
  readonly align?: 'end'
}

export interface DataTableProps<T> {
  /** Names the table for screen readers. */
  readonly label: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly rowKey: (row: T) => string
  /** What Enter and a click on a row do. */
  readonly onOpen?: (row: T) => void
  /** What single letters, in lower case, do to the row that has the focus. */
  readonly letters?: Readonly<Record<string, (row: T) => void>>
}

const control = 'a, button, input, select, [role="menuitem"]'

/** A table whose rows are walked with the arrow keys and opened with Enter. */
export function DataTable<T>({ label, columns, rows, rowKey, onOpen, letters = {} }: DataTableProps<T>) {
  const [current, setCurrent] = useState(0)
  const focusable = Math.min(current, rows.length - 1)

  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, row: T) => {
    // Keys inside a row's own buttons belong to those.
    if (event.target !== event.currentTarget) return
    const next = siblingFor(event.key, event.currentTarget)
    const act = isBare(event.nativeEvent) ? letters[event.key.toLowerCase()] : undefined
    if (next) next.focus()
    else if (act) act(row)
    else if (event.key === 'Enter' && onOpen) onOpen(row)
    else return
    event.preventDefault()
  }
  const onClick = (event: MouseEvent<HTMLTableRowElement>, row: T) => {
    const isControl = event.target instanceof Element && event.target.closest(control) !== null
    const isSelecting = window.getSelection()?.isCollapsed === false
    if (!isControl && !isSelecting) onOpen?.(row)
  }

  return (
    <table className={classes.table} aria-label={label} data-openable={onOpen !== undefined}>
      <colgroup>
        {columns.map(column => (
          <col key={column.key} {...(column.width === undefined ? {} : { width: column.width })} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map(column => (
            <th key={column.key} scope="col" data-align={column.align}>
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr
            key={rowKey(row)}
            tabIndex={index === focusable ? 0 : -1}
            onFocus={() => setCurrent(index)}
            onKeyDown={event => onKeyDown(event, row)}
            onClick={event => onClick(event, row)}
          >
            {columns.map(column => (
              <td key={column.key} data-align={column.align}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function siblingFor(key: string, row: HTMLTableRowElement): HTMLElement | null {
  const body = row.parentElement
  const pick: Readonly<Record<string, () => Element | null | undefined>> = {
    ArrowDown: () => row.nextElementSibling,
    ArrowUp: () => row.previousElementSibling,
    Home: () => body?.firstElementChild,
    End: () => body?.lastElementChild
  }
  const element = pick[key]?.()
  return element instanceof HTMLElement ? element : null
}

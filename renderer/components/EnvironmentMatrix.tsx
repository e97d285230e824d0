import type { Environment } from '@shared/model/environment'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Fragment, type KeyboardEvent, memo, type ReactNode, useState } from 'react'
import { EnvironmentChip } from './EnvironmentChip'
import classes from './EnvironmentMatrix.module.css'

interface MatrixGroup<Row> {
  readonly key: string
  /** Stands above its rows; null for none. */
  readonly heading: ReactNode | null
  readonly rows: readonly Row[]
}

export interface EnvironmentMatrixProps<Row> {
  readonly label: string
  readonly rowHeader: string
  readonly groups: readonly MatrixGroup<Row>[]
  readonly rowKey: (row: Row) => string
  /** A row is drawn anew when it is another object, or when one of these two is another function. */
  readonly renderRow: (row: Row) => ReactNode
  readonly renderCell: (row: Row, environment: Environment) => ReactNode
  readonly environments: readonly Environment[]
  /** The last row came into sight. */
  readonly onEnd?: () => void
}

// Pixels; below these the table scrolls sideways.
const rowHeaderWidth = 220
const cellWidth = 156
const rowHeight = 57
/** From so many rows on, only those in sight are drawn. */
const drawnWhole = 30

type Item<Row> =
  | { readonly kind: 'heading'; readonly key: string; readonly heading: ReactNode }
  | { readonly kind: 'row'; readonly key: string; readonly row: Row }

/** Rows × environments under headings of groups, walked with the arrow keys. */
export function EnvironmentMatrix<Row>(props: EnvironmentMatrixProps<Row>) {
  const { groups, environments, rowKey } = props
  const items = groups.flatMap(({ key, heading, rows }): readonly Item<Row>[] => [
    ...(heading === null ? [] : [{ kind: 'heading', key, heading } as const]),
    ...rows.map(row => ({ kind: 'row', key: rowKey(row), row }) as const)
  ])
  // Not a ref: what is drawn of many rows depends on it, and it comes after the rows.
  const [scroll, setScroll] = useState<HTMLDivElement | null>(null)
  return (
    <div className={classes.scroll} ref={setScroll}>
      <table
        className={classes.matrix}
        style={{ minWidth: rowHeaderWidth + cellWidth * environments.length }}
        aria-label={props.label}
        aria-rowcount={items.length + 1}
        onKeyDown={walk}
      >
        <thead>
          <tr>
            <th scope="col">{props.rowHeader}</th>
            {environments.map(environment => (
              <th key={environment.id} scope="col">
                <EnvironmentChip {...environment} />
              </th>
            ))}
          </tr>
        </thead>
        {items.length > drawnWhole ? (
          <RowsInSight {...props} items={items} scroll={scroll} />
        ) : (
          <tbody>
            {items.map(item => (
              <ItemRow key={item.key} {...props} item={item} />
            ))}
          </tbody>
        )}
      </table>
    </div>
  )
}

interface RowsInSightProps<Row> extends EnvironmentMatrixProps<Row> {
  readonly items: readonly Item<Row>[]
  readonly scroll: HTMLDivElement | null
}

/** Of many rows those in sight and a few around them; space stands for the others. */
function RowsInSight<Row>({ items, scroll, ...props }: RowsInSightProps<Row>) {
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll,
    estimateSize: index => (items[index]?.kind === 'heading' ? 34 : rowHeight),
    getItemKey: index => items[index]?.key ?? index,
    overscan: 8,
    onChange: ({ range }) => {
      if (range !== null && range.endIndex >= items.length - 2) props.onEnd?.()
    }
  })
  const shown = virtualizer.getVirtualItems()
  const before = shown[0]?.start ?? 0
  const after = virtualizer.getTotalSize() - (shown.at(-1)?.end ?? 0)
  return (
    <tbody>
      {before > 0 && <Space height={before} columns={props.environments.length + 1} />}
      {shown.map(({ key, index }) => {
        const item = items[index]
        return (
          <Fragment key={key}>
            {item && <ItemRow {...props} item={item} index={index} measure={virtualizer.measureElement} />}
          </Fragment>
        )
      })}
      {after > 0 && <Space height={after} columns={props.environments.length + 1} />}
    </tbody>
  )
}

const Space = ({ height, columns }: { readonly height: number; readonly columns: number }) => (
  <tr aria-hidden className={classes.space}>
    <td colSpan={columns} style={{ height }} />
  </tr>
)

interface ItemRowProps<Row> extends EnvironmentMatrixProps<Row> {
  readonly item: Item<Row>
  /** Where only some of the rows are drawn: which one it is, from 0. */
  readonly index?: number
  /** Learns how high the row came to be. */
  readonly measure?: (row: HTMLTableRowElement | null) => void
}

function ItemRow<Row>({ item, index, measure, rowKey, renderRow, renderCell, environments }: ItemRowProps<Row>) {
  if (item.kind === 'heading')
    return (
      <tr className={classes.group} ref={measure} data-index={index}>
        <th scope="rowgroup" colSpan={environments.length + 1}>
          {item.heading}
        </th>
      </tr>
    )
  return (
    <MatrixRow
      name={rowKey(item.row)}
      row={item.row}
      renderRow={renderRow as (row: unknown) => ReactNode}
      renderCell={renderCell as (row: unknown, environment: Environment) => ReactNode}
      environments={environments}
      {...(index === undefined ? {} : { index })}
      {...(measure === undefined ? {} : { measure })}
    />
  )
}

interface MatrixRowProps {
  readonly name: string
  readonly row: unknown
  readonly renderRow: (row: unknown) => ReactNode
  readonly renderCell: (row: unknown, environment: Environment) => ReactNode
  readonly environments: readonly Environment[]
  readonly index?: number
  readonly measure?: (row: HTMLTableRowElement | null) => void
}

/** Drawn again only when something of it changed: news about one deployment concern one row of many. */
const MatrixRow = memo(function MatrixRow(props: MatrixRowProps) {
  const { name, row, renderRow, renderCell, environments, index, measure } = props
  return (
    <tr
      data-row={name}
      ref={measure}
      data-index={index}
      {...(index === undefined ? {} : { 'aria-rowindex': index + 2 })}
    >
      <th scope="row">{renderRow(row)}</th>
      {environments.map(environment => (
        <td key={environment.id} data-production={environment.isProduction}>
          {renderCell(row, environment)}
        </td>
      ))}
    </tr>
  )
})

const steps: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0]
}

const focusable = 'a, button'

/** Arrow keys go from cell to cell, over what cannot have the focus. */
function walk(event: KeyboardEvent<HTMLTableElement>): void {
  const step = steps[event.key]
  const cell = event.target instanceof Element ? event.target.closest<HTMLTableCellElement>('td, th') : null
  const row = cell?.parentElement
  if (!step || !cell || !(row instanceof HTMLTableRowElement)) return
  const [down, right] = step
  const { rows } = event.currentTarget
  let [y, x] = [row.rowIndex + down, cell.cellIndex + right]
  for (; y > 0 && y < rows.length && x >= 0; y += down, x += right) {
    const cells = rows[y]?.cells
    if (cells === undefined || (right !== 0 && x >= cells.length)) break
    const found = cells[x]?.querySelector<HTMLElement>(focusable)
    if (!found) continue
    found.focus()
    found.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    break
  }
  event.preventDefault()
}

/** The row that has the focus, by its key; null where none has. */
export const focusedRow = (): string | null =>
  document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row ?? null

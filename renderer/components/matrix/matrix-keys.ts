import type { StepRow } from './matrix-model'

/** A cell of the grid; row 0 holds the names of the places, column 0 the names of the steps. */
export interface GridCell {
  readonly row: number
  readonly column: number
}

/** Counts include the headers. */
export interface GridSize {
  readonly rows: number
  readonly columns: number
}

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

/** The corner between the headers holds nothing and is never reached. */
const isCorner = ({ row, column }: GridCell): boolean => row === 0 && column === 0

const inside = (size: GridSize, cell: GridCell): GridCell => ({
  row: Math.max(0, Math.min(size.rows - 1, cell.row)),
  column: Math.max(0, Math.min(size.columns - 1, cell.column))
})

function wanted(cell: GridCell, press: KeyPress, size: GridSize): GridCell | null {
  const isWide = press.ctrlKey || press.metaKey
  switch (press.key) {
    case 'ArrowUp':
      return { ...cell, row: isWide ? 1 : cell.row - 1 }
    case 'ArrowDown':
      return { ...cell, row: isWide ? size.rows - 1 : cell.row + 1 }
    case 'ArrowLeft':
      return { ...cell, column: isWide ? 0 : cell.column - 1 }
    case 'ArrowRight':
      return { ...cell, column: isWide ? size.columns - 1 : cell.column + 1 }
    case 'Home':
      return isWide ? { row: 1, column: 0 } : { ...cell, column: 0 }
    case 'End':
      return isWide ? { row: size.rows - 1, column: size.columns - 1 } : { ...cell, column: size.columns - 1 }
    default:
      return null
  }
}

/** Where a key leads within the grid; null for keys that move nothing. At an edge, and before the corner, it stays. */
export function moveInGrid(cell: GridCell, press: KeyPress, size: GridSize): GridCell | null {
  const next = wanted(cell, press, size)
  if (!next) return null
  const clamped = inside(size, next)
  return isCorner(clamped) ? cell : clamped
}

/** What a key does to the rows: folds or unfolds a step, or leads from an action to its step. */
export type FoldTurn =
  | { readonly kind: 'fold'; readonly step: number; readonly isFolded: boolean }
  | { readonly kind: 'go'; readonly cell: GridCell }

type Foldable = Pick<StepRow, 'kind' | 'isUnfolded'> & { readonly step: Pick<StepRow['step'], 'number'> }

/** On the names of the rows, Left folds and Right unfolds, as in any tree. Null for keys that do nothing of the kind. */
export function foldByKey(
  rows: readonly Foldable[],
  { row: index, column }: GridCell,
  press: KeyPress
): FoldTurn | null {
  const row = rows[index - 1]
  if (!row || column !== 0 || press.ctrlKey || press.metaKey) return null
  const step = row.step.number
  if (press.key === 'ArrowRight' && row.isUnfolded === false) return { kind: 'fold', step, isFolded: false }
  if (press.key !== 'ArrowLeft') return null
  if (row.isUnfolded) return { kind: 'fold', step, isFolded: true }
  if (row.kind === 'step') return null
  const parent = rows.findIndex(item => item.kind === 'step' && item.step.number === step)
  return { kind: 'go', cell: { row: parent + 1, column: 0 } }
}

/** Whether something lies inside of a grid, which has a use for arrows and the like itself; also one whose rows fold. */
export const isInGrid = (element: Element): boolean => element.closest('[role="grid"], [role="treegrid"]') !== null

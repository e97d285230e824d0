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

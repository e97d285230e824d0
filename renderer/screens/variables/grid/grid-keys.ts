import type { ColumnName } from '../draft/draft-state'

/** What a key press asks of the grid. */
export type GridCommand =
  /** Rows and columns to go; `extend` marks the rows on the way. */
  | { readonly kind: 'step'; readonly rows: number; readonly columns: number; readonly isExtending: boolean }
  | { readonly kind: 'page'; readonly direction: 1 | -1; readonly isExtending: boolean }
  | {
      readonly kind: 'edge'
      readonly row: 'first' | 'last' | null
      readonly column: 'first' | 'last' | null
      readonly isExtending: boolean
    }
  /** To the next or previous cell, on to the next row at the end of one. */
  | { readonly kind: 'tab'; readonly by: 1 | -1 }
  /** `isFresh`: what is typed takes the place of the value. */
  | { readonly kind: 'edit'; readonly isFresh: boolean }
  | {
      readonly kind:
        | 'pop-out'
        | 'details'
        | 'menu'
        | 'duplicate'
        | 'add'
        | 'remove'
        | 'clear'
        | 'select-all'
        | 'toggle-row'
        | 'undo'
        | 'redo'
        | 'find'
        | 'rename'
        | 'usages'
        | 'leave'
        | 'cancel'
    }

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** What a key means while a cell has the focus and is not edited; null for keys that are not the grid's. */
export function gridCommand(press: KeyPress): GridCommand | null {
  const isMod = press.ctrlKey || press.metaKey
  if (press.altKey) return press.key === 'Enter' ? { kind: 'details' } : null
  return isMod ? withModifier(press) : (movement(press) ?? plain(press))
}

function movement({ key, shiftKey }: KeyPress): GridCommand | null {
  const step = (rows: number, columns: number): GridCommand => ({
    kind: 'step',
    rows,
    columns,
    isExtending: shiftKey && rows !== 0
  })
  switch (key) {
    case 'ArrowUp':
      return step(-1, 0)
    case 'ArrowDown':
      return step(1, 0)
    case 'ArrowLeft':
      return step(0, -1)
    case 'ArrowRight':
      return step(0, 1)
    case 'PageUp':
      return { kind: 'page', direction: -1, isExtending: shiftKey }
    case 'PageDown':
      return { kind: 'page', direction: 1, isExtending: shiftKey }
    case 'Home':
      return { kind: 'edge', row: null, column: 'first', isExtending: false }
    case 'End':
      return { kind: 'edge', row: null, column: 'last', isExtending: false }
    case 'Tab':
      return { kind: 'tab', by: shiftKey ? -1 : 1 }
    default:
      return null
  }
}

function plain({ key, shiftKey }: KeyPress): GridCommand | null {
  switch (key) {
    case 'Enter':
      return shiftKey ? { kind: 'pop-out' } : { kind: 'edit', isFresh: false }
    case 'F2':
      return shiftKey ? { kind: 'rename' } : { kind: 'edit', isFresh: false }
    case 'F6':
      return { kind: 'leave' }
    case 'F10':
      return shiftKey ? { kind: 'menu' } : null
    case 'F12':
      return shiftKey ? { kind: 'usages' } : null
    case 'ContextMenu':
      return { kind: 'menu' }
    case 'Escape':
      return { kind: 'cancel' }
    case 'Delete':
      return shiftKey ? { kind: 'remove' } : { kind: 'clear' }
    case 'Backspace':
      return { kind: 'clear' }
    case ' ':
      return shiftKey ? { kind: 'toggle-row' } : { kind: 'edit', isFresh: true }
    default:
      // One character, or the beginning of one that takes several keys.
      return key.length === 1 || key === 'Dead' || key === 'Process' ? { kind: 'edit', isFresh: true } : null
  }
}

function withModifier({ key, shiftKey }: KeyPress): GridCommand | null {
  switch (key.toLowerCase()) {
    case 'home':
      return { kind: 'edge', row: 'first', column: 'first', isExtending: shiftKey }
    case 'end':
      return { kind: 'edge', row: 'last', column: 'last', isExtending: shiftKey }
    case 'arrowup':
      return { kind: 'edge', row: 'first', column: null, isExtending: shiftKey }
    case 'arrowdown':
      return { kind: 'edge', row: 'last', column: null, isExtending: shiftKey }
    case 'arrowleft':
      return { kind: 'edge', row: null, column: 'first', isExtending: false }
    case 'arrowright':
      return { kind: 'edge', row: null, column: 'last', isExtending: false }
    case 'd':
      return { kind: 'duplicate' }
    case 'enter':
      return { kind: 'add' }
    case 'delete':
    case 'backspace':
      return { kind: 'remove' }
    case 'a':
      return { kind: 'select-all' }
    case ' ':
      return { kind: 'toggle-row' }
    case 'z':
      return { kind: shiftKey ? 'redo' : 'undo' }
    case 'y':
      return { kind: 'redo' }
    case 'f':
      return { kind: 'find' }
    default:
      return null
  }
}

/** Where a movement leads. Rows are counted from 0 as they are shown. */
export interface GridPlace {
  readonly row: number
  readonly column: ColumnName
}

export interface GridShape {
  readonly rows: number
  readonly columns: readonly ColumnName[]
  /** Rows that are in view at once. */
  readonly page: number
}

/** The cell that a command leads to; null when it leads out of the grid, or is no movement. */
export function placeAfter(
  from: GridPlace,
  command: GridCommand,
  { rows, columns, page }: GridShape
): GridPlace | null {
  const at = Math.max(0, columns.indexOf(from.column))
  const place = (row: number, column: number): GridPlace => ({
    row: Math.max(0, Math.min(rows - 1, row)),
    column: columns[Math.max(0, Math.min(columns.length - 1, column))] ?? 'name'
  })
  switch (command.kind) {
    case 'step':
      return place(from.row + command.rows, at + command.columns)
    case 'page':
      return place(from.row + command.direction * Math.max(1, page), at)
    case 'edge':
      return place(
        command.row === null ? from.row : command.row === 'first' ? 0 : rows - 1,
        command.column === null ? at : command.column === 'first' ? 0 : columns.length - 1
      )
    case 'tab': {
      const next = from.row * columns.length + at + command.by
      if (next < 0 || next >= rows * columns.length) return null
      return place(Math.floor(next / columns.length), next % columns.length)
    }
    default:
      return null
  }
}

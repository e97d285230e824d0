import type { VariableScope } from '@shared/model/variable-scope'
import type { VariableType } from '@shared/model/variable-set'
import { assertNever } from '@shared/result'
import {
  type ClipboardEvent,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useLayoutEffect,
  useMemo,
  useRef,
  useState
} from 'react'
import type { RowContent, RowKey } from '../draft/draft-row'
import type { ColumnName, Cursor } from '../draft/draft-state'
import type { After } from './CellEditor'
import { clearedCell, type GridHost } from './grid-host'
import { type GridCommand, gridCommand, placeAfter } from './grid-keys'
import { type GridRow, isEditedInPlace } from './grid-row'
import { useGridClipboard } from './use-grid-clipboard'

/** The cell that is edited. `isFresh`: a character is on its way that takes the place of the value. */
export interface Editing {
  readonly key: RowKey
  readonly column: ColumnName
  readonly isFresh: boolean
  /** That character, for a field that is not there in time to get it. */
  readonly typed: string
}

export interface GridControl {
  readonly editing: Editing | null
  /** The row of the cursor among those shown, the first where it is not shown; -1 without rows. */
  readonly currentIndex: number
  readonly current: Cursor | null
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onMouseDown: (event: MouseEvent) => void
  readonly onDoubleClick: (event: MouseEvent) => void
  readonly onContextMenu: (event: MouseEvent) => void
  readonly onBlur: (event: FocusEvent) => void
  /** A hidden field, into which copying and pasting work. */
  readonly clipboardRef: RefObject<HTMLTextAreaElement | null>
  readonly onCopy: (event: ClipboardEvent) => void
  readonly onPaste: (event: ClipboardEvent) => void
  readonly commit: (line: GridRow, column: ColumnName, value: string | VariableScope, after: After) => void
  readonly cancel: () => void
  readonly popOut: (line: GridRow, text: string) => void
  readonly focus: () => void
  readonly add: () => void
}

export interface GridFrame {
  readonly element: RefObject<HTMLDivElement | null>
  readonly columns: readonly ColumnName[]
  readonly page: () => number
  readonly showRow: (index: number) => void
}

/** Keys, mouse and clipboard of the grid. */
export function useGridControl(host: GridHost, frame: GridFrame): GridControl {
  const [editing, setEditing] = useState<Editing | null>(null)
  const wantsFocus = useRef(false)
  const wantsEdit = useRef(false)
  const indexes = useMemo(() => new Map(host.rows.map(({ key }, index) => [key, index])), [host.rows])
  const order = useMemo(() => host.rows.map(({ key }) => key), [host.rows])
  const { current, currentIndex } = currentCell(host, indexes, frame.columns)
  const line = host.rows[currentIndex]

  useFocus({ host, frame, current, currentIndex, editing, wantsFocus })
  useLayoutEffect(() => {
    const [first] = host.fresh
    if (!wantsEdit.current || first === undefined) return
    wantsEdit.current = false
    setEditing({ key: first, column: 'name', isFresh: false, typed: '' })
  }, [host.fresh])

  const move = (to: Cursor, how: 'plain' | 'extend' | 'toggle' = 'plain') => {
    wantsFocus.current = true
    // Before anything is drawn anew, so that the browser has to work out the new places only once.
    const index = indexes.get(to.key)
    if (index !== undefined) frame.showRow(index)
    host.dispatch({ kind: 'move', to, how, order })
  }
  const moveBy = (command: GridCommand, isExtending = false): boolean => {
    if (current === null) return false
    const shape = { rows: host.rows.length, columns: frame.columns, page: frame.page() }
    const place = placeAfter({ row: currentIndex, column: current.column }, command, shape)
    const key = place === null ? undefined : order[place.row]
    if (place === null || key === undefined) return false
    move({ key, column: place.column }, isExtending ? 'extend' : 'plain')
    return true
  }
  const edit = (typed: string | null) => {
    if (line !== undefined && current !== null) open(host, line, current.column, typed, setEditing)
  }
  const add = () => {
    wantsEdit.current = true
    const after = line?.origin === null ? line.key : null
    host.dispatch({ kind: 'do', command: { kind: 'insert', after, rows: [{}] } })
  }
  const commit: GridControl['commit'] = (of, column, value, after) => {
    setEditing(null)
    const change = changeOf(of, column, value)
    if (change !== null) host.dispatch({ kind: 'do', command: { kind: 'change', keys: [of.key], change } })
    wantsFocus.current = after !== 'leave'
    if (after !== 'stay' && after !== 'leave') moveBy(afterEdit[after])
  }
  const focus = () => {
    wantsFocus.current = true
    const cell = frame.element.current?.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]')
    cell?.focus({ preventScroll: true })
    if (currentIndex >= 0) frame.showRow(currentIndex)
  }
  const dispatch: GridHost['dispatch'] = action => {
    wantsFocus.current = true
    host.dispatch(action)
  }
  const commands: Actions = { host: { ...host, dispatch }, line, current, move, moveBy, edit, add }
  const clipboard = useGridClipboard(host, current, focus)
  return {
    editing,
    current,
    currentIndex,
    onKeyDown: event => {
      if (!isCell(event.target)) return
      clipboard.prepare(event)
      const command = gridCommand(event)
      if (command === null) return
      if (run(command, commands, event)) event.preventDefault()
      // What is typed here is text, and no key of the screen.
      if (command.kind === 'edit') event.stopPropagation()
    },
    onBlur: event => {
      if (event.relatedTarget instanceof Node && !event.currentTarget.contains(event.relatedTarget))
        wantsFocus.current = false
    },
    ...mouseHandlers(commands, frame, setEditing, editing),
    onCopy: clipboard.onCopy,
    onPaste: clipboard.onPaste,
    clipboardRef: clipboard.field,
    commit,
    cancel: () => {
      wantsFocus.current = true
      setEditing(null)
    },
    popOut: (of, text) => {
      setEditing(null)
      host.onRequest({ kind: 'pop-out', key: of.key, text })
    },
    focus,
    add
  }
}

const isCell = (target: EventTarget): boolean => target instanceof Element && target.matches('[role="gridcell"]')

/** A filter may hide the row of the cursor: then the first one stands in, so that the grid can always be entered. */
function currentCell(host: GridHost, indexes: ReadonlyMap<RowKey, number>, columns: readonly ColumnName[]) {
  const index = host.cursor === null ? undefined : indexes.get(host.cursor.key)
  const currentIndex = index ?? (host.rows.length > 0 ? 0 : -1)
  const row = host.rows[currentIndex]
  const column = host.cursor !== null && columns.includes(host.cursor.column) ? host.cursor.column : 'name'
  return { currentIndex, current: row === undefined ? null : { key: row.key, column } }
}

interface FocusOptions {
  readonly host: GridHost
  readonly frame: GridFrame
  readonly current: Cursor | null
  readonly currentIndex: number
  readonly editing: Editing | null
  readonly wantsFocus: RefObject<boolean>
}

/** The focus follows the cursor, but only where the grid had it or asked for it. */
function useFocus({ host, frame, current, currentIndex, editing, wantsFocus }: FocusOptions): void {
  const { element, showRow } = frame
  // biome-ignore lint/correctness/useExhaustiveDependencies: showing the row again is only right when the cursor went there
  useLayoutEffect(() => {
    if (currentIndex >= 0 && (wantsFocus.current || editing !== null)) showRow(currentIndex)
    if (!wantsFocus.current || editing !== null) return
    wantsFocus.current = false
    element.current?.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]')?.focus({ preventScroll: true })
  }, [current?.key, current?.column, editing, host.rows])
}

const afterEdit: Readonly<Record<'down' | 'up' | 'right' | 'left', GridCommand>> = {
  down: { kind: 'step', rows: 1, columns: 0, isExtending: false },
  up: { kind: 'step', rows: -1, columns: 0, isExtending: false },
  right: { kind: 'tab', by: 1 },
  left: { kind: 'tab', by: -1 }
}

/** What an edit changes; null where it changes nothing. An empty secret stays what it was. */
function changeOf({ row }: GridRow, column: ColumnName, value: string | VariableScope): Partial<RowContent> | null {
  if (typeof value !== 'string') return column === 'scope' ? { scope: value } : null
  if (column === 'name') return value === row.name ? null : { name: value }
  if (column === 'type') return value === row.type ? null : { type: value as VariableType }
  if (column === 'note') return value === row.description ? null : { description: value }
  if (column !== 'value' || value === row.value || (row.type === 'sensitive' && value === '')) return null
  return { value }
}

/** Begins to edit a cell: in place, or in what opens for it. */
function open(
  host: GridHost,
  line: GridRow,
  column: ColumnName,
  typed: string | null,
  setEditing: (editing: Editing) => void
) {
  const isFresh = typed !== null
  if (column === 'state') return isFresh ? undefined : host.onRequest({ kind: 'problems', key: line.key })
  if (line.origin !== null) return
  const isLong = column === 'value' && line.row.type === 'text' && (line.row.value ?? '').includes('\n')
  if (isLong && !isFresh) return host.onRequest({ kind: 'pop-out', key: line.key, text: null })
  if (isEditedInPlace(column)) setEditing({ key: line.key, column, isFresh, typed: typed?.length === 1 ? typed : '' })
}

interface Actions {
  readonly host: GridHost
  readonly line: GridRow | undefined
  readonly current: Cursor | null
  readonly move: (to: Cursor, how?: 'plain' | 'extend' | 'toggle') => void
  readonly moveBy: (command: GridCommand, isExtending?: boolean) => boolean
  /** `typed` is the key that began it; null when nothing is typed yet. */
  readonly edit: (typed: string | null) => void
  readonly add: () => void
}

/** Does what a key asks for; false where the key is left to the rest of the window. */
function run(command: GridCommand, actions: Actions, event: KeyboardEvent): boolean {
  const { host, line, current } = actions
  switch (command.kind) {
    case 'step':
    case 'page':
    case 'edge':
      actions.moveBy(command, command.isExtending)
      return true
    case 'tab':
      return actions.moveBy(command)
    case 'edit':
      actions.edit(command.isFresh ? event.key : null)
      // What is typed must still arrive in the field that is there by then; the one for scopes comes later.
      return !command.isFresh || line?.origin !== null || current?.column === 'scope'
    case 'cancel':
      if (host.selection.keys.size === 0) return false
      host.dispatch({ kind: 'select', keys: [] })
      return true
    case 'select-all':
      host.dispatch({ kind: 'select', keys: host.rows.filter(row => row.origin === null).map(({ key }) => key) })
      return true
    case 'toggle-row':
      if (current !== null) actions.move(current, 'toggle')
      return true
    case 'undo':
    case 'redo':
      host.dispatch({ kind: command.kind })
      return true
    case 'find':
    case 'leave':
      host.onRequest({ kind: command.kind })
      return true
    case 'add':
      actions.add()
      return true
    case 'pop-out':
    case 'details':
    case 'rename':
    case 'usages':
    case 'menu':
    case 'duplicate':
    case 'remove':
    case 'clear':
      runOnRow(command.kind, actions, event)
      return true
    default:
      return assertNever(command)
  }
}

function runOnRow(
  kind: 'pop-out' | 'details' | 'rename' | 'usages' | 'menu' | 'duplicate' | 'remove' | 'clear',
  { host, line, current }: Actions,
  event: KeyboardEvent
) {
  if (line === undefined || current === null) return
  if (kind === 'menu') {
    const { left, bottom } = (event.target as Element).getBoundingClientRect()
    return host.onRequest({ kind: 'menu', x: left, y: bottom })
  }
  if (kind === 'usages') return host.onRequest({ kind, key: line.key })
  const keys = chosen(host, line)
  if (kind === 'duplicate' || kind === 'remove')
    return keys.length === 0 ? undefined : host.dispatch({ kind: 'do', command: { kind, keys } })
  if (kind === 'clear') {
    if (host.selection.keys.size > 0) return host.dispatch({ kind: 'do', command: { kind: 'remove', keys } })
    const change = clearedCell(current.column)
    if (change === null || line.origin !== null) return
    return host.dispatch({ kind: 'do', command: { kind: 'change', keys: [line.key], change } })
  }
  if (line.origin !== null) return
  host.onRequest(kind === 'pop-out' ? { kind, key: line.key, text: null } : { kind, key: line.key })
}

/** The own rows that a command is about. */
const chosen = ({ selection, rows }: GridHost, line: GridRow): readonly RowKey[] =>
  selection.keys.size > 0
    ? rows.filter(({ key, origin }) => origin === null && selection.keys.has(key)).map(({ key }) => key)
    : line.origin === null
      ? [line.key]
      : []

function mouseHandlers(
  { host, move, current }: Actions,
  frame: GridFrame,
  setEditing: (editing: Editing) => void,
  editing: Editing | null
): Pick<GridControl, 'onMouseDown' | 'onDoubleClick' | 'onContextMenu'> {
  const hit = (event: MouseEvent) => {
    const { target } = event
    if (!(target instanceof Element) || !frame.element.current?.contains(target)) return null
    const line = host.rows.find(({ key }) => key === target.closest<HTMLElement>('[data-key]')?.dataset.key)
    const column = target.closest<HTMLElement>('[data-column]')?.dataset.column as ColumnName | undefined
    const isField = target.closest('input, textarea, select') !== null
    return line === undefined || isField
      ? null
      : { line, column, isHeader: target.closest('[data-row-header]') !== null }
  }
  return {
    onMouseDown: event => {
      const found = hit(event)
      if (found === null || event.button === 1) return
      const { line, column, isHeader } = found
      const to = { key: line.key, column: column ?? current?.column ?? 'name' }
      if (event.button === 2) {
        if (!host.selection.keys.has(line.key)) move(to)
        return
      }
      const isAgain = current?.key === to.key && current.column === to.column && !isHeader && editing === null
      if (event.shiftKey) event.preventDefault()
      move(to, event.shiftKey ? 'extend' : event.ctrlKey || event.metaKey ? 'toggle' : 'plain')
      if (isHeader && !event.shiftKey && !event.ctrlKey && !event.metaKey)
        host.dispatch({ kind: 'select', keys: [line.key] })
      const isSimple = column === 'type' || column === 'scope' || column === 'state'
      if (isAgain && isSimple && !event.shiftKey && !event.ctrlKey) {
        event.preventDefault()
        open(host, line, to.column, null, setEditing)
      }
    },
    onDoubleClick: event => {
      const found = hit(event)
      if (found?.column !== undefined && editing === null) open(host, found.line, found.column, null, setEditing)
    },
    onContextMenu: event => {
      if (hit(event) === null) return
      event.preventDefault()
      host.onRequest({ kind: 'menu', x: event.clientX, y: event.clientY })
    }
  }
}

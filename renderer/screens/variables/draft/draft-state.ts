import type { VariableView } from '@shared/model/variable-set'
import { assertNever } from '@shared/result'
import { rebased, rebasedPast, storedAs } from './after-save'
import { applyCommand, type Draft, type DraftCommand } from './draft'
import { type DraftRow, type RowKey, rowOf } from './draft-row'

/** The cells of a row, in their order. */
export const columnNames = ['name', 'value', 'type', 'scope', 'note', 'state'] as const
export type ColumnName = (typeof columnNames)[number]

/** The cell that the keyboard works on. */
export interface Cursor {
  readonly key: RowKey
  readonly column: ColumnName
}

/** The rows that commands work on. */
export interface Selection {
  /** Where Shift extends from. */
  readonly anchor: RowKey | null
  /** Empty stands for the row of the cursor alone. */
  readonly keys: ReadonlySet<RowKey>
}

export interface EditorState {
  /** What is stored, as far as the editor knows. */
  readonly base: Draft
  readonly stored: ReadonlyMap<RowKey, DraftRow>
  readonly draft: Draft
  /** The newest at the end. */
  readonly past: readonly Draft[]
  /** What undo took back, the newest at the end. */
  readonly future: readonly Draft[]
  readonly cursor: Cursor | null
  readonly selection: Selection
  /** Numbers new rows. */
  readonly nextKey: number
  /** The rows that the last command made, so that one of them can be edited at once. */
  readonly fresh: readonly RowKey[]
}

export type EditorAction =
  | { readonly kind: 'do'; readonly command: DraftCommand }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  /** `order` is the rows as they are shown, which ranges go by. */
  | {
      readonly kind: 'move'
      readonly to: Cursor
      readonly how: 'plain' | 'extend' | 'toggle'
      readonly order: readonly RowKey[]
    }
  | { readonly kind: 'select'; readonly keys: readonly RowKey[] }
  /** Shows what is stored and forgets everything else. */
  | { readonly kind: 'load'; readonly stored: Draft }
  /** A save went through: `sent` is the draft that it was about, `stored` what became of it. */
  | { readonly kind: 'saved'; readonly sent: Draft; readonly stored: Draft }

/** How many commands can be taken back. */
const longestPast = 500

const noSelection: Selection = { anchor: null, keys: new Set() }

export const draftOf = (variables: readonly VariableView[], includes: Draft['includes']): Draft => ({
  rows: variables.map(rowOf),
  includes
})

export function openEditor(stored: Draft): EditorState {
  const [first] = stored.rows
  return {
    base: stored,
    stored: byKey(stored),
    draft: stored,
    past: [],
    future: [],
    cursor: first === undefined ? null : { key: first.key, column: 'name' },
    selection: noSelection,
    nextKey: 1,
    fresh: []
  }
}

const byKey = ({ rows }: Draft): ReadonlyMap<RowKey, DraftRow> => new Map(rows.map(row => [row.key, row]))

/** The editor after an action. Opening anew keeps the cell that the person was in. Pure: the same actions always lead to the same state. */
export function reduceEditor(state: EditorState, action: EditorAction): EditorState {
  switch (action.kind) {
    case 'do':
      return perform(state, action.command)
    case 'undo':
      return travel(state, state.past, 'future')
    case 'redo':
      return travel(state, state.future, 'past')
    case 'move':
      return move(state, action)
    case 'select':
      return { ...state, selection: { anchor: state.cursor?.key ?? null, keys: new Set(action.keys) } }
    case 'load': {
      const opened = openEditor(action.stored)
      const cursor = state.cursor !== null && opened.stored.has(state.cursor.key) ? state.cursor : opened.cursor
      return { ...opened, nextKey: state.nextKey, cursor }
    }
    case 'saved':
      return adoptSaved(state, action)
    default:
      return assertNever(action)
  }
}

function perform(state: EditorState, command: DraftCommand): EditorState {
  let { nextKey } = state
  const fresh: RowKey[] = []
  const newKey = () => {
    const key = `new-${nextKey++}`
    fresh.push(key)
    return key
  }
  const draft = applyCommand(state.draft, command, { stored: state.stored, newKey })
  if (draft === state.draft) return state
  const past = [...state.past, state.draft].slice(-longestPast)
  const next = { ...state, draft, past, future: [], nextKey, fresh }
  const [first] = fresh
  if (first === undefined) return withinRows(next, state.draft)
  const column = state.cursor?.column ?? 'name'
  return {
    ...next,
    cursor: { key: first, column: command.kind === 'insert' ? 'name' : column },
    selection: fresh.length > 1 ? { anchor: first, keys: new Set(fresh) } : noSelection
  }
}

/** Cursor and selection never point at rows that are gone: the cursor goes to the next row that was below. */
function withinRows(state: EditorState, before: Draft): EditorState {
  const { cursor, selection, draft } = state
  const keys = new Set(draft.rows.map(row => row.key))
  const isGone = (key: RowKey) => !keys.has(key) && before.rows.some(row => row.key === key)
  const kept = [...selection.keys].filter(key => !isGone(key))
  const next = kept.length === selection.keys.size ? state : { ...state, selection: noSelection }
  if (cursor === null || !isGone(cursor.key)) return next
  const at = before.rows.findIndex(row => row.key === cursor.key)
  const below = before.rows.slice(at).find(row => keys.has(row.key)) ?? draft.rows.at(-1)
  return { ...next, cursor: below === undefined ? null : { ...cursor, key: below.key } }
}

/** Undo and redo: one is the other with past and future exchanged. The rows that changed are selected. */
function travel(state: EditorState, from: readonly Draft[], to: 'past' | 'future'): EditorState {
  const target = from.at(-1)
  if (target === undefined) return state
  const rest = from.slice(0, -1)
  const kept = [...state[to], state.draft]
  const moved = to === 'future' ? { past: rest, future: kept } : { past: kept, future: rest }
  const before = new Map(state.draft.rows.map(row => [row.key, row]))
  const changed = target.rows.filter(row => before.get(row.key) !== row).map(row => row.key)
  const next = withinRows({ ...state, ...moved, draft: target, fresh: [] }, state.draft)
  const [first] = changed
  if (first === undefined) return next
  return {
    ...next,
    cursor: { key: first, column: next.cursor?.column ?? 'name' },
    selection: changed.length > 1 ? { anchor: first, keys: new Set(changed) } : noSelection
  }
}

function move(state: EditorState, { to, how, order }: Extract<EditorAction, { kind: 'move' }>): EditorState {
  const { cursor, selection } = state
  if (how === 'plain') {
    const isSame = cursor?.key === to.key && cursor.column === to.column && selection === noSelection
    return isSame ? state : { ...state, cursor: to, selection: noSelection }
  }
  if (how === 'toggle') {
    const start = selection.keys.size === 0 && cursor !== null ? [cursor.key] : selection.keys
    const keys = new Set(start)
    if (!keys.delete(to.key)) keys.add(to.key)
    return { ...state, cursor: to, selection: { anchor: to.key, keys } }
  }
  const anchor = selection.anchor ?? cursor?.key ?? to.key
  const [a, b] = [order.indexOf(anchor), order.indexOf(to.key)]
  const keys = new Set(a < 0 || b < 0 ? [to.key] : order.slice(Math.min(a, b), Math.max(a, b) + 1))
  return { ...state, cursor: to, selection: { anchor, keys } }
}

function adoptSaved(state: EditorState, { sent, stored }: Extract<EditorAction, { kind: 'saved' }>): EditorState {
  const base = storedAs(sent, stored)
  if (base === null) return reduceEditor(state, { kind: 'load', stored })
  const past = state.past.map(draft => rebasedPast(draft, sent, base))
  const future = state.future.map(draft => rebasedPast(draft, sent, base))
  const draft = state.draft === sent ? base : rebased(state.draft, sent, base)
  return { ...state, base, stored: byKey(base), draft, past, future }
}

/** The rows that a command is about: those that are selected, or the one of the cursor. */
export function chosenKeys({ cursor, selection, draft }: EditorState): readonly RowKey[] {
  const wanted = selection.keys.size > 0 ? selection.keys : new Set(cursor === null ? [] : [cursor.key])
  return draft.rows.filter(row => wanted.has(row.key)).map(row => row.key)
}

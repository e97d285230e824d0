import type { LibrarySetId, VariableId } from '@shared/ids'
import { normalScope, scopeDimensions, type VariableScope } from '@shared/model/variable-scope'
import { assertNever } from '@shared/result'
import { nameKey } from '@shared/variables/rows'
import { applyFix, type TieFix } from '@shared/variables/ties'
import { changedRow, type DraftRow, emptyContent, isRowChanged, type RowContent, type RowKey } from './draft-row'

/** What is edited and saved together. */
export interface Draft {
  readonly rows: readonly DraftRow[]
  /** The library sets that a project includes; empty for a library set itself. */
  readonly includes: readonly LibrarySetId[]
}

export type ScopeChange = 'add' | 'remove' | 'replace'

/** One thing that a person does to the draft, and takes back as one. */
export type DraftCommand =
  | { readonly kind: 'change'; readonly keys: readonly RowKey[]; readonly change: Partial<RowContent> }
  /** New rows below `after`, or at the end. */
  | { readonly kind: 'insert'; readonly after: RowKey | null; readonly rows: readonly Partial<RowContent>[] }
  /** Copies below each row. A stored secret cannot be copied: its copy is empty. */
  | { readonly kind: 'duplicate'; readonly keys: readonly RowKey[] }
  | { readonly kind: 'remove'; readonly keys: readonly RowKey[] }
  | {
      readonly kind: 'scope'
      readonly keys: readonly RowKey[]
      readonly how: ScopeChange
      readonly scope: VariableScope
    }
  /** Changes of single rows and new rows at the end, at once. */
  | { readonly kind: 'merge'; readonly changes: readonly RowEdit[]; readonly added: readonly Partial<RowContent>[] }
  | { readonly kind: 'fix'; readonly fix: TieFix }
  | { readonly kind: 'includes'; readonly includes: readonly LibrarySetId[] }

export interface RowEdit {
  readonly key: RowKey
  readonly change: Partial<RowContent>
}

/** What commands need to know besides the draft. */
export interface CommandContext {
  /** The rows as they were last saved, by key. */
  readonly stored: ReadonlyMap<RowKey, DraftRow>
  readonly newKey: () => RowKey
}

/** The draft after a command; the very same draft where the command changes nothing. */
export function applyCommand(draft: Draft, command: DraftCommand, context: CommandContext): Draft {
  switch (command.kind) {
    case 'change':
      return editRows(
        draft,
        command.keys.map(key => ({ key, change: command.change })),
        context
      )
    case 'insert':
      return insertRows(
        draft,
        command.after,
        command.rows.map(content => newRow(content, context))
      )
    case 'duplicate':
      return duplicateRows(draft, new Set(command.keys), context)
    case 'remove':
      return removeRows(draft, new Set(command.keys))
    case 'scope':
      return rescope(draft, command, context)
    case 'merge': {
      const edited = editRows(draft, command.changes, context)
      return insertRows(
        edited,
        null,
        command.added.map(content => newRow(content, context))
      )
    }
    case 'fix':
      return fixTie(draft, command.fix)
    case 'includes':
      return JSON.stringify(command.includes) === JSON.stringify(draft.includes)
        ? draft
        : { ...draft, includes: command.includes }
    default:
      return assertNever(command)
  }
}

function newRow(content: Partial<RowContent>, { newKey }: CommandContext): DraftRow {
  const blank: DraftRow = { ...emptyContent, key: newKey(), id: null }
  const { type = 'text', ...rest } = content
  return changedRow({ ...blank, type }, rest, undefined)
}

function editRows(draft: Draft, edits: readonly RowEdit[], { stored }: CommandContext): Draft {
  const byKey = new Map(edits.map(({ key, change }) => [key, change]))
  let hasChanged = false
  const rows = draft.rows.map(row => {
    const change = byKey.get(row.key)
    if (change === undefined) return row
    const changed = changedRow(row, change, stored.get(row.key))
    if (isSameRow(row, changed)) return row
    hasChanged = true
    return changed
  })
  return hasChanged ? { ...draft, rows } : draft
}

const isSameRow = (a: DraftRow, b: DraftRow): boolean => a.value === b.value && !isRowChanged(a, b)

function insertRows(draft: Draft, after: RowKey | null, rows: readonly DraftRow[]): Draft {
  if (rows.length === 0) return draft
  const at = after === null ? -1 : draft.rows.findIndex(row => row.key === after)
  const end = at < 0 ? draft.rows.length : at + 1
  return { ...draft, rows: [...draft.rows.slice(0, end), ...rows, ...draft.rows.slice(end)] }
}

function duplicateRows(draft: Draft, keys: ReadonlySet<RowKey>, { newKey }: CommandContext): Draft {
  if (!draft.rows.some(row => keys.has(row.key))) return draft
  const rows = draft.rows.flatMap(row =>
    keys.has(row.key) ? [row, { ...row, key: newKey(), id: null, value: row.value ?? '' }] : [row]
  )
  return { ...draft, rows }
}

function removeRows(draft: Draft, keys: ReadonlySet<RowKey>): Draft {
  const rows = draft.rows.filter(row => !keys.has(row.key))
  return rows.length === draft.rows.length ? draft : { ...draft, rows }
}

function rescope(
  draft: Draft,
  { keys, how, scope }: Extract<DraftCommand, { kind: 'scope' }>,
  context: CommandContext
): Draft {
  const wanted = new Set(keys)
  const edits = draft.rows
    .filter(row => wanted.has(row.key))
    .map(row => ({ key: row.key, change: { scope: changeScope(row.scope, how, scope) } }))
  return editRows(draft, edits, context)
}

/** A scope with the entries of another one added, taken out, or put in its place. */
export function changeScope(scope: VariableScope, how: ScopeChange, by: VariableScope): VariableScope {
  if (how === 'replace') return normalScope(by)
  const entries = scopeDimensions.map(dimension => {
    const own: readonly string[] = scope[dimension] ?? []
    const other: readonly string[] = by[dimension] ?? []
    const taken = new Set(other.map(nameKey))
    return [dimension, how === 'add' ? [...own, ...other] : own.filter(value => !taken.has(nameKey(value)))] as const
  })
  return normalScope(Object.fromEntries(entries) as VariableScope)
}

/** Fixes speak of rows by the id that lint saw, which is the key. */
function fixTie(draft: Draft, fix: TieFix): Draft {
  const keyed = draft.rows.map(row => ({ id: row.key as VariableId, scope: row.scope, row }))
  const fixed = applyFix(keyed, fix)
  const rows = fixed.map(({ scope, row }) => (scope === row.scope ? row : { ...row, scope: normalScope(scope ?? {}) }))
  const isSame = rows.length === draft.rows.length && rows.every((row, index) => row === draft.rows[index])
  return isSame ? draft : { ...draft, rows }
}

/** Whether saving would change anything. */
export function isDraftChanged(draft: Draft, stored: Draft): boolean {
  if (draft === stored) return false
  if (draft.rows.length !== stored.rows.length || draft.includes.join() !== stored.includes.join()) return true
  // The order of rows is part of what is saved.
  return draft.rows.some((row, index) => {
    const before = stored.rows[index]
    return before?.key !== row.key || isRowChanged(row, before)
  })
}

import type { VariableScope } from '@shared/model/variable-scope'
import type { Labels } from '@shared/variables/scope-words'
import type { DraftRow, RowContent, RowKey } from '../draft/draft-row'
import type { ColumnName, Cursor, EditorAction, Selection } from '../draft/draft-state'
import type { CellErrors, GridRow, RowMark } from './grid-row'
import type { ScopeChoices } from './scope-options'

/** What opens over or beside the grid. */
export type GridRequest =
  | { readonly kind: 'pop-out'; readonly key: RowKey; readonly text: string | null }
  | { readonly kind: 'details' | 'rename'; readonly key: RowKey }
  | { readonly kind: 'usages' | 'problems'; readonly key: RowKey }
  | { readonly kind: 'menu'; readonly x: number; readonly y: number }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'find' }
  | { readonly kind: 'leave' }

/** Everything the grid shows and asks for. */
export interface GridHost {
  /** The rows that the filter lets through, own ones first. */
  readonly rows: readonly GridRow[]
  readonly cursor: Cursor | null
  readonly selection: Selection
  /** The rows that the last command made. */
  readonly fresh: readonly RowKey[]
  readonly stored: ReadonlyMap<RowKey, DraftRow>
  readonly errors: ReadonlyMap<RowKey, CellErrors>
  readonly marks: ReadonlyMap<RowKey, RowMark>
  readonly scopeChoices: ScopeChoices
  readonly accounts: readonly { readonly id: string; readonly name: string }[]
  readonly certificates: readonly { readonly id: string; readonly name: string }[]
  readonly labels: Labels
  /** What records of the workspace are called: poor secrets. */
  readonly names: ReadonlySet<string>
  readonly dispatch: (action: EditorAction) => void
  /** What the selected rows are as a table, for the clipboard. */
  readonly copyText: () => string
  readonly onRequest: (request: GridRequest) => void
}

/** What Delete does to one cell; null where there is nothing to clear. */
export function clearedCell(column: ColumnName): Partial<RowContent> | null {
  if (column === 'name') return { name: '' }
  if (column === 'value') return { value: '' }
  if (column === 'scope') return { scope: {} satisfies VariableScope }
  return column === 'note' ? { description: '' } : null
}

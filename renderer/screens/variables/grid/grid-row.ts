import type { LibrarySetId } from '@shared/ids'
import type { VariableType } from '@shared/model/variable-set'
import type { DraftRow, RowKey } from '../draft/draft-row'
import type { ColumnName } from '../draft/draft-state'

/** One line of the grid: a row of the draft, or one that an included library set brings along and that is only shown. */
export interface GridRow {
  readonly key: RowKey
  readonly row: DraftRow
  readonly origin: { readonly id: LibrarySetId; readonly name: string } | null
}

/** What was refused about a row, by the cell that shows it. */
export type CellErrors = { readonly [Column in ColumnName]?: string }

/** How much a finding matters. */
export type Severity = 'error' | 'warning' | 'hint'

/** What lint says about a row, in short. */
export interface RowMark {
  readonly severity: Severity
  /** One sentence for each finding. */
  readonly sentences: readonly string[]
}

export const columnTitles: Readonly<Record<ColumnName, string>> = {
  name: 'Name',
  value: 'Value',
  type: 'Type',
  scope: 'Scope',
  note: 'Description',
  state: 'State'
}

export const typeNames: Readonly<Record<VariableType, string>> = {
  text: 'Text',
  sensitive: 'Sensitive',
  account: 'Account',
  certificate: 'Certificate'
}

/** Widths from which on columns are worth showing, in pixels: what is left out is in the row's details as well. */
export function columnsFor(width: number): readonly ColumnName[] {
  if (width >= 780) return ['name', 'value', 'type', 'scope', 'note', 'state']
  if (width >= 560) return ['name', 'value', 'type', 'scope', 'state']
  return ['name', 'value', 'scope', 'state']
}

const tracks: Readonly<Record<ColumnName, string>> = {
  name: 'minmax(120px, 1.25fr)',
  value: 'minmax(120px, 1.7fr)',
  type: '94px',
  scope: 'minmax(110px, 1.2fr)',
  note: 'minmax(90px, 0.8fr)',
  state: '44px'
}

/** The columns as a CSS grid, behind the one of row numbers. */
export const trackList = (columns: readonly ColumnName[]): string =>
  ['46px', ...columns.map(column => tracks[column])].join(' ')

/** Whether a cell is edited where it stands; the others open something. */
export const isEditedInPlace = (column: ColumnName): boolean => column !== 'state'

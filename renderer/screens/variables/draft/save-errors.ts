import type { Failure, FieldIssue } from '@shared/failure'
import { asSentence } from '../../../lib/issues'
import type { CellErrors } from '../grid/grid-row'
import type { Draft } from './draft'
import type { DraftRow, RowKey } from './draft-row'
import type { ColumnName } from './draft-state'

/** What was refused, with the row as it was sent. */
export type PlacedErrors = ReadonlyMap<RowKey, { readonly row: DraftRow; readonly cells: CellErrors }>

/** The cell that shows a field of the call's input. */
const columnOf: Readonly<Record<string, ColumnName>> = {
  name: 'name',
  id: 'name',
  value: 'value',
  accountId: 'value',
  certificateId: 'value',
  type: 'type',
  scope: 'scope',
  description: 'note',
  prompt: 'note'
}

/** Finds the row and cell of each refused path, such as `variables.2.name`. `rest` belongs to no cell. */
export function placeErrors(
  failure: Failure,
  sent: Draft
): { readonly errors: PlacedErrors; readonly rest: readonly FieldIssue[] } {
  const errors = new Map<RowKey, { readonly row: DraftRow; readonly cells: CellErrors }>()
  const rest: FieldIssue[] = []
  for (const issue of failure.issues ?? []) {
    const [list, index, field = 'name'] = issue.path.split('.')
    const row = list === 'variables' ? sent.rows[Number(index)] : undefined
    if (row === undefined) {
      rest.push(issue)
      continue
    }
    const column = columnOf[field] ?? 'name'
    const cells = errors.get(row.key)?.cells ?? {}
    const before = cells[column]
    const message = sentenceFor(row, field, issue.message)
    errors.set(row.key, { row, cells: { ...cells, [column]: before === undefined ? message : `${before} ${message}` } })
  }
  return { errors, rest }
}

function sentenceFor(row: DraftRow, field: string, message: string): string {
  if (row.value === '' && field === 'accountId') return 'Choose an account.'
  if (row.value === '' && field === 'certificateId') return 'Choose a certificate.'
  return asSentence(message)
}

/** The messages about rows that are still as they were sent: an edit takes the message away, undo brings it back. */
export function currentErrors(placed: PlacedErrors, { rows }: Draft): ReadonlyMap<RowKey, CellErrors> {
  if (placed.size === 0) return none
  return new Map(
    rows.flatMap(row => {
      const found = placed.get(row.key)
      return found?.row === row ? [[row.key, found.cells] as const] : []
    })
  )
}

const none: ReadonlyMap<RowKey, CellErrors> = new Map()

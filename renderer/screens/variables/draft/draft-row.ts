import type { AccountId, CertificateId, VariableId } from '@shared/ids'
import { normalScope, type VariableScope } from '@shared/model/variable-scope'
import type { Variable, VariableInput, VariablePrompt, VariableType, VariableView } from '@shared/model/variable-set'
import { assertNever } from '@shared/result'

/** Tells rows apart for as long as the editor is open: the id of a stored row, something else for a new one. */
export type RowKey = string

/** One row of the editor. */
export interface DraftRow {
  readonly key: RowKey
  /** Null until the row was saved. */
  readonly id: VariableId | null
  readonly name: string
  readonly type: VariableType
  /**
   * A text as typed; the id of an account or a certificate, empty until one is chosen. Null stands for a secret that
   * is stored and stays as it is.
   */
  readonly value: string | null
  readonly scope: VariableScope
  readonly description: string
  readonly prompt: VariablePrompt | null
}

/** What a row consists of besides its identity. */
export type RowContent = Omit<DraftRow, 'key' | 'id'>

export const emptyContent: RowContent = {
  name: '',
  type: 'text',
  value: '',
  scope: {},
  description: '',
  prompt: null
}

/** The row that shows a stored variable. */
export const rowOf = (view: VariableView): DraftRow => ({
  key: view.id,
  id: view.id,
  name: view.name,
  type: view.type,
  value: shownValue(view),
  scope: view.scope ?? {},
  description: view.description ?? '',
  prompt: view.prompt ?? null
})

function shownValue(view: VariableView): string | null {
  switch (view.type) {
    case 'text':
      return view.value
    case 'sensitive':
      return null
    case 'account':
      return view.accountId
    case 'certificate':
      return view.certificateId
    default:
      return assertNever(view)
  }
}

/** What is saved. A stored secret that was not touched is sent without a value, which keeps it. */
export function inputOf({ id, name, type, value, scope, description, prompt }: DraftRow): VariableInput {
  const common = {
    ...(id === null ? {} : { id }),
    name,
    ...(description.trim() === '' ? {} : { description }),
    ...(isEmptyScope(scope) ? {} : { scope }),
    ...(prompt === null ? {} : { prompt })
  }
  switch (type) {
    case 'text':
      return { type, ...common, value: value ?? '' }
    case 'sensitive':
      return value === null ? { type, ...common } : { type, ...common, value }
    case 'account':
      return { type, ...common, accountId: (value ?? '') as AccountId }
    case 'certificate':
      return { type, ...common, certificateId: (value ?? '') as CertificateId }
    default:
      return assertNever(type)
  }
}

/** The row as resolver and lint take it: under its key, which new rows have as well, and without what is secret. */
export function viewOf(row: DraftRow): VariableView {
  const id = row.key as VariableId
  const { value: _, ...input } = { value: undefined, ...inputOf({ ...row, id, name: row.name.trim() }) }
  if (row.type === 'sensitive') return { ...input, id } as VariableView
  return (row.type === 'text' ? { ...input, id, value: row.value ?? '' } : { ...input, id }) as Exclude<
    Variable,
    { type: 'sensitive' }
  >
}

const isEmptyScope = (scope: VariableScope): boolean => Object.values(scope).every(values => values.length === 0)

/** A row with some of its content changed, as it is kept. `stored` is what the row was when it was last saved. */
export function changedRow(row: DraftRow, change: Partial<RowContent>, stored: DraftRow | undefined): DraftRow {
  const changed = { ...row, ...change, ...(change.scope === undefined ? {} : { scope: normalScope(change.scope) }) }
  const isSecretStored = stored?.type === 'sensitive'
  // An id says nothing as a text, and a text is no id.
  const value = changed.type !== row.type && (isReference(changed.type) || isReference(row.type)) ? '' : changed.value
  if (changed.type === 'sensitive') return { ...changed, value: isSecretStored && value === '' ? null : value }
  return { ...changed, value: value ?? '' }
}

/** Whether values of this type are chosen and not typed. */
export const isReference = (type: VariableType): boolean => type === 'account' || type === 'certificate'

/** Whether saving would change the row. */
export function isRowChanged(row: DraftRow, stored: DraftRow | undefined): boolean {
  if (row === stored) return false
  return stored === undefined || JSON.stringify(inputOf(row)) !== JSON.stringify(inputOf(stored))
}

import type { VariableId } from '@shared/ids'
import type { VariableInput, VariableSetView } from '@shared/model/variable-set'

/** One row of the editor. `key` stays the same while its row is edited. */
export interface DraftVariable {
  readonly key: string
  readonly id: VariableId | null
  readonly name: string
  readonly isSensitive: boolean
  /** What is typed; for a stored sensitive value null means “leave as it is”. */
  readonly value: string | null
}

/** The rows that show a stored set. */
export const draftOf = (set: VariableSetView): readonly DraftVariable[] =>
  set.variables.map(variable => ({
    key: variable.id,
    id: variable.id,
    name: variable.name,
    isSensitive: variable.type === 'sensitive',
    value: variable.type === 'text' ? variable.value : null
  }))

/** A new, empty row. */
export const emptyVariable = (key: string): DraftVariable => ({
  key,
  id: null,
  name: '',
  isSensitive: false,
  value: ''
})

/**
 * What is saved. A value that becomes readable is saved as typed, so a stored secret that was not replaced turns into
 * an empty text and never comes back.
 */
export const toInputs = (draft: readonly DraftVariable[]): VariableInput[] =>
  draft.map(({ id, name, isSensitive, value }) => {
    const identity = id === null ? { name } : { id, name }
    if (!isSensitive) return { type: 'text', ...identity, value: value ?? '' }
    return value === null ? { type: 'sensitive', ...identity } : { type: 'sensitive', ...identity, value }
  })

/** Changes one row; turning a typed value sensitive keeps it, turning a stored secret readable empties it. */
export function withChange(
  draft: readonly DraftVariable[],
  key: string,
  change: Partial<Pick<DraftVariable, 'name' | 'isSensitive' | 'value'>>
): readonly DraftVariable[] {
  return draft.map(variable => {
    if (variable.key !== key) return variable
    const changed = { ...variable, ...change }
    return !changed.isSensitive && changed.value === null ? { ...changed, value: '' } : changed
  })
}

/** Whether saving would change anything. */
export const isChanged = (draft: readonly DraftVariable[], stored: readonly DraftVariable[]): boolean =>
  JSON.stringify(draft) !== JSON.stringify(stored)

/** Rows whose name or readable value contains the text. */
export function filterDraft(draft: readonly DraftVariable[], text: string): readonly DraftVariable[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return draft
  return draft.filter(
    ({ name, value, isSensitive }) =>
      name === '' || name.toLowerCase().includes(wanted) || (!isSensitive && value?.toLowerCase().includes(wanted))
  )
}

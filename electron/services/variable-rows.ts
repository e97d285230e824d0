import { type Failure, invalid } from '@shared/failure'
import type { SecretId, VariableId } from '@shared/ids'
import type { Variable, VariableInput } from '@shared/model/variable-set'
import { scopeOf, withoutEmpty } from '@shared/model/variable-set'
import { Secret } from '@shared/secret'
import { dimensionWords } from '@shared/variables/scope-words'
import type { Store } from '../store/store'
import type { ServiceContext } from './context'
import { secretsIn } from './project-content'
import { secretsInReleases } from './release-snapshots'

/** Where rows of variables stand: which scopes make sense there, and what they may refer to. */
export interface RowsPlace {
  readonly kind: 'project' | 'library'
  readonly current: readonly Variable[]
}

/** Why these rows cannot be saved; null when they can. Names the field by its place in the call's input. */
export const refusedRows = (
  store: Store,
  inputs: readonly VariableInput[],
  { kind, current }: RowsPlace
): Failure | null =>
  repeatedId(inputs) ??
  missingValue(inputs, current) ??
  (kind === 'library' ? projectOnlyScope(inputs) : null) ??
  unknownReference(store, inputs)

/** Rows as they are stored, new secrets in the vault. The inputs have passed `refusedRows`. */
export async function rowRecords(
  { store, newId }: Pick<ServiceContext, 'store' | 'newId'>,
  inputs: readonly VariableInput[],
  current: readonly Variable[]
): Promise<readonly Variable[]> {
  const rows: Variable[] = []
  for (const given of inputs) {
    const input = withoutEmpty(given)
    const id = input.id ?? newId('variable')
    if (input.type !== 'sensitive') {
      rows.push({ ...input, id })
      continue
    }
    const { value, ...rest } = input
    const secret = value === undefined ? storedSecret(current, input.id) : await store.vault.put(new Secret(value))
    if (secret === undefined) throw new Error('A sensitive variable needs a value')
    rows.push({ ...rest, id, secret })
  }
  return rows
}

/** Removes what nobody can use any more: replaced values that no release copied. */
export async function forgetReplaced(
  store: Store,
  old: readonly Variable[],
  saved: readonly Variable[]
): Promise<void> {
  const still = new Set(secretsIn(saved))
  const replaced = secretsIn(old).filter(secret => !still.has(secret))
  if (replaced.length === 0) return
  const released = await secretsInReleases(store)
  if (released === 'unknown') return
  for (const secret of replaced) if (!released.has(secret)) await store.vault.remove(secret)
}

function storedSecret(current: readonly Variable[], id: VariableId | undefined): SecretId | undefined {
  const stored = current.find(variable => variable.id === id)
  return stored?.type === 'sensitive' ? stored.secret : undefined
}

function repeatedId(inputs: readonly VariableInput[]): Failure | null {
  const seen = new Set<VariableId>()
  for (const [index, { id }] of inputs.entries()) {
    if (id === undefined) continue
    if (seen.has(id)) return invalid(`variables.${index}.id`, 'must differ from the ids of the other variables')
    seen.add(id)
  }
  return null
}

function missingValue(inputs: readonly VariableInput[], current: readonly Variable[]): Failure | null {
  const stored = new Set(current.flatMap(({ id, type }) => (type === 'sensitive' ? [id] : [])))
  const index = inputs.findIndex(
    ({ id, ...input }) =>
      input.type === 'sensitive' && input.value === undefined && (id === undefined || !stored.has(id))
  )
  if (index < 0) return null
  return invalid(`variables.${index}.value`, 'must be given, because no value is stored yet', 'Type the value.')
}

/** A library set knows no project, so its rows cannot be meant for a step, a channel or a process of one. */
function projectOnlyScope(inputs: readonly VariableInput[]): Failure | null {
  for (const [index, input] of inputs.entries())
    for (const dimension of ['actions', 'channels', 'processes'] as const)
      if ((scopeOf(input)[dimension]?.length ?? 0) > 0)
        return invalid(
          `variables.${index}.scope`,
          `must not name a ${dimensionWords[dimension]}, because library sets belong to no project`,
          'Scope it to environments, targets or roles, or define it in the project.'
        )
  return null
}

/** Accounts and certificates must exist. Scopes may name what is gone: such rows apply nowhere, and lint tells. */
function unknownReference(store: Store, inputs: readonly VariableInput[]): Failure | null {
  for (const [index, input] of inputs.entries()) {
    if (input.type === 'account' && store.accounts.get(input.accountId) === undefined)
      return invalid(`variables.${index}.accountId`, 'must be an account of this workspace', 'Choose another account.')
    if (input.type === 'certificate' && store.certificates.get(input.certificateId) === undefined)
      return invalid(
        `variables.${index}.certificateId`,
        'must be a certificate of this workspace',
        'Choose another certificate.'
      )
  }
  return null
}

import type { AccountInput } from '@shared/model/account'
import type { VariableInput } from '@shared/model/variable-set'
import { maskWarnings, type Warned } from '@shared/variables/maskability'
import type { Store } from '../store/store'

/** The names that logs are full of: masking one of them would blacken them. */
function namesIn(store: Store): ReadonlySet<string> {
  const names = [store.environments, store.projects, store.targets, store.accounts].flatMap(collection =>
    collection.all().map(({ name }) => name)
  )
  const roles = store.targets.all().flatMap(({ roles }) => roles)
  return new Set([...names, ...roles, ...store.accounts.all().map(({ username }) => username)])
}

/** What is to be said of the sensitive values that were typed. */
export function variableWarnings(store: Store, inputs: readonly VariableInput[]): Warned {
  const names = namesIn(store)
  return {
    warnings: inputs.flatMap((input, index) =>
      input.type === 'sensitive' ? maskWarnings(`variables.${index}.value`, input.value, names) : []
    )
  }
}

/** What is to be said of an account's secrets; `prefix` stands before the fields in the call's input. */
export function accountWarnings(store: Store, input: AccountInput, prefix: string): Warned {
  const names = namesIn(store)
  const of = (field: string, secret: string | null | undefined) => maskWarnings(`${prefix}${field}`, secret, names)
  return {
    warnings: [
      ...(input.kind === 'password' ? of('password', input.password) : []),
      ...(input.kind === 'private-key' ? of('passphrase', input.passphrase) : []),
      ...(input.sudo.kind === 'password' ? of('sudo.password', input.sudo.password) : [])
    ]
  }
}

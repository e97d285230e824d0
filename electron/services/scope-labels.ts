import type { Step } from '@shared/model/process'
import type { Labels } from '@shared/variables/scope-words'
import type { Store } from '../store/store'

/** What ids in scopes are called; steps come from the live processes, or from `steps` where an older copy is meant. */
export function scopeLabels(store: Store, steps?: readonly Step[]): Labels {
  const all = steps ?? store.processes.all().flatMap(process => process.steps)
  return {
    environments: namesById(store.environments.all()),
    targets: namesById(store.targets.all()),
    actions: new Map(all.flatMap(step => step.actions.map(action => [action.id, step.name] as const)))
  }
}

const namesById = (records: readonly { readonly id: string; readonly name: string }[]): ReadonlyMap<string, string> =>
  new Map(records.map(({ id, name }) => [id, name]))

import { actionName, type Step } from '@shared/model/process'
import { deploymentProcess, type Labels } from '@shared/variables/scope-words'
import type { Store } from '../store/store'
import { sortedEnvironments } from './environments'

/**
 * What ids in scopes are called; steps come from the live processes and runbooks, or from `steps` where an older copy is
 * meant.
 */
export function scopeLabels(store: Store, steps?: readonly Step[]): Labels {
  const all = steps ?? [...store.processes.all(), ...store.runbooks.all()].flatMap(process => process.steps)
  return {
    environments: namesById(sortedEnvironments(store.environments.all())),
    targets: namesById(store.targets.all()),
    actions: new Map(all.flatMap(step => step.actions.map(action => [action.id, actionName(step, action)] as const))),
    processes: new Map([
      ...store.projects.all().map(({ id }) => [id, deploymentProcess] as const),
      ...namesById(store.runbooks.all())
    ]),
    channels: namesById(store.channels.all())
  }
}

const namesById = (records: readonly { readonly id: string; readonly name: string }[]): ReadonlyMap<string, string> =>
  new Map(records.map(({ id, name }) => [id, name]))

import type { ProjectId, SecretId } from '@shared/ids'
import type { Process } from '@shared/model/process'
import type { Variable, VariableSet } from '@shared/model/variable-set'
import type { Store } from '../store/store'

/** A project's process; one that was never saved has version 0 and no steps. */
export function processOf(store: Store, projectId: ProjectId): Process {
  const stored = store.processes.get(projectId)
  return { projectId, version: stored?.version ?? 0, steps: stored?.steps ?? [] }
}

/** A project's variables; a set that was never saved has version 0 and is empty. */
export function variableSetOf(store: Store, projectId: ProjectId): VariableSet {
  const stored = store.variableSets.get(projectId)
  return {
    projectId,
    version: stored?.version ?? 0,
    variables: stored?.variables ?? [],
    includes: stored?.includes ?? []
  }
}

/** The vault entries that variables refer to. */
export const secretsIn = (variables: readonly Variable[]): readonly SecretId[] =>
  variables.flatMap(variable => (variable.type === 'sensitive' ? [variable.secret] : []))

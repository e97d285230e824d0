import { type Failure, invalid, notFound } from '@shared/failure'
import type { ProjectId, SecretId, VariableId } from '@shared/ids'
import type { Variable, VariableInput, VariableSet, VariableSetView, VariableView } from '@shared/model/variable-set'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import type { Warned } from '@shared/variables/maskability'
import { variableDrafts } from './audit-content'
import type { ServiceContext } from './context'
import { variableWarnings } from './mask-warnings'
import { secretsIn, variableSetOf } from './project-content'
import { secretsInReleases } from './release-snapshots'
import { outdated } from './rules'

/** Project variables: saved whole; a sensitive value goes into the vault and never comes back out of here. */
export function createVariables({ store, newId, publish, exclusive }: ServiceContext) {
  const { vault } = store

  const toRecord = async (input: VariableInput, current: VariableSet): Promise<Variable> => {
    const { name } = input
    const id = input.id ?? newId('variable')
    if (input.type === 'text') return { type: 'text', id, name, value: input.value }
    const secret =
      input.value === undefined ? storedSecret(current, input.id) : await vault.put(new Secret(input.value))
    if (secret === undefined) throw new Error('A sensitive variable needs a value')
    return { type: 'sensitive', id, name, secret }
  }

  /** Removes what nobody can use any more: replaced values that no release copied. */
  const forgetReplaced = async (old: VariableSet, saved: VariableSet): Promise<void> => {
    const still = new Set(secretsIn(saved.variables))
    const replaced = secretsIn(old.variables).filter(secret => !still.has(secret))
    if (replaced.length === 0) return
    const released = await secretsInReleases(store, saved.projectId)
    if (released === 'unknown') return
    for (const secret of replaced) if (!released.has(secret)) await vault.remove(secret)
  }

  return {
    get: async (projectId: ProjectId): Promise<Result<VariableSetView>> =>
      store.projects.get(projectId)
        ? ok(viewOf(variableSetOf(store, projectId)))
        : fail(notFound('project', projectId)),

    save: (
      projectId: ProjectId,
      version: number,
      inputs: readonly VariableInput[]
    ): Promise<Result<VariableSetView & Warned>> =>
      exclusive(async () => {
        const project = store.projects.get(projectId)
        if (!project) return fail(notFound('project', projectId))
        const current = variableSetOf(store, projectId)
        if (current.version !== version) return fail(outdated('The variables', current.version))
        const refused = repeatedId(inputs) ?? missingValue(inputs, current)
        if (refused) return fail(refused)
        const variables: Variable[] = []
        for (const input of inputs) variables.push(await toRecord(input, current))
        const saved: VariableSet = { projectId, version: version + 1, variables }
        await store.commit(
          [store.variableSets.putting({ ...saved, id: projectId })],
          variableDrafts(project, current, saved)
        )
        await forgetReplaced(current, saved)
        publish({ type: 'catalog.changed', entity: 'variables' })
        return ok({ ...viewOf(saved), ...variableWarnings(store, inputs) })
      })
  }
}

function storedSecret(set: VariableSet, id: VariableId | undefined): SecretId | undefined {
  const stored = set.variables.find(variable => variable.id === id)
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

function missingValue(inputs: readonly VariableInput[], current: VariableSet): Failure | null {
  const index = inputs.findIndex(
    input => input.type === 'sensitive' && input.value === undefined && storedSecret(current, input.id) === undefined
  )
  if (index < 0) return null
  return invalid(`variables.${index}.value`, 'must be given, because no value is stored yet', 'Type the value.')
}

const viewOf = ({ projectId, version, variables }: VariableSet): VariableSetView => ({
  projectId,
  version,
  variables: variables.map(
    (variable): VariableView =>
      variable.type === 'text' ? variable : { type: 'sensitive', id: variable.id, name: variable.name }
  )
})

import { type Failure, invalid, notFound } from '@shared/failure'
import type { LibrarySetId, ProjectId } from '@shared/ids'
import { type VariableInput, type VariableSet, type VariableSetView, variableView } from '@shared/model/variable-set'
import { fail, ok, type Result } from '@shared/result'
import type { Warned } from '@shared/variables/maskability'
import { variableDrafts } from './audit-content'
import type { ServiceContext } from './context'
import { variableWarnings } from './mask-warnings'
import { variableSetOf } from './project-content'
import { outdated } from './rules'
import { forgetReplaced, refusedRows, rowRecords } from './variable-rows'

/** What a save of a project's variables says. Without `includes` the included library sets stay as they are. */
export interface SavedVariables {
  readonly projectId: ProjectId
  readonly version: number
  readonly variables: readonly VariableInput[]
  readonly includes?: readonly LibrarySetId[] | undefined
}

/** Project variables: saved whole; a sensitive value goes into the vault and never comes back out of here. */
export function createVariables(context: ServiceContext) {
  const { store, publish, exclusive } = context

  const unknownSet = (includes: readonly LibrarySetId[]): Failure | null => {
    const index = includes.findIndex(id => store.librarySets.get(id) === undefined)
    return index < 0 ? null : invalid(`includes.${index}`, 'must be a library set of this workspace')
  }

  return {
    get: async (projectId: ProjectId): Promise<Result<VariableSetView>> =>
      store.projects.get(projectId)
        ? ok(viewOf(variableSetOf(store, projectId)))
        : fail(notFound('project', projectId)),

    save: ({
      projectId,
      version,
      variables: inputs,
      includes
    }: SavedVariables): Promise<Result<VariableSetView & Warned>> =>
      exclusive(async () => {
        const project = store.projects.get(projectId)
        if (!project) return fail(notFound('project', projectId))
        const current = variableSetOf(store, projectId)
        if (current.version !== version) return fail(outdated('The variables', current.version))
        const refused =
          refusedRows(store, inputs, { kind: 'project', current: current.variables }) ?? unknownSet(includes ?? [])
        if (refused) return fail(refused)
        const variables = await rowRecords(context, inputs, current.variables)
        const saved: VariableSet = {
          projectId,
          version: version + 1,
          variables,
          includes: includes ?? current.includes
        }
        await store.commit(
          [store.variableSets.putting({ ...saved, id: projectId })],
          variableDrafts(store, project, current, saved)
        )
        await forgetReplaced(store, current.variables, variables)
        publish({ type: 'catalog.changed', entity: 'variables' })
        return ok({ ...viewOf(saved), ...variableWarnings(store, inputs) })
      })
  }
}

const viewOf = ({ projectId, version, variables, includes }: VariableSet): VariableSetView => ({
  projectId,
  version,
  variables: variables.map(variableView),
  includes
})

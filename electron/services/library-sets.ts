import { type Failure, notFound } from '@shared/failure'
import type { LibrarySetId } from '@shared/ids'
import { type LibrarySet, type LibrarySetView, type VariableInput, variableView } from '@shared/model/variable-set'
import { fail, ok, type Result } from '@shared/result'
import type { Warned } from '@shared/variables/maskability'
import { librarySetAudit, librarySetDrafts } from './audit-content'
import { draftsOf } from './audit-drafts'
import type { ServiceContext } from './context'
import { variableWarnings } from './mask-warnings'
import { byName, inUse, nameTaken, outdated } from './rules'
import { forgetReplaced, refusedRows, rowRecords } from './variable-rows'

/** What a library set is called. */
export interface NamedSet {
  readonly name: string
  readonly description: string
}

/** Library sets: variables that several projects share. Releases copy them; changing a set never changes a release. */
export function createLibrarySets(context: ServiceContext) {
  const { store, newId, publish, exclusive } = context
  const { librarySets } = store
  const changed = () => publish({ type: 'catalog.changed', entity: 'library-set' })

  const usersOf = (id: LibrarySetId) =>
    store.projects.all().filter(project => store.variableSets.get(project.id)?.includes.includes(id))

  const viewOf = ({ id, name, description, version, variables }: LibrarySet): LibrarySetView => ({
    id,
    name,
    description,
    version,
    variables: variables.map(variableView),
    usedBy: byName(usersOf(id)).map(project => project.id)
  })

  const whyKept = (set: LibrarySet): Failure | null => {
    const users = byName(usersOf(set.id)).map(project => `the project “${project.name}”`)
    const remedy = 'Leave it out of the variables of these projects first.'
    return users.length === 0 ? null : inUse(`The library set “${set.name}”`, users, remedy)
  }

  return {
    list: async (): Promise<Result<readonly LibrarySetView[]>> => ok(byName(librarySets.all()).map(viewOf)),

    get: async (id: LibrarySetId): Promise<Result<LibrarySetView>> => {
      const set = librarySets.get(id)
      return set ? ok(viewOf(set)) : fail(notFound('library set', id))
    },

    create: (input: NamedSet): Promise<Result<LibrarySetView>> =>
      exclusive(async () => {
        const taken = nameTaken('a library set', librarySets.all(), input.name, 'name')
        if (taken) return fail(taken)
        const set: LibrarySet = { id: newId('library'), ...input, version: 0, variables: [] }
        await store.commit([librarySets.putting(set)], draftsOf(librarySetAudit, null, set))
        changed()
        return ok(viewOf(set))
      }),

    update: (id: LibrarySetId, input: NamedSet): Promise<Result<LibrarySetView>> =>
      exclusive(async () => {
        const current = librarySets.get(id)
        if (!current) return fail(notFound('library set', id))
        const taken = nameTaken('a library set', librarySets.all(), input.name, 'value.name', id)
        if (taken) return fail(taken)
        const set = { ...current, ...input }
        await store.commit([librarySets.putting(set)], draftsOf(librarySetAudit, current, set))
        changed()
        return ok(viewOf(set))
      }),

    save: (
      id: LibrarySetId,
      version: number,
      inputs: readonly VariableInput[]
    ): Promise<Result<LibrarySetView & Warned>> =>
      exclusive(async () => {
        const current = librarySets.get(id)
        if (!current) return fail(notFound('library set', id))
        if (current.version !== version) return fail(outdated(`The variables of “${current.name}”`, current.version))
        const refused = refusedRows(store, inputs, { kind: 'library', current: current.variables })
        if (refused) return fail(refused)
        const variables = [...(await rowRecords(context, inputs, current.variables))]
        const set: LibrarySet = { ...current, version: version + 1, variables }
        await store.commit([librarySets.putting(set)], librarySetDrafts(store, current, set))
        await forgetReplaced(store, current.variables, variables)
        changed()
        return ok({ ...viewOf(set), ...variableWarnings(store, inputs) })
      }),

    delete: (id: LibrarySetId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = librarySets.get(id)
        if (!current) return fail(notFound('library set', id))
        const kept = whyKept(current)
        if (kept) return fail(kept)
        await store.commit([librarySets.removing(id)], draftsOf(librarySetAudit, current, null))
        await forgetReplaced(store, current.variables, [])
        changed()
        return ok(null)
      })
  }
}

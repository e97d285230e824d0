import { type Failure, notFound } from '@shared/failure'
import type { ProjectGroupId } from '@shared/ids'
import type { ProjectGroup } from '@shared/model/project'
import { fail, ok, type Result } from '@shared/result'
import { draftsOf } from './audit-drafts'
import { groupAudit } from './audit-subjects'
import type { ServiceContext } from './context'
import { byName, inUse, nameTaken } from './rules'

const firstGroupName = 'Default Project Group'

/** Project groups: at least one always exists; the oldest one takes projects that name no group. */
export function createGroups({ store, newId, publish, exclusive }: ServiceContext) {
  const { groups } = store
  const changed = () => publish({ type: 'catalog.changed', entity: 'group' })
  const put = async (record: ProjectGroup, before: ProjectGroup | null): Promise<Result<ProjectGroup>> => {
    await store.commit([groups.putting(record)], draftsOf(groupAudit, before, record))
    changed()
    return ok(record)
  }

  const whyKept = (group: ProjectGroup): Failure | null => {
    const projects = byName(store.projects.all().filter(project => project.groupId === group.id))
    if (projects.length > 0) {
      const users = projects.map(project => `the project “${project.name}”`)
      return inUse(`The project group “${group.name}”`, users, 'Move these projects to another group first.')
    }
    if (groups.all().length > 1) return null
    return {
      kind: 'in-use',
      message: `“${group.name}” is the only project group, and new projects need one.`,
      remedy: 'Make another group first, or rename this one.'
    }
  }

  return {
    list: async (): Promise<Result<readonly ProjectGroup[]>> => ok(byName(groups.all())),

    create: (input: { readonly name: string }): Promise<Result<ProjectGroup>> =>
      exclusive(async () => {
        const taken = nameTaken('a project group', groups.all(), input.name, 'name')
        return taken ? fail(taken) : put({ id: newId('group'), name: input.name }, null)
      }),

    update: (id: ProjectGroupId, input: { readonly name: string }): Promise<Result<ProjectGroup>> =>
      exclusive(async () => {
        const current = groups.get(id)
        if (!current) return fail(notFound('project group', id))
        const taken = nameTaken('a project group', groups.all(), input.name, 'value.name', id)
        return taken ? fail(taken) : put({ ...current, name: input.name }, current)
      }),

    delete: (id: ProjectGroupId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = groups.get(id)
        if (!current) return fail(notFound('project group', id))
        const kept = whyKept(current)
        if (kept) return fail(kept)
        await store.commit([groups.removing(id)], draftsOf(groupAudit, current, null))
        changed()
        return ok(null)
      }),

    /** Called when a workspace is opened: a new one gets its first group. */
    ensureFirst: (): Promise<void> =>
      exclusive(async () => {
        if (groups.all().length > 0) return
        const first = { id: newId('group'), name: firstGroupName }
        const drafts = draftsOf(groupAudit, null, first).map(draft => ({ ...draft, door: 'slipway' as const }))
        await store.commit([groups.putting(first)], drafts)
      })
  }
}

import { type Failure, invalid, notFound } from '@shared/failure'
import type { ProjectGroupId, ProjectId } from '@shared/ids'
import type { Project, ProjectInput } from '@shared/model/project'
import { fail, ok, type Result } from '@shared/result'
import { draftsOf } from './audit-drafts'
import { projectAudit } from './audit-subjects'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { deleteProjectData } from './project-data'
import { byName, inUse, nameTaken } from './rules'

/**
 * Projects: names are unique in the workspace; deleting one takes its releases and its history along.
 */
export function createProjects(context: ServiceContext, deployments: Pick<Deployments, 'openOf' | 'letGo'>) {
  const { store, newId, now, publish, exclusive } = context
  const { projects } = store

  const audit = projectAudit(store)
  const put = async (record: Project, before: Project | null): Promise<Result<Project>> => {
    await store.commit([projects.putting(record)], draftsOf(audit, before, record))
    publish({ type: 'catalog.changed', entity: 'project' })
    return ok(record)
  }

  const groupFor = (wanted: ProjectGroupId | undefined, otherwise: ProjectGroupId | undefined) => {
    const id = wanted ?? otherwise ?? store.groups.all()[0]?.id
    return id !== undefined && store.groups.get(id) ? id : null
  }

  const noGroup = (path: string): Failure => invalid(path, 'no longer exists', 'Choose another project group.')

  return {
    list: async (): Promise<Result<readonly Project[]>> => ok(byName(projects.all())),

    create: (input: ProjectInput): Promise<Result<Project>> =>
      exclusive(async () => {
        const taken = nameTaken('a project', projects.all(), input.name, 'name')
        if (taken) return fail(taken)
        const groupId = groupFor(input.groupId, undefined)
        if (!groupId) return fail(noGroup('groupId'))
        const { name, description } = input
        return put({ id: newId('project'), name, description, groupId, createdAt: now() }, null)
      }),

    update: (id: ProjectId, input: ProjectInput): Promise<Result<Project>> =>
      exclusive(async () => {
        const current = projects.get(id)
        if (!current) return fail(notFound('project', id))
        const taken = nameTaken('a project', projects.all(), input.name, 'value.name', id)
        if (taken) return fail(taken)
        const groupId = groupFor(input.groupId, current.groupId)
        if (!groupId) return fail(noGroup('value.groupId'))
        return put({ ...current, name: input.name, description: input.description, groupId }, current)
      }),

    delete: (id: ProjectId, confirmName: string): Promise<Result<null>> =>
      exclusive(async () => {
        const current = projects.get(id)
        if (!current) return fail(notFound('project', id))
        if (confirmName.trim() !== current.name)
          return fail(invalid('confirmName', 'must repeat the name of the project', `Type “${current.name}”.`))
        const open = deployments.openOf(id)
        if (open.length > 0)
          return fail(inUse(`The project “${current.name}”`, open, 'Wait for the deployment to end, or cancel it.'))
        await deployments.letGo()
        await deleteProjectData(context, current)
        for (const entity of ['project', 'process', 'variables', 'release'] as const)
          publish({ type: 'catalog.changed', entity })
        return ok(null)
      })
  }
}

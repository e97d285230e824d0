import type { Input } from '@shared/api'
import { type Failure, invalid, notFound } from '@shared/failure'
import type { ProjectGroupId, ProjectId } from '@shared/ids'
import type { Project, ProjectInput, ReleaseSettings } from '@shared/model/project'
import { fail, ok, type Result } from '@shared/result'
import type { Change } from '../store/store'
import { draftsOf } from './audit-drafts'
import { projectAudit } from './audit-subjects'
import { firstChannel } from './channels'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { deleteProjectData } from './project-data'
import { keptSettings, settingsIssue } from './release-settings'
import { byName, inUse, nameTaken } from './rules'

/**
 * Projects: names are unique in the workspace; deleting one takes its releases and its history along.
 */
export function createProjects(context: ServiceContext, deployments: Pick<Deployments, 'openOf' | 'letGo'>) {
  const { store, newId, now, publish, exclusive } = context
  const { projects } = store

  const audit = projectAudit(store)
  const put = async (
    record: Project,
    before: Project | null,
    besides: readonly Change[] = []
  ): Promise<Result<Project>> => {
    await store.commit([projects.putting(record), ...besides], draftsOf(audit, before, record))
    publish({ type: 'catalog.changed', entity: 'project' })
    return ok(record)
  }

  /** Times at which a project was disabled are not missed. */
  const wakingTriggers = (id: ProjectId): readonly Change[] =>
    store.triggers
      .all()
      .filter(({ projectId }) => projectId === id)
      .map(trigger => store.triggers.putting({ ...trigger, since: now() }))

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
        const id = newId('project')
        const channel = store.channels.putting(firstChannel(newId('channel'), id))
        return put({ id, name, description, groupId, createdAt: now(), ...guidedBy(input) }, null, [channel])
      }),

    update: (id: ProjectId, input: ProjectInput): Promise<Result<Project>> =>
      exclusive(async () => {
        const current = projects.get(id)
        if (!current) return fail(notFound('project', id))
        const taken = nameTaken('a project', projects.all(), input.name, 'value.name', id)
        if (taken) return fail(taken)
        const groupId = groupFor(input.groupId, current.groupId)
        if (!groupId) return fail(noGroup('value.groupId'))
        const { name, description } = input
        const { createdAt, releases } = current
        const kept = { createdAt, ...(releases === undefined ? {} : { releases }) }
        return put({ id, name, description, groupId, ...kept, ...guidedBy(input) }, current)
      }),

    setReleases: (
      id: ProjectId,
      settings: ReleaseSettings,
      wanted?: Input<'project.setReleases'>['guidedFailure']
    ): Promise<Result<Project>> =>
      exclusive(async () => {
        const current = projects.get(id)
        if (!current) return fail(notFound('project', id))
        const refused = settingsIssue(store, id, settings)
        if (refused) return fail(refused)
        const { releases: _before, guidedFailure: now, ...kept } = current
        const guided = guidedBy({ guidedFailure: wanted === undefined ? now : (wanted ?? undefined) })
        const isEnabled = current.releases?.isDisabled === true && settings.isDisabled !== true
        const woken = isEnabled ? wakingTriggers(id) : []
        return put({ ...kept, ...guided, ...keptSettings(settings) }, current, woken)
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
        for (const entity of ['project', 'process', 'variables', 'release', 'channel', 'tenant', 'freeze'] as const)
          publish({ type: 'catalog.changed', entity })
        return ok(null)
      })
  }
}

/** Absent stays absent: as the environment says. */
const guidedBy = ({ guidedFailure }: Pick<ProjectInput, 'guidedFailure'>): Pick<Project, 'guidedFailure'> =>
  guidedFailure === undefined ? {} : { guidedFailure }

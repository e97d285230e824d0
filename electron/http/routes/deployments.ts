import type { DeploymentSummary } from '@shared/deployment'
import type { ReleaseId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { done } from '../answer'
import { readAll, readEach } from '../batches'
import { startAll } from '../execution'
import type { Fields } from '../fields'
import { collectionOf, spanOf } from '../paging'
import { type Place, placesOfTenants, placesWithoutTenant } from '../places'
import type { SpaceHandler, SpaceRequest } from '../request'
import { deploymentResource } from '../resources/deployment'
import type { Route } from '../router'
import type { Json, JsonObject } from '../wire'
import { taskIdOf } from '../wire-ids'
import { executionNamed, findExecutions } from './executions'
import { projectNamed, projects } from './projects'
import { createDefaultChannels, releaseOf } from './releases'

const about = { kind: 'deployment', idsAre: 'deployments' } as const

const list: SpaceHandler = async request => {
  const channels = request.query.list('channels')?.map(id => id.toLowerCase())
  if (channels !== undefined) return done(await listOfChannels(request, channels))
  const found = await findExecutions(request, about)
  const show = shower(request)
  return done(collectionOf('Deployment', await readAll(found.items, show), found))
}

/** Of which channel a deployment was says only the whole of it, so each of their projects is read, and the page kept. */
async function listOfChannels(request: SpaceRequest, channels: readonly string[]): Promise<Json> {
  const { skip, take } = spanOf(request.query)
  const owners = await projectsOf(request, channels)
  const { items } = owners.size === 0 ? { items: [] } : await findExecutions(request, about, everyOne)
  const theirs = items.filter(({ projectId }) => owners.has(projectId))
  const page: Json[] = []
  let total = 0
  for await (const shown of readEach(theirs, shower(request))) {
    if (!channels.includes(String(shown.ChannelId))) continue
    if (total >= skip && page.length < take) page.push(shown)
    total += 1
  }
  return collectionOf('Deployment', page, { total, take })
}

/** A channel is one of a single project. */
async function projectsOf(request: SpaceRequest, channels: readonly string[]): Promise<ReadonlySet<string>> {
  const owners = new Set<string>()
  for (const { id: projectId } of await projects.all(request)) {
    const own = await request.ask('channel.list', { projectId })
    if (own.some(({ id }) => channels.includes(id))) owners.add(projectId)
  }
  return owners
}

/** Shows deployments, of which it reads the whole. */
function shower(request: SpaceRequest): (item: Pick<DeploymentSummary, 'id'>) => Promise<JsonObject> {
  const defaultChannel = createDefaultChannels(request)
  return async ({ id }) => {
    const deployment = await request.ask('deployment.get', { id })
    return deploymentResource(request.space, deployment, await defaultChannel(deployment.plan.project.id))
  }
}

const everyOne = { skip: 0, take: Number.MAX_SAFE_INTEGER }

const get: SpaceHandler = async request => {
  const deployment = await executionNamed(request, 'deployment')
  const channel = await createDefaultChannels(request)(deployment.plan.project.id)
  return done(deploymentResource(request.space, deployment, channel))
}

/** Where a deployment of a release goes that a request asks for. */
type Placing = (
  request: SpaceRequest,
  fields: Fields,
  what: { readonly project: Project; readonly releaseId: ReleaseId }
) => Promise<readonly Place[]>

const creating =
  (placing: Placing): SpaceHandler =>
  async request => {
    const fields = await request.fields()
    const project = await projectNamed(request, fields.needed('ProjectName'))
    const release = await releaseOf(request, project, fields.needed('ReleaseVersion'))
    const { snapshot } = await request.ask('release.get', { id: release.id })
    const places = await placing(request, fields, { project, releaseId: release.id })
    const started = await startAll(request, fields, {
      id: release.id,
      steps: snapshot?.steps ?? [],
      places,
      updatesVariables: fields.flag('UpdateVariableSnapshot') === true
    })
    return done({
      DeploymentServerTasks: started.map(({ id }) => ({ DeploymentId: id, ServerTaskId: taskIdOf(id) }))
    })
  }

export const deploymentRoutes: readonly Route<SpaceHandler>[] = [
  { method: 'POST', pattern: 'deployments/create/untenanted/v1', handle: creating(placesWithoutTenant) },
  { method: 'POST', pattern: 'deployments/create/tenanted/v1', handle: creating(placesOfTenants) },
  { method: 'GET', pattern: 'deployments', handle: list },
  { method: 'GET', pattern: 'deployments/:id', handle: get }
]

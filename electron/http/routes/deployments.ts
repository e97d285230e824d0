import type { ReleaseId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { done } from '../answer'
import { startAll } from '../execution'
import type { Fields } from '../fields'
import { collectionOf, spanOf } from '../paging'
import { type Place, placesOfTenants, placesWithoutTenant } from '../places'
import type { SpaceHandler, SpaceRequest } from '../request'
import { deploymentResource } from '../resources/deployment'
import type { Route } from '../router'
import { taskIdOf } from '../wire-ids'
import { executionNamed, findExecutions, readAll } from './executions'
import { projectNamed } from './projects'
import { createDefaultChannels, releaseOf } from './releases'

const list: SpaceHandler = async request => {
  const { query, space } = request
  const channels = query.list('channels')?.map(id => id.toLowerCase())
  const span = spanOf(query)
  // Which channel a deployment was of says only the whole of it.
  const asked = channels === undefined ? span : everyOne
  const found = await findExecutions(request, { kind: 'deployment', idsAre: 'deployments' }, asked)
  const defaultChannel = createDefaultChannels(request)
  const shown = await Promise.all(
    (await readAll(request, found.items)).map(async deployment =>
      deploymentResource(space, deployment, await defaultChannel(deployment.plan.project.id))
    )
  )
  if (channels === undefined) return done(collectionOf('Deployment', shown, found))
  const wanted = shown.filter(item => channels.includes(String(item.ChannelId)))
  const page = wanted.slice(span.skip, span.skip + span.take)
  return done(collectionOf('Deployment', page, { total: wanted.length, take: span.take }))
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

import type { Project } from '@shared/model/project'
import type { Release } from '@shared/model/release'
import { sameName } from '@shared/model/text'
import { done } from '../answer'
import { readAll } from '../batches'
import { startAll } from '../execution'
import type { Fields } from '../fields'
import { collectionOf } from '../paging'
import { placesOfRuns } from '../places'
import { refuse, type SpaceHandler, type SpaceRequest } from '../request'
import { runbookRunResource } from '../resources/deployment'
import type { Route } from '../router'
import { taskIdOf } from '../wire-ids'
import { executionNamed, findExecutions } from './executions'
import { projectNamed } from './projects'
import { runbookNamed } from './runbooks'

const list: SpaceHandler = async request => {
  const { items, total, take } = await findExecutions(request, { kind: 'runbook', idsAre: 'deployments' })
  const shown = await readAll(items, async ({ id }) =>
    runbookRunResource(request.space, await request.ask('deployment.get', { id }))
  )
  return done(collectionOf('RunbookRun', shown, { total, take }))
}

const get: SpaceHandler = async request =>
  done(runbookRunResource(request.space, await executionNamed(request, 'runbook')))

/** What was published last is what runs; another one can be named only by mistake. @throws FailureError */
async function snapshotOf(request: SpaceRequest, fields: Fields, project: Project): Promise<Release> {
  const { id, name } = await runbookNamed(request, project, fields.needed('RunbookName'))
  const release = await request.ask('runbook.prepare', { id, isDraft: false })
  const wanted = fields.text('Snapshot')
  if (wanted !== undefined && !sameName(wanted, release.version) && !sameName(wanted, release.id))
    refuse(
      'Snapshot',
      `What is published of “${name}” is ${release.version}, and not “${wanted}”.`,
      'Leave the snapshot out, or publish the runbook again.'
    )
  return release
}

const create: SpaceHandler = async request => {
  const fields = await request.fields()
  const project = await projectNamed(request, fields.needed('ProjectName'))
  const release = await snapshotOf(request, fields, project)
  const { snapshot } = await request.ask('release.get', { id: release.id })
  const places = await placesOfRuns(request, fields, project)
  const started = await startAll(request, fields, { id: release.id, steps: snapshot?.steps ?? [], places })
  return done({
    RunbookRunServerTasks: started.map(({ id }) => ({ RunbookRunId: id, ServerTaskId: taskIdOf(id) }))
  })
}

export const runbookRunRoutes: readonly Route<SpaceHandler>[] = [
  { method: 'POST', pattern: 'runbook-runs/create/v1', handle: create },
  { method: 'GET', pattern: 'runbookRuns', handle: list },
  { method: 'GET', pattern: 'runbookRuns/:id', handle: get }
]

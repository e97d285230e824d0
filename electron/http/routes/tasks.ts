import type { Deployment, DeploymentSummary } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { DeploymentId } from '@shared/ids'
import { type LogLine, pageLimit } from '@shared/log'
import { done, failed } from '../answer'
import { readAll } from '../batches'
import { collectionOf } from '../paging'
import { createQueueTimes } from '../queue-times'
import { type Ask, missing, type RootHandler, type SpaceHandler, type SpaceRequest } from '../request'
import { activityTree, rawHead, rawLine } from '../resources/activity'
import { taskDescription, taskResource } from '../resources/task'
import type { Route } from '../router'
import type { JsonObject } from '../wire'
import { deploymentOfTask } from '../wire-ids'
import { findExecutions } from './executions'

const list: SpaceHandler = async request => {
  const { items, total, take } = await findExecutions(request, { idsAre: 'tasks' })
  return done(collectionOf('Task', await readAll(items, shower(request)), { total, take }))
}

/** Shows tasks as they are now. */
function shower({ ask, space }: Pick<SpaceRequest, 'ask' | 'space'>) {
  const now = Date.now()
  const queueTime = createQueueTimes(ask, now)
  return async (item: DeploymentSummary): Promise<JsonObject> => taskResource(space, item, now, await queueTime(item))
}

/** What a task carries out. @throws FailureError where there is none */
async function executionOf(ask: Ask, text: string): Promise<DeploymentSummary> {
  const id = deploymentOfTask(text)
  const [found] = id === null ? [] : await ask('deployment.list', { ids: [id], limit: 1 })
  if (found === undefined) throw new FailureError(missing('task', text))
  return found
}

const shown = async (request: SpaceRequest): Promise<JsonObject> =>
  shower(request)(await executionOf(request.ask, request.params.id ?? ''))

const get: SpaceHandler = async request => done(await shown(request))

/** The most lines of a log that a tree holds: it is one piece of JSON. */
const mostLines = 20_000

/** What it waits for: nothing, where it is under way or over. */
const queuedBehind: SpaceHandler = async request => {
  const { ask, params } = request
  const { id } = await executionOf(ask, params.id ?? '')
  const items = await readAll(await ask('deployment.ahead', { id }), shower(request))
  return done(collectionOf('Task', items, { total: items.length, take: items.length }))
}

const details: SpaceHandler = async request => {
  const { ask, params, query } = request
  const summary = await executionOf(ask, params.id ?? '')
  const deployment = await ask('deployment.get', { id: summary.id })
  const tail = Math.min(query.text('tail') === undefined ? mostLines : tailOf(query.text('tail')), mostLines)
  const lines = await lastLines(ask, summary.id, tail)
  return done({
    Task: await shower(request)(summary),
    ActivityLogs: [activityTree(deployment, taskDescription(summary), lines)],
    PhysicalLogSize: deployment.lines,
    Progress: progressOf(deployment, summary)
  })
}

const tailOf = (text: string | undefined): number => (/^\d{1,9}$/.test(text ?? '') ? Number(text) : mostLines)

const progressOf = ({ state }: Deployment, { runsDone, runsTotal }: DeploymentSummary): JsonObject => ({
  ProgressPercentage: state === 'finished' ? 100 : runsTotal === 0 ? 0 : Math.floor((100 * runsDone) / runsTotal),
  EstimatedTimeRemaining: ''
})

async function lastLines(ask: Ask, deploymentId: DeploymentId, most: number): Promise<readonly LogLine[]> {
  const found: LogLine[] = []
  const { total } = await ask('log.page', { deploymentId, from: 0, count: 1 })
  for (let from = Math.max(0, total - most); from < total; from += pageLimit) {
    const { lines } = await ask('log.page', { deploymentId, from, count: Math.min(pageLimit, total - from) })
    found.push(...lines)
  }
  return found
}

const raw: SpaceHandler = async request => {
  const { id } = await executionOf(request.ask, request.params.id ?? '')
  return { status: 200, text: rawText(request.ask, id, rawHead(await shown(request))) }
}

/** The whole log, page by page. */
async function* rawText(ask: Ask, deploymentId: DeploymentId, head: string): AsyncGenerator<string> {
  yield head
  for (let from = 0; ; ) {
    const { lines } = await ask('log.page', { deploymentId, from, count: pageLimit })
    if (lines.length === 0) return
    yield lines.map(rawLine).join('')
    from += lines.length
  }
}

const cancel: SpaceHandler = async request => {
  const { id } = await executionOf(request.ask, request.params.id ?? '')
  await request.ask('deployment.cancel', { id })
  return done(await shown(request))
}

/**
 * The same at an address that names no space: ids of tasks are of all spaces, so the task is looked for in all. None is
 * opened but one that has it.
 */
const anywhere =
  (handle: SpaceHandler): RootHandler =>
  async request => {
    const { spaces, options, params } = request
    const text = params.id ?? ''
    const id = deploymentOfTask(text)
    if (id === null) return failed(missing('task', text))
    let against: Failure = missing('task', text)
    for (const space of await spaces.list()) {
      if (!(await options.spaces.holds(space.id, id))) continue
      try {
        return await handle({ ...request, space, ask: await spaces.enter(space) })
      } catch (error) {
        // Another may have it as well, where one was restored from a copy of the other.
        if (!(error instanceof FailureError)) throw error
        if (error.failure.kind !== 'not-found') against = error.failure
      }
    }
    return failed(against)
  }

export const rootTaskRoutes: readonly Route<RootHandler>[] = [
  { method: 'GET', pattern: 'tasks/:id', handle: anywhere(get) },
  { method: 'GET', pattern: 'tasks/:id/details', handle: anywhere(details) },
  { method: 'GET', pattern: 'tasks/:id/raw', handle: anywhere(raw) },
  { method: 'GET', pattern: 'tasks/:id/queued-behind', handle: anywhere(queuedBehind) },
  { method: 'POST', pattern: 'tasks/:id/cancel', handle: anywhere(cancel) }
]

export const taskRoutes: readonly Route<SpaceHandler>[] = [
  { method: 'GET', pattern: 'tasks', handle: list },
  { method: 'GET', pattern: 'tasks/:id', handle: get },
  { method: 'GET', pattern: 'tasks/:id/details', handle: details },
  { method: 'GET', pattern: 'tasks/:id/raw', handle: raw },
  { method: 'GET', pattern: 'tasks/:id/queued-behind', handle: queuedBehind },
  { method: 'POST', pattern: 'tasks/:id/cancel', handle: cancel }
]

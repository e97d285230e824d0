import { releaseId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import type { Runbook } from '@shared/model/runbook'
import type { RunbookListing } from '@shared/runbook-calls'
import { created, done } from '../answer'
import { filtered, pageOf } from '../paging'
import { foundIn, present, type SpaceHandler, type SpaceRequest } from '../request'
import { runbookInputOf, runbookResource, runbookSnapshotResource } from '../resources/runbook'
import type { Route } from '../router'
import { deleted } from './listing'
import { projectNamed, projects } from './projects'

const projectIn = (request: SpaceRequest): Promise<Project> => projectNamed(request, request.params.project ?? '')

/** A runbook of a project by its id, name or slug. @throws FailureError where there is none */
export async function runbookNamed({ ask }: SpaceRequest, project: Project, text: string): Promise<RunbookListing> {
  return foundIn(
    await ask('runbook.list', { projectId: project.id }),
    text,
    `runbook of ${project.name}`,
    ({ id }) => id
  )
}

const takesTenants = ({ releases }: Project): boolean => releases?.tenancy !== undefined

const shown = ({ space }: SpaceRequest, project: Project, runbook: RunbookListing) =>
  runbookResource(space, runbook, {
    published: runbook.published?.id ?? null,
    takesTenants: takesTenants(project)
  })

const shownRecord = ({ space }: SpaceRequest, project: Project, runbook: Runbook) =>
  runbookResource(space, runbook, {
    published: runbook.published?.releaseId ?? null,
    takesTenants: takesTenants(project)
  })

const list: SpaceHandler = async request => {
  const project = await projectIn(request)
  const all = await request.ask('runbook.list', { projectId: project.id })
  const wanted = filtered(all, request.query, ({ id, name }) => ({ id, name }))
  return done(await pageOf('Runbook', wanted, request.query, runbook => shown(request, project, runbook)))
}

/** Of all projects. */
const listAll: SpaceHandler = async request => {
  const all = await projects.all(request)
  const wanted = filtered(await request.ask('runbook.list', {}), request.query, ({ id, name }) => ({ id, name }))
  return done(
    await pageOf('Runbook', wanted, request.query, runbook =>
      shown(request, foundIn(all, runbook.projectId, projects.what, projects.idOf), runbook)
    )
  )
}

const get: SpaceHandler = async request => {
  const project = await projectIn(request)
  return done(shown(request, project, await runbookNamed(request, project, request.params.id ?? '')))
}

const create: SpaceHandler = async request => {
  const project = await projectIn(request)
  const value = runbookInputOf(await request.fields(), null, { takesTenants: takesTenants(project) })
  return created(shownRecord(request, project, await request.ask('runbook.create', { projectId: project.id, value })))
}

const modify: SpaceHandler = async request => {
  const project = await projectIn(request)
  const { id } = await runbookNamed(request, project, request.params.id ?? '')
  const { runbook } = await request.ask('runbook.get', { id })
  const value = runbookInputOf(await request.fields(), runbook, { takesTenants: takesTenants(project) })
  return done(shownRecord(request, project, await request.ask('runbook.update', { id, value })))
}

const remove: SpaceHandler = async request => {
  const { id, name } = await runbookNamed(request, await projectIn(request), request.params.id ?? '')
  await request.ask('runbook.delete', { id, confirmName: name })
  return deleted
}

/** Slipway numbers what is published by itself, so the name that comes along is not kept. */
const snapshot: SpaceHandler = async request => {
  const fields = await request.fields()
  const { id } = await runbookNamed(request, await projectIn(request), fields.needed('RunbookId'))
  const release = request.query.flag('publish')
    ? await request.ask('runbook.publish', { id })
    : await request.ask('runbook.prepare', { id, isDraft: true })
  const details = await request.ask('release.get', { id: release.id })
  return created(runbookSnapshotResource(request.space, release, details.snapshot))
}

/** What was published or prepared of a runbook, by its id. */
const getSnapshot: SpaceHandler = async request => {
  const text = request.params.id ?? ''
  const id = releaseId.safeParse(text.toLowerCase())
  const found = id.success ? await request.ask('release.get', { id: id.data }) : null
  const { release, snapshot } = present(found?.release.runbook === undefined ? null : found, 'runbook snapshot', text)
  return done(runbookSnapshotResource(request.space, release, snapshot))
}

/** A runbook of any project. */
const getById: SpaceHandler = async request => {
  const text = request.params.id ?? ''
  const { projectId } = foundIn(await request.ask('runbook.list', {}), text, 'runbook', ({ id }) => id)
  return get({ ...request, params: { project: projectId, id: text } })
}

export const runbookRoutes: readonly Route<SpaceHandler>[] = [
  { method: 'GET', pattern: 'runbooks', handle: listAll },
  { method: 'GET', pattern: 'runbooks/:id', handle: getById },
  { method: 'GET', pattern: 'runbookSnapshots/:id', handle: getSnapshot },
  { method: 'GET', pattern: 'projects/:project/runbooks', handle: list },
  { method: 'POST', pattern: 'projects/:project/runbooks', handle: create },
  { method: 'GET', pattern: 'projects/:project/runbooks/:id', handle: get },
  { method: 'PUT', pattern: 'projects/:project/runbooks/:id', handle: modify },
  { method: 'DELETE', pattern: 'projects/:project/runbooks/:id', handle: remove },
  { method: 'POST', pattern: 'projects/:project/runbookSnapshots', handle: snapshot }
]

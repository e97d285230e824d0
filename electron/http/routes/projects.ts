import { canonicalJson } from '@shared/canonical-json'
import type { Project } from '@shared/model/project'
import { created, done } from '../answer'
import { foundIn, type SpaceHandler, type SpaceRequest } from '../request'
import {
  type ProjectContext,
  projectInputOf,
  projectResource,
  refuseForeign,
  releaseSettingsOf
} from '../resources/project'
import type { Route } from '../router'
import { deleted, type Listing, named, readingRoutes } from './listing'

export const projects: Listing<Project> = {
  path: 'projects',
  itemType: 'Project',
  what: 'project',
  idOf: ({ id }) => id,
  all: ({ ask }) => ask('project.list', {}),
  shown: async (project, request) => projectResource(request.space, project, await contextOf(request, project)),
  narrowedBy: query => {
    const isOfClones = query.text('clonedFromProjectId') !== undefined
    // Nothing here is a clone.
    return () => !isOfClones
  }
}

const defaultLifecycleId = async ({ ask }: SpaceRequest): Promise<ProjectContext['defaultLifecycleId']> => {
  const all = await ask('lifecycle.list', {})
  const found = all.find(({ isDefault }) => isDefault)
  if (found === undefined) throw new Error('There is no default lifecycle')
  return found.id
}

async function contextOf(request: SpaceRequest, project: Project | null): Promise<ProjectContext> {
  if (project === null) return { defaultLifecycleId: await defaultLifecycleId(request), includes: [], steps: [] }
  const [lifecycleId, { includes }, { steps }] = await Promise.all([
    defaultLifecycleId(request),
    request.ask('variables.get', { projectId: project.id }),
    request.ask('process.get', { projectId: project.id })
  ])
  return { defaultLifecycleId: lifecycleId, includes, steps }
}

/** A project by its id, name or slug. @throws FailureError where there is none */
export const projectNamed = async (request: SpaceRequest, text: string): Promise<Project> =>
  foundIn(await projects.all(request), text, 'project', projects.idOf)

const create: SpaceHandler = async request => {
  const fields = await request.fields()
  const context = await contextOf(request, null)
  refuseForeign(fields, [])
  const lifecycleId = fields.text('LifecycleId')
  // Before anything is made.
  if (lifecycleId !== undefined)
    foundIn(await request.ask('lifecycle.list', {}), lifecycleId, 'lifecycle', ({ id }) => id)
  const value = releaseSettingsOf(fields, null, context)
  const { id, name } = await request.ask('project.create', projectInputOf(fields, null))
  try {
    const project = await request.ask('project.setReleases', { id, value })
    return created(await projects.shown(project, request))
  } catch (error) {
    // All of it, or nothing.
    await request.ask('project.delete', { id, confirmName: name })
    throw error
  }
}

const modify: SpaceHandler = async request => {
  const before = await named(projects, request)
  const fields = await request.fields()
  const context = await contextOf(request, before)
  refuseForeign(fields, context.includes)
  const value = releaseSettingsOf(fields, before, context)
  const input = projectInputOf(fields, before)
  const { id, releases = {} } = before
  const isChanged = canonicalJson(value) !== canonicalJson(releases)
  if (isChanged) await request.ask('project.setReleases', { id, value })
  try {
    return done(await projects.shown(await request.ask('project.update', { id, value: input }), request))
  } catch (error) {
    if (isChanged) await request.ask('project.setReleases', { id, value: releases })
    throw error
  }
}

const remove: SpaceHandler = async request => {
  const { id, name } = await named(projects, request)
  await request.ask('project.delete', { id, confirmName: name })
  return deleted
}

export const projectRoutes: readonly Route<SpaceHandler>[] = [
  ...readingRoutes(projects),
  { method: 'POST', pattern: 'projects', handle: create },
  { method: 'PUT', pattern: 'projects/:id', handle: modify },
  { method: 'DELETE', pattern: 'projects/:id', handle: remove }
]

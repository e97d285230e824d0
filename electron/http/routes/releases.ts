import { FailureError } from '@shared/failure-error'
import { releaseId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { isOfProject, type Release } from '@shared/model/release'
import { sameName } from '@shared/model/text'
import { done } from '../answer'
import { pageOf } from '../paging'
import { missing, present, type SpaceHandler, type SpaceRequest } from '../request'
import { releaseResource } from '../resources/release'
import type { Route } from '../router'
import type { Json } from '../wire'
import { deleted } from './listing'
import { projectNamed, projects } from './projects'
import { createRelease } from './release-creation'

/** The default channels of projects, each asked for once. */
export function createDefaultChannels({ ask }: SpaceRequest): (projectId: Project['id']) => Promise<string> {
  const known = new Map<string, Promise<string>>()
  const find = async (projectId: Project['id']): Promise<string> => {
    const channels = await ask('channel.list', { projectId })
    return channels.find(({ isDefault }) => isDefault)?.id ?? ''
  }
  return projectId => {
    const found = known.get(projectId) ?? find(projectId)
    known.set(projectId, found)
    return found
  }
}

async function shown(
  request: SpaceRequest,
  release: Release,
  defaultChannel: (projectId: Project['id']) => Promise<string>
): Promise<Json> {
  const { snapshot } = await request.ask('release.get', { id: release.id })
  return releaseResource(request.space, release, snapshot, await defaultChannel(release.projectId))
}

/** A release by its id. @throws FailureError where there is none */
async function releaseById(request: SpaceRequest, text: string): Promise<Release> {
  const id = releaseId.safeParse(text.toLowerCase())
  if (!id.success) throw new FailureError(missing('release', text))
  const { release } = await request.ask('release.get', { id: id.data })
  return present(isOfProject(release) ? release : null, 'release', text)
}

const get: SpaceHandler = async request => {
  const release = await releaseById(request, request.params.id ?? '')
  return done(await shown(request, release, createDefaultChannels(request)))
}

const newestFirst = (releases: readonly Release[]): readonly Release[] =>
  [...releases].sort((a, b) => b.createdAt - a.createdAt)

async function page(request: SpaceRequest, releases: readonly Release[]): Promise<Json> {
  const ids = request.query.list('ids')?.map(id => id.toLowerCase())
  const wanted = ids === undefined ? releases : releases.filter(({ id }) => ids.includes(id))
  const defaultChannel = createDefaultChannels(request)
  return pageOf('Release', wanted, request.query, release => shown(request, release, defaultChannel))
}

const list: SpaceHandler = async request => {
  const all = await projects.all(request)
  const releases = await Promise.all(all.map(({ id }) => request.ask('release.list', { projectId: id })))
  return done(await page(request, newestFirst(releases.flat())))
}

const listOfProject: SpaceHandler = async request => {
  const project = await projectNamed(request, request.params.project ?? '')
  const part = request.query.text('searchByVersion')?.toLowerCase()
  const all = await request.ask('release.list', { projectId: project.id })
  return done(
    await page(
      request,
      all.filter(({ version }) => part === undefined || version.toLowerCase().includes(part))
    )
  )
}

/** A release of a project by its version. @throws FailureError where there is none */
export async function releaseOf(request: SpaceRequest, project: Project, version: string): Promise<Release> {
  const all = await request.ask('release.list', { projectId: project.id })
  return present(
    all.find(release => sameName(release.version, version)),
    `release of ${project.name}`,
    version
  )
}

const getOfProject: SpaceHandler = async request => {
  const project = await projectNamed(request, request.params.project ?? '')
  const release = await releaseOf(request, project, request.params.version ?? '')
  return done(await shown(request, release, createDefaultChannels(request)))
}

const remove: SpaceHandler = async request => {
  await request.ask('release.delete', { id: (await releaseById(request, request.params.id ?? '')).id })
  return deleted
}

export const releaseRoutes: readonly Route<SpaceHandler>[] = [
  { method: 'POST', pattern: 'releases/create/v1', handle: createRelease },
  { method: 'GET', pattern: 'releases', handle: list },
  { method: 'GET', pattern: 'releases/:id', handle: get },
  { method: 'DELETE', pattern: 'releases/:id', handle: remove },
  { method: 'GET', pattern: 'projects/:project/releases', handle: listOfProject },
  { method: 'GET', pattern: 'projects/:project/releases/:version', handle: getOfProject }
]

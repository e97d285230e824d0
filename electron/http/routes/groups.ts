import type { ProjectGroup } from '@shared/model/project'
import { created, done } from '../answer'
import type { SpaceHandler } from '../request'
import { groupResource } from '../resources/group'
import type { Route } from '../router'
import { deleted, type Listing, named, readingRoutes } from './listing'

const groups: Listing<ProjectGroup> = {
  path: 'projectgroups',
  itemType: 'ProjectGroup',
  what: 'project group',
  idOf: ({ id }) => id,
  all: ({ ask }) => ask('group.list', {}),
  shown: (group, { space }) => groupResource(space, group)
}

const create: SpaceHandler = async request => {
  const name = (await request.fields()).needed('Name')
  return created(groupResource(request.space, await request.ask('group.create', { name })))
}

const modify: SpaceHandler = async request => {
  const { id } = await named(groups, request)
  const name = (await request.fields()).needed('Name')
  return done(groupResource(request.space, await request.ask('group.update', { id, value: { name } })))
}

const remove: SpaceHandler = async request => {
  await request.ask('group.delete', { id: (await named(groups, request)).id })
  return deleted
}

export const groupRoutes: readonly Route<SpaceHandler>[] = [
  ...readingRoutes(groups),
  { method: 'POST', pattern: 'projectgroups', handle: create },
  { method: 'PUT', pattern: 'projectgroups/:id', handle: modify },
  { method: 'DELETE', pattern: 'projectgroups/:id', handle: remove }
]

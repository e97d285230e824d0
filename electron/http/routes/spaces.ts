import { created, done, refused } from '../answer'
import type { Fields } from '../fields'
import type { SpaceInput } from '../http-api'
import { filtered, pageOf } from '../paging'
import { type ApiRequest, type RootHandler, type Space, valueFrom } from '../request'
import { spaceResource } from '../resources/server'
import type { Route } from '../router'
import type { Json } from '../wire'

const shown = ({ spaces }: ApiRequest, space: Space): Json => spaceResource(space, spaces.unlocked.has(space.id))

const wanted = async ({ spaces, query }: ApiRequest) =>
  filtered(await spaces.list(), query, ({ wireId, name }) => ({ id: wireId, name }))

const list: RootHandler = async request =>
  done(await pageOf('Space', await wanted(request), request.query, space => shown(request, space)))

const all: RootHandler = async request => done((await wanted(request)).map(space => shown(request, space)))

const get: RootHandler = async request => done(shown(request, await request.spaces.find(request.params.id ?? '')))

const inputOf = (fields: Fields, before: SpaceInput | null): SpaceInput => ({
  name: fields.needed('Name'),
  description: fields.words('Description') ?? before?.description ?? ''
})

const create: RootHandler = async request => {
  const { id } = valueFrom(await request.options.spaces.create(inputOf(await request.fields(), null)))
  const space = (await request.spaces.list()).find(item => item.id === id)
  return created(space === undefined ? {} : shown(request, space))
}

const modify: RootHandler = async request => {
  const { spaces, options, params } = request
  const space = await spaces.find(params.id ?? '')
  const fields = await request.fields()
  const input = inputOf(fields, space)
  const isSame = input.name === space.name && input.description === space.description
  if (!isSame) valueFrom(await options.spaces.update(space.id, input))
  if (fields.flag('TaskQueueStopped') === true) spaces.unlocked.add(space.id)
  else spaces.unlocked.delete(space.id)
  return done(shown(request, await spaces.find(space.wireId)))
}

const remove: RootHandler = async ({ spaces, options, params }) => {
  const space = await spaces.find(params.id ?? '')
  if (space.id === 'main') return refused(400, 'The default space cannot be deleted.')
  if (!spaces.unlocked.has(space.id))
    return refused(400, 'The space is not ready to be deleted.', ['Save it with TaskQueueStopped: true first.'])
  valueFrom(await options.spaces.remove(space.id))
  spaces.unlocked.delete(space.id)
  return done({})
}

export const spaceManagementRoutes: readonly Route<RootHandler>[] = [
  { method: 'GET', pattern: 'spaces', handle: list },
  { method: 'GET', pattern: 'spaces/all', handle: all },
  { method: 'POST', pattern: 'spaces', handle: create },
  { method: 'GET', pattern: 'spaces/:id', handle: get },
  { method: 'PUT', pattern: 'spaces/:id', handle: modify },
  { method: 'DELETE', pattern: 'spaces/:id', handle: remove }
]

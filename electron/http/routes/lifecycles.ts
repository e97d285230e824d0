import type { Lifecycle } from '@shared/model/lifecycle'
import { created, done } from '../answer'
import type { SpaceHandler } from '../request'
import { lifecycleInputOf, lifecycleResource } from '../resources/lifecycle'
import type { Route } from '../router'
import { deleted, type Listing, named, readingRoutes } from './listing'

const lifecycles: Listing<Lifecycle> = {
  path: 'lifecycles',
  itemType: 'Lifecycle',
  what: 'lifecycle',
  idOf: ({ id }) => id,
  // Clients take the first one where they need any, and that ought to be the one that everybody has.
  all: async ({ ask }) =>
    [...(await ask('lifecycle.list', {}))].sort((a, b) => Number(b.isDefault) - Number(a.isDefault)),
  shown: (lifecycle, { space }) => lifecycleResource(space, lifecycle)
}

const create: SpaceHandler = async request => {
  const input = lifecycleInputOf(await request.fields(), null)
  return created(lifecycleResource(request.space, await request.ask('lifecycle.create', input)))
}

const modify: SpaceHandler = async request => {
  const before = await named(lifecycles, request)
  const value = lifecycleInputOf(await request.fields(), before)
  return done(lifecycleResource(request.space, await request.ask('lifecycle.update', { id: before.id, value })))
}

const remove: SpaceHandler = async request => {
  await request.ask('lifecycle.delete', { id: (await named(lifecycles, request)).id })
  return deleted
}

export const lifecycleRoutes: readonly Route<SpaceHandler>[] = [
  ...readingRoutes(lifecycles),
  { method: 'POST', pattern: 'lifecycles', handle: create },
  { method: 'PUT', pattern: 'lifecycles/:id', handle: modify },
  { method: 'DELETE', pattern: 'lifecycles/:id', handle: remove }
]

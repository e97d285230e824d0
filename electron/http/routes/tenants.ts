import { type Tenant, tagsInUse } from '@shared/model/tenant'
import { fitsTags } from '@shared/model/tenant-tag'
import { created, done } from '../answer'
import { cannot, refuse, type SpaceHandler, type SpaceRequest } from '../request'
import {
  type Linkable,
  tagSetIdOf,
  tagSetResource,
  tagTestResource,
  tenantInputOf,
  tenantResource
} from '../resources/tenant'
import type { Route } from '../router'
import { type TagSet, tagSetsOf, tagsIn } from '../tags'
import { environments } from './environments'
import { deleted, type Listing, named, readingRoutes } from './listing'
import { projects } from './projects'

export const tenants: Listing<Tenant> = {
  path: 'tenants',
  itemType: 'Tenant',
  what: 'tenant',
  idOf: ({ id }) => id,
  all: ({ ask }) => ask('tenant.list', {}),
  shown: (tenant, { space }) => tenantResource(space, tenant),
  narrowedBy: query => {
    const project = query.text('projectId')?.toLowerCase()
    const tags = tagsIn(query.list('tags') ?? [], 'tags')
    const isOfClones = query.text('clonedFromTenantId') !== undefined
    return tenant =>
      // Nothing here is a clone.
      !isOfClones &&
      (project === undefined || tenant.projects.some(({ projectId }) => projectId === project)) &&
      fitsTags(tags, tenant.tags)
  }
}

const tagSets: Listing<TagSet> = {
  path: 'tagsets',
  itemType: 'TagSet',
  what: 'tag set',
  idOf: tagSetIdOf,
  all: async request => tagSetsOf(tagsInUse(await tenants.all(request))),
  shown: (set, { space }) => tagSetResource(space, set)
}

async function linkableIn(request: SpaceRequest): Promise<Linkable> {
  const [allProjects, allEnvironments] = await Promise.all([projects.all(request), environments.all(request)])
  return { projects: allProjects, environments: allEnvironments }
}

const create: SpaceHandler = async request => {
  const fields = await request.fields()
  if (request.query.text('clone') !== undefined || fields.text('ClonedFromTenantId') !== undefined)
    refuse('ClonedFromTenantId', 'Slipway clones no tenants.', 'Send the tags and projects that it is to have.')
  const input = tenantInputOf(fields, null, await linkableIn(request))
  return created(tenantResource(request.space, await request.ask('tenant.create', input)))
}

const modify: SpaceHandler = async request => {
  const before = await named(tenants, request)
  const value = tenantInputOf(await request.fields(), before, await linkableIn(request))
  return done(tenantResource(request.space, await request.ask('tenant.update', { id: before.id, value })))
}

const remove: SpaceHandler = async request => {
  await request.ask('tenant.delete', { id: (await named(tenants, request)).id })
  return deleted
}

/** For each tenant that is named whether tags mean it; one that is not there is passed over. */
const tagTest: SpaceHandler = async request => {
  const { query } = request
  const tags = tagsIn(query.list('tags') ?? [], 'tags')
  const ids = (query.list('tenantIds') ?? []).map(id => id.toLowerCase())
  const wanted = (await tenants.all(request)).filter(({ id }) => ids.includes(id))
  return done(Object.fromEntries(wanted.map(tenant => [tenant.id, tagTestResource(tags, tenant)])))
}

const noTagSets = cannot(400, 'Tag sets are what the tags of tenants say: give the tag to a tenant instead.')

export const tenantRoutes: readonly Route<SpaceHandler>[] = [
  { method: 'GET', pattern: 'tenants/tag-test', handle: tagTest },
  ...readingRoutes(tenants),
  { method: 'POST', pattern: 'tenants', handle: create },
  { method: 'PUT', pattern: 'tenants/:id', handle: modify },
  { method: 'DELETE', pattern: 'tenants/:id', handle: remove },
  ...readingRoutes(tagSets),
  { method: 'POST', pattern: 'tagsets', handle: noTagSets },
  { method: 'PUT', pattern: 'tagsets/:id', handle: noTagSets },
  { method: 'DELETE', pattern: 'tagsets/:id', handle: noTagSets }
]

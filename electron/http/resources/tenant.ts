import type { Input } from '@shared/api'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import type { Tenant } from '@shared/model/tenant'
import { tagWords } from '@shared/model/tenant-tag'
import type { Fields } from '../fields'
import { foundIn, type Space } from '../request'
import { missingTags, ownNameOf, type TagSet } from '../tags'
import { type JsonObject, slugOf } from '../wire'
import { inSpace } from './common'

export const tenantResource = (space: Space, tenant: Tenant): JsonObject => ({
  ...inSpace(space, 'tenants', tenant.id),
  Name: tenant.name,
  Slug: slugOf(tenant.name),
  Description: tenant.description,
  TenantTags: tenant.tags,
  ProjectEnvironments: Object.fromEntries(
    tenant.projects.map(({ projectId, environmentIds }) => [projectId, environmentIds])
  ),
  ClonedFromTenantId: null
})

/** What tenants can be linked to. */
export interface Linkable {
  readonly projects: readonly Project[]
  readonly environments: readonly Environment[]
}

type TenantTyped = Input<'tenant.create'>

/**
 * @param before what it is now; what a request does not say stays as it is. Null for a new one
 * @throws FailureError for a project or an environment that is not there
 */
export const tenantInputOf = (fields: Fields, before: Tenant | null, linkable: Linkable): TenantTyped => ({
  name: fields.needed('Name'),
  description: fields.words('Description') ?? before?.description ?? '',
  tags: fields.has('TenantTags') ? [...fields.texts('TenantTags')] : (before?.tags ?? []),
  projects: fields.has('ProjectEnvironments') ? linksIn(fields, linkable) : (before?.projects ?? [])
})

/** A project without environments is none that the tenant gets. */
const linksIn = (fields: Fields, { projects, environments }: Linkable): NonNullable<TenantTyped['projects']> =>
  [...fields.lists('ProjectEnvironments')]
    .filter(([, names]) => names.length > 0)
    .map(([project, names]) => ({
      projectId: foundIn(projects, project, 'project', ({ id }) => id).id,
      environmentIds: names.map(name => foundIn(environments, name, 'environment', ({ id }) => id).id)
    }))

/** Whether a tenant is one of those that tags mean. */
export function tagTestResource(tags: readonly string[], tenant: Tenant): JsonObject {
  const missing = missingTags(tags, tenant.tags)
  return {
    IsMatched: missing.length === 0,
    Reason: missing.length === 0 ? `${tenant.name} is meant.` : `${tenant.name} has not ${tagWords(missing)}.`,
    MissingTags: missing
  }
}

/** The id of a set, which is its name: there is no record of it. */
export const tagSetIdOf = ({ name }: Pick<TagSet, 'name'>): string => `tagset-${name.toLowerCase()}`

export const tagSetResource = (space: Space, set: TagSet): JsonObject => ({
  ...inSpace(space, 'tagsets', tagSetIdOf(set)),
  Name: set.name,
  Description: '',
  SortOrder: set.sortOrder,
  Tags: set.tags.map((tag, index) => ({
    Id: tag,
    Name: ownNameOf(tag),
    CanonicalTagName: tag,
    // Tags have no colours in Slipway; clients want one.
    Color: '#6e6e6e',
    Description: '',
    SortOrder: index
  }))
})

import { z } from 'zod'
import { environmentId, projectId, tenantId } from '../ids'
import { fitsTags, tenantTags } from './tenant-tag'
import { name, notes } from './text'

/** Where a tenant gets a project. A tenant without a link to project and environment gets nothing there. */
export const tenantLink = z.strictObject({
  projectId,
  environmentIds: z
    .array(environmentId)
    .min(1, 'must name at least one environment')
    .max(200)
    .refine(ids => new Set(ids).size === ids.length, 'must not name an environment twice')
})
export type TenantLink = z.infer<typeof tenantLink>

export const tenantInput = z.strictObject({
  name,
  description: notes.default(''),
  tags: tenantTags.default([]),
  projects: z
    .array(tenantLink)
    .max(1000, 'must be at most 1,000 projects')
    .refine(links => new Set(links.map(link => link.projectId)).size === links.length, 'must not name a project twice')
    .default([])
})
export type TenantInput = z.infer<typeof tenantInput>

/** Somebody for whom the same release is deployed separately: a customer, a site, a store. */
export const tenant = tenantInput.extend({ id: tenantId })
export type Tenant = z.infer<typeof tenant>

/** What plans, lists and tags have to know of a tenant. */
export type TenantRef = Pick<Tenant, 'id' | 'name' | 'tags'>

/** Whether a project takes tenants; what is absent takes none. Octopus: TenantedDeploymentMode. */
export const projectTenancy = z.enum(['allowed', 'required'])
export type ProjectTenancy = z.infer<typeof projectTenancy>

/** Which tenants a target is for; absent for deployments without a tenant only. */
export const targetTenancy = z
  .strictObject({
    /** `both`: deployments without a tenant use it as well. */
    mode: z.enum(['tenanted', 'both']),
    tenantIds: z
      .array(tenantId)
      .max(1000, 'must be at most 1,000 tenants')
      .refine(ids => new Set(ids).size === ids.length, 'must not name a tenant twice'),
    /** Tenants that these tags mean, besides those that are named. */
    tags: tenantTags
  })
  .refine(({ tenantIds, tags }) => tenantIds.length + tags.length > 0, {
    path: ['tenantIds'],
    message: 'must name at least one tenant or tag'
  })
export type TargetTenancy = z.infer<typeof targetTenancy>

/** Whether a target takes part in deployments for a tenant, or in those without one for null. */
export function takesPart(
  { tenancy }: { readonly tenancy?: TargetTenancy | undefined },
  tenant: Pick<Tenant, 'id' | 'tags'> | null
): boolean {
  if (tenant === null) return tenancy === undefined || tenancy.mode === 'both'
  if (tenancy === undefined) return false
  return tenancy.tenantIds.includes(tenant.id) || (tenancy.tags.length > 0 && fitsTags(tenancy.tags, tenant.tags))
}

/** Whether a tenant gets a project in an environment. */
export const isLinked = (
  { projects }: Pick<Tenant, 'projects'>,
  project: TenantLink['projectId'],
  environment: TenantLink['environmentIds'][number]
): boolean => projects.some(link => link.projectId === project && link.environmentIds.includes(environment))

/** Every tag that tenants have, once and in order. */
export function tagsInUse(tenants: readonly Pick<Tenant, 'tags'>[]): readonly string[] {
  const tags = new Map(tenants.flatMap(item => item.tags.map(tag => [tag.toLowerCase(), tag] as const)))
  return [...tags.values()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true, sensitivity: 'base' }))
}

import type { TenantCells } from '@shared/dashboard'
import type { DeploymentSummary } from '@shared/deployment'
import type { EnvironmentId, ProjectId, TenantId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import type { Tenant } from '@shared/model/tenant'
import type { Store } from '../store/store'
import { cellOf } from './release-cells'
import { byName } from './rules'

type TenancyStore = Pick<Store, 'tenants' | 'projects' | 'deployments'>

/** The tenants that get a project anywhere, by name; none for a project that takes none. */
export const tenantsOf = (
  { tenants, projects }: Pick<Store, 'tenants' | 'projects'>,
  id: ProjectId
): readonly Tenant[] =>
  projects.get(id)?.releases?.tenancy === undefined
    ? []
    : byName(tenants.all().filter(tenant => tenant.projects.some(link => link.projectId === id)))

/** Whom a project may be deployed for somewhere; null is for nobody in particular. */
export function whomOf(store: Pick<Store, 'tenants' | 'projects'>, id: ProjectId): readonly (TenantId | null)[] {
  const alone = store.projects.get(id)?.releases?.tenancy === 'required' ? [] : [null]
  return [...alone, ...tenantsOf(store, id).map(tenant => tenant.id)]
}

/** Which tenants get a project in which environment. */
export type Links = ReadonlyMap<EnvironmentId, readonly TenantId[]>

export function linksOf(store: Pick<Store, 'tenants' | 'projects'>, id: ProjectId): Links {
  const links = new Map<EnvironmentId, TenantId[]>()
  for (const tenant of tenantsOf(store, id))
    for (const environmentId of tenant.projects.find(link => link.projectId === id)?.environmentIds ?? []) {
      const known = links.get(environmentId)
      if (known) known.push(tenant.id)
      else links.set(environmentId, [tenant.id])
    }
  return links
}

/**
 * What is there for the tenants that are linked; undefined for a project that takes none.
 * @param newest the newest deployment of each place of the project, in any order
 */
export function tenantCellsOf(
  store: TenancyStore,
  { id, releases }: Pick<Project, 'id' | 'releases'>,
  newest: readonly DeploymentSummary[]
): Readonly<Partial<Record<EnvironmentId, TenantCells>>> | undefined {
  if (releases?.tenancy === undefined) return undefined
  const byPlace = new Map(newest.map(item => [`${item.environmentId} ${item.tenant?.id ?? ''}`, item]))
  const cells = [...linksOf(store, id)].map(([environmentId, linked]) => {
    const found = linked.flatMap(tenant => byPlace.get(`${environmentId} ${tenant}`) ?? [])
    return [environmentId, { linked, cells: found.map(summary => cellOf(store, summary)) }] as const
  })
  return Object.fromEntries(cells)
}

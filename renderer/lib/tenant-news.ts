import { cellAfter } from '@shared/dashboard'
import type { DeploymentSummary } from '@shared/deployment'
import type { ReleaseCell, ReleaseTenant } from '@shared/release-calls'
import type { TenantOverview } from '@shared/tenant-calls'
import { upsertSummary } from './deployment-list'

/** What a tenant has after news about a deployment or a run for it that goes on. */
export const tenantOverviewAfter = (overview: TenantOverview, summary: DeploymentSummary): TenantOverview => ({
  ...overview,
  places:
    summary.runbook === null
      ? overview.places.map(place =>
          place.project.id === summary.projectId && place.environment.id === summary.environmentId
            ? { ...place, cell: cellAfter(place.cell ?? undefined, summary) }
            : place
        )
      : overview.places,
  deployments: upsertSummary(overview.deployments, summary, { tenantId: overview.tenant.id })
})

/** Where a release stands for its tenants after news about a deployment that goes on. The very same list where it is about another release. */
export function releaseTenantsAfter(
  list: readonly ReleaseTenant[],
  releaseId: string,
  summary: DeploymentSummary
): readonly ReleaseTenant[] {
  if (summary.releaseId !== releaseId) return list
  return list.map(item => (item.tenant.id === summary.tenant?.id ? tenantAfter(item, summary) : item))
}

const tenantAfter = (item: ReleaseTenant, summary: DeploymentSummary): ReleaseTenant => ({
  ...item,
  environments: item.environments.map(place =>
    place.id === summary.environmentId ? { ...place, cell: newer(place.cell, summary) } : place
  )
})

const newer = (cell: ReleaseCell | null, summary: DeploymentSummary): ReleaseCell =>
  cell !== null && cell.newest.id !== summary.id && cell.newest.queuedAt > summary.queuedAt
    ? cell
    : { newest: summary, isCurrent: cell?.isCurrent ?? false }

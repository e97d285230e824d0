import type { DashboardCell } from '@shared/dashboard'
import { type DeploymentSummary, hasSucceeded } from '@shared/deployment'
import type { EnvironmentId, TenantId } from '@shared/ids'
import type { Release } from '@shared/model/release'
import type { ReleaseCell, ReleaseCells } from '@shared/release-calls'
import { placeOfSummary } from '../store/deployment-place'
import type { Store } from '../store/store'

/** What is to be said of a place whose newest deployment is known. */
export const cellOf = ({ deployments }: Pick<Store, 'deployments'>, newest: DeploymentSummary): DashboardCell => ({
  newest,
  // Old records of places do not say what is there.
  current: deployments.current(newest.projectId, placeOfSummary(newest)) ?? (hasSucceeded(newest) ? newest : null)
})

/** Where a release was deployed to for a tenant, or without one for null, with its newest deployment in each environment. */
export async function cellsOf(
  { deployments }: Pick<Store, 'deployments'>,
  { id, projectId }: Pick<Release, 'id' | 'projectId'>,
  tenantId: TenantId | null
): Promise<ReleaseCells> {
  const cells: Partial<Record<EnvironmentId, ReleaseCell>> = {}
  for (const { newest, ...place } of deployments.standings(id)) {
    if (place.tenantId !== tenantId) continue
    const summary = await deployments.get(newest)
    if (summary === undefined) continue
    const isCurrent = deployments.current(projectId, place)?.releaseId === id
    cells[place.environmentId] = { newest: summary, isCurrent }
  }
  return cells
}

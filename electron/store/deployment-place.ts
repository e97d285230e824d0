import type { DeploymentSummary } from '@shared/deployment'
import type { EnvironmentId, TenantId } from '@shared/ids'

/** Where something is deployed to: an environment, for one tenant or without one. Each is a place of its own. */
export interface DeploymentPlace {
  readonly environmentId: EnvironmentId
  /** Null for without a tenant. */
  readonly tenantId: TenantId | null
}

/** The place that a deployment is for. */
export const placeOfSummary = ({
  environmentId,
  tenant
}: Pick<DeploymentSummary, 'environmentId' | 'tenant'>): DeploymentPlace => ({
  environmentId,
  tenantId: tenant?.id ?? null
})

/** Tells one place among others. */
export const isSamePlace =
  (one: DeploymentPlace) =>
  (other: DeploymentPlace): boolean =>
    one.environmentId === other.environmentId && one.tenantId === other.tenantId

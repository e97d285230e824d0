import type { DeploymentSummary } from '@shared/deployment'
import type { TenantId } from '@shared/ids'
import type { Tenant } from '@shared/model/tenant'
import { ids } from './plans'

export const tenantIds = (n: number): TenantId => `tenant-${String(n).padStart(10, '0')}` as TenantId

/** The tenant “Acme” of Region/North, which gets the project of `ids` in its environment. */
export const aTenant = (n = 1, changes: Partial<Tenant> = {}): Tenant => ({
  id: tenantIds(n),
  name: n === 1 ? 'Acme' : `Tenant ${n}`,
  description: '',
  tags: ['Region/North'],
  projects: [{ projectId: ids.project, environmentIds: [ids.environment()] }],
  ...changes
})

/** Whom a deployment is for, by name; null for nobody in particular. */
export const whomOf = ({ tenant }: Pick<DeploymentSummary, 'tenant'>): string | null => tenant?.name ?? null

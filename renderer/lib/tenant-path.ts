import type { ProjectId, TenantId } from '@shared/ids'

/** The address of a tenant's page. */
export const tenantPath = ({ id }: { readonly id: TenantId }): string => `/tenants/${id}`

/** The address of a project's list by tenant. */
export const projectTenantsPath = (id: ProjectId): string => `/projects/${id}/tenants`

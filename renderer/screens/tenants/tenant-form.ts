import type { EnvironmentId, ProjectId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Tenant, TenantInput } from '@shared/model/tenant'

/** A project that a tenant gets, with the environments in which it does, while that is edited. */
export interface LinkValues {
  readonly projectId: ProjectId
  readonly environmentIds: readonly EnvironmentId[]
}

/** What is typed about a tenant. */
export interface TenantValues extends Record<string, unknown> {
  readonly name: string
  readonly description: string
  readonly tags: readonly string[]
  readonly projects: readonly LinkValues[]
}

/** The fields that refusals are shown beside. */
export const tenantFields = ['name', 'description', 'tags', 'projects.*.environmentIds', 'projects'] as const

/** What the form begins with; null is a new tenant. */
export const tenantValuesOf = (tenant: Tenant | null): TenantValues => ({
  name: tenant?.name ?? '',
  description: tenant?.description ?? '',
  tags: tenant?.tags ?? [],
  projects: tenant?.projects ?? []
})

/** What is sent. */
export const tenantInputOf = ({ name, description, tags, projects }: TenantValues): TenantInput => ({
  name,
  description,
  tags: [...tags],
  projects: projects.map(({ projectId, environmentIds }) => ({ projectId, environmentIds: [...environmentIds] }))
})

/** A tenant gets another project: at first in every environment. */
export const linked = (
  links: readonly LinkValues[],
  projectId: ProjectId,
  environments: readonly Environment[]
): readonly LinkValues[] => [...links, { projectId, environmentIds: environments.map(({ id }) => id) }]

/** The same links with other environments for one project. */
export const relinked = (
  links: readonly LinkValues[],
  projectId: ProjectId,
  environmentIds: readonly EnvironmentId[]
): readonly LinkValues[] =>
  links.map(link => (link.projectId === projectId ? { projectId, environmentIds: [...environmentIds] } : link))

/** A tenant gets a project no more. */
export const unlinked = (links: readonly LinkValues[], projectId: ProjectId): readonly LinkValues[] =>
  links.filter(link => link.projectId !== projectId)

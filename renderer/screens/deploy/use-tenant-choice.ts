import type { EnvironmentId, TenantId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import type { Release } from '@shared/model/release'
import type { ProjectTenancy, Tenant, TenantRef } from '@shared/model/tenant'
import type { ReleaseTenant } from '@shared/release-calls'
import { useState } from 'react'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'

/** For whom something is launched. */
export interface TenantChoice {
  /** Null for a project that takes no tenants. */
  readonly tenancy: ProjectTenancy | null
  /** Whether it is for tenants; otherwise it is without one. */
  readonly isForTenants: boolean
  /** Those that it can be for, by name, with the environments that they are linked to. */
  readonly able: readonly ReleaseTenant[]
  readonly chosen: readonly TenantRef[]
  readonly isLoaded: boolean
  readonly choose: (ids: readonly TenantId[]) => void
  readonly setForTenants: (isForTenants: boolean) => void
}

const none: readonly never[] = []

/**
 * The tenants of a launch to come.
 * @param first the tenant that the dialog was opened for
 */
export function useTenantChoice(
  project: Project | undefined,
  release: Release | undefined,
  isRunbook: boolean,
  first: TenantId | undefined
): TenantChoice {
  const ofProject = project?.releases?.tenancy ?? null
  // Runbooks of a project that takes tenants may be run for one, and need not.
  const tenancy = isRunbook && ofProject !== null ? 'allowed' : ofProject
  const known = useRead('tenant.list', tenancy === null ? null : {}).load
  const asked = useRead('release.tenants', tenancy === null || isRunbook || !release ? null : { id: release.id }).load
  const tenants = valueOr(known, none)
  const able = isRunbook ? linkedTo(tenants, project) : valueOr(asked, none)
  const [ids, choose] = useState<readonly TenantId[]>(first === undefined ? none : [first])
  const [wantsTenants, setForTenants] = useState(first !== undefined)
  return {
    tenancy,
    isForTenants: tenancy === 'required' || (tenancy === 'allowed' && wantsTenants),
    able,
    chosen: tenants.filter(({ id }) => ids.includes(id)).map(({ id, name, tags }) => ({ id, name, tags })),
    isLoaded: tenancy === null || (known.state === 'ready' && (isRunbook || asked.state === 'ready')),
    choose,
    setForTenants
  }
}

/** The tenants of a project as a runbook of it can be run for them: wherever they are linked. */
const linkedTo = (tenants: readonly Tenant[], project: Project | undefined): readonly ReleaseTenant[] =>
  tenants.flatMap(({ id, name, tags, projects }) => {
    const link = projects.find(({ projectId }) => projectId === project?.id)
    const place = { why: null, isNext: false, cell: null, current: null }
    return link === undefined
      ? []
      : [{ tenant: { id, name, tags }, environments: link.environmentIds.map(at => ({ id: at, ...place })) }]
  })

/** Why environments cannot be chosen for tenants: nobody is linked there, or it is closed for all who are. */
export function closedForTenants(
  able: readonly ReleaseTenant[],
  environments: readonly Environment[]
): ReadonlyMap<EnvironmentId, string> {
  return new Map(
    environments.flatMap(({ id, name }) => {
      const there = able.flatMap(item => item.environments.filter(place => place.id === id))
      if (there.some(({ why }) => why === null)) return []
      const [reason, ...others] = new Set(there.map(({ why }) => why))
      if (reason === undefined) return [[id, `No tenant that this can be for is linked to ${name}.`]]
      return [[id, others.length === 0 && reason !== null ? reason : `${name} is closed for every tenant.`]]
    })
  )
}

/** The environment that comes next for most tenants; undefined where none does. */
export function nextForTenants(
  able: readonly ReleaseTenant[],
  environments: readonly Environment[]
): EnvironmentId | undefined {
  const counts = environments.map(({ id }) => ({
    id,
    count: able.filter(item => item.environments.some(place => place.id === id && place.isNext)).length
  }))
  return counts.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count)[0]?.id
}

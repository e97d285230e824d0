import type { EnvironmentId, ProjectId, ReleaseId, TenantId } from '@shared/ids'

/** What an address says after its question mark; what is absent is left out. */
function query(parts: Readonly<Record<string, string | null | undefined>>): string {
  const said = Object.entries(parts).flatMap(([name, value]) => (value == null ? [] : [`${name}=${value}`]))
  return said.length === 0 ? '' : `?${said.join('&')}`
}

/** Where two releases are compared; values as they are in the environment, where one is named, and for the tenant. */
export const comparisonAddress = (
  before: ReleaseId,
  after: ReleaseId,
  environment?: EnvironmentId | null,
  tenant?: TenantId | null
): string => `/releases/compare/${before}/${after}${query({ in: environment, for: tenant })}`

/** Where it says what a release would change in an environment, for a tenant where one is named. */
export const changesAddress = (release: ReleaseId, environment: EnvironmentId, tenant?: TenantId): string =>
  `/releases/${release}/changes/${environment}${query({ for: tenant })}`

/** Which way back: to which release, and for which tenant. */
interface WayBackTo {
  readonly release?: ReleaseId | undefined
  readonly tenant?: TenantId | undefined
}

/** Where an environment goes back to an earlier release, or to the one that is named. */
export const rollbackAddress = (
  project: ProjectId,
  environment: EnvironmentId,
  { release, tenant }: WayBackTo = {}
): string => `/projects/${project}/rollback/${environment}${query({ to: release, for: tenant })}`

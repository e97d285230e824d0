import type { EnvironmentId, TenantId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { TenantRef } from '@shared/model/tenant'
import type { ReleaseTenant } from '@shared/release-calls'

/** Where something is launched: an environment, for a tenant or without one. */
export interface Place {
  readonly environment: Environment
  readonly tenant: TenantRef | null
}

interface PlaceIds {
  readonly environment: { readonly id: EnvironmentId }
  readonly tenant: { readonly id: TenantId } | null
}

/** Tells places apart. */
export const placeKey = ({ environment, tenant }: PlaceIds): string =>
  tenant === null ? environment.id : `${environment.id} ${tenant.id}`

/** `Test`, or `Test for Acme`. */
export const placeName = ({ environment, tenant }: Place): string =>
  tenant === null ? environment.name : `${environment.name} for ${tenant.name}`

/**
 * The places of some tenants in some environments: where each of them is linked. A tenant that the release cannot be for
 * at all is planned all the same, because the plan says why.
 * @param able the tenants that the release can be for, with where they are linked
 */
export function placesFor(
  environments: readonly Environment[],
  tenants: readonly TenantRef[],
  able: readonly ReleaseTenant[]
): readonly Place[] {
  const linked = new Map(able.map(item => [item.tenant.id, new Set(item.environments.map(({ id }) => id))]))
  const isPlace = (environment: EnvironmentId, tenant: TenantId) => linked.get(tenant)?.has(environment) ?? true
  return environments.flatMap(environment =>
    tenants.filter(({ id }) => isPlace(environment.id, id)).map(tenant => ({ environment, tenant }))
  )
}

/** The environments of some places, each once. */
export const environmentsOf = (places: readonly Place[]): readonly Environment[] => [
  ...new Map(places.map(({ environment }) => [environment.id, environment])).values()
]

/** Where all of it goes, on a button: `Test`, `Test for Acme`, `3 environments`, `Test for 5 tenants`. */
export function placesWords(places: readonly Place[]): string {
  const [only] = places
  if (places.length === 1 && only) return placeName(only)
  const environments = environmentsOf(places)
  const tenants = new Set(places.map(({ tenant }) => tenant?.id ?? null))
  const where = environments.length === 1 ? (environments[0]?.name ?? '') : `${environments.length} environments`
  if (tenants.size > 1) return `${where} for ${tenants.size} tenants`
  return only?.tenant ? `${where} for ${only.tenant.name}` : where
}

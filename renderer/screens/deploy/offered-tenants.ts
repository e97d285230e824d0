import type { ReleaseId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { TenantRef } from '@shared/model/tenant'
import type { ReleaseTenant, TenantEnvironment } from '@shared/release-calls'
import type { TenantChoice } from './use-tenant-choice'

/** A tenant that may be chosen, as it stands in the environments that are chosen. */
export interface OfferedTenant {
  readonly tenant: TenantRef
  /** Why it may be deployed for it in none of them; null where it may in one. */
  readonly why: string | null
  /** What it has there now: `has 1.4.1`, or `Test: has 1.4.1, Staging: has nothing`. */
  readonly has: string
  /** Whether it has the release everywhere there already. */
  readonly isCurrent: boolean
}

/** The tenants that are linked to a chosen environment; all of them where none is chosen. */
export function offeredTenants(
  { able }: Pick<TenantChoice, 'able'>,
  chosen: readonly Environment[],
  releaseId: ReleaseId | undefined
): readonly OfferedTenant[] {
  return able.flatMap(item => {
    const there = placesIn(item, chosen)
    if (there.length === 0 && chosen.length > 0) return []
    const open = there.some(({ place }) => place.why === null)
    return [
      {
        tenant: item.tenant,
        why: there.length === 0 || open ? null : (there[0]?.place.why ?? null),
        has: there
          .map(({ name, place }) => (there.length === 1 ? hasWords(place) : `${name}: ${hasWords(place)}`))
          .join(', '),
        isCurrent: there.length > 0 && there.every(({ place }) => place.current?.releaseId === releaseId)
      }
    ]
  })
}

const placesIn = ({ environments }: ReleaseTenant, chosen: readonly Environment[]) =>
  chosen.flatMap(({ id, name }) => {
    const place = environments.find(item => item.id === id)
    return place === undefined ? [] : [{ name, place }]
  })

const hasWords = ({ current }: TenantEnvironment): string =>
  current === null ? 'has nothing' : `has ${current.releaseVersion}`

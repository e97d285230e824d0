import type { TenantRef } from '@shared/model/tenant'
import { useSearch } from '../../navigation/history'
import { routeId } from '../../navigation/route-id'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'

/** The tenant that an address names; `id` is known at once, its name as soon as tenants are read. */
export interface AddressTenant {
  readonly id: TenantRef['id'] | null
  readonly name: string | null
  /** ` for Acme`, at the end of what is said about an environment; empty without a tenant. */
  readonly words: string
}

export function useAddressTenant(): AddressTenant {
  const id = routeId('tenant', new URLSearchParams(useSearch()).get('for') ?? undefined)
  const tenants = valueOr(useRead('tenant.list', id === null ? null : {}).load, [])
  const name = tenants.find(tenant => tenant.id === id)?.name ?? null
  return { id, name, words: id === null ? '' : ` for ${name ?? 'a tenant'}` }
}

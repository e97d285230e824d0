import type { Tenant } from '@shared/model/tenant'
import { hasText } from '@shared/model/text'

/** What somebody wants to see of the tenants. */
export interface TenantFilter {
  /** Words that name, tags or projects have. */
  readonly text: string
  /** A tag; null for any. */
  readonly tag: string | null
}

export const allTenants: TenantFilter = { text: '', tag: null }

/**
 * Whether a filter lets a tenant through.
 * @param more what else words are looked for in, such as the names of its projects
 */
export function isShown(
  { name, tags }: Pick<Tenant, 'name' | 'tags'>,
  filter: TenantFilter,
  more: readonly string[] = []
): boolean {
  if (filter.tag !== null && !hasText(tags, filter.tag)) return false
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  const where = [name, ...tags, ...more].join(' ').toLowerCase()
  return words.every(word => where.includes(word))
}

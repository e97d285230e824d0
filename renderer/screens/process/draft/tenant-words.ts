import { tagWords } from '@shared/model/tenant-tag'
import type { ActionSettings } from './nodes'

/** For which tenants an action is: `only for tenants with Region/North`; null for all. */
export const tenantWords = ({ tenantTags }: Pick<ActionSettings, 'tenantTags'>): string | null =>
  tenantTags === undefined ? null : `only for tenants with ${tagWords(tenantTags)}`

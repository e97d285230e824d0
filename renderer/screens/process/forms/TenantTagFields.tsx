import { TagsField } from '../../tenants/TagsField'
import type { ActionForm } from './form-host'

/** For which tenants it takes part. There is nothing to choose as long as the project takes none. */
export function TenantTagFields({ settings, issueOf, around, onChange }: ActionForm) {
  const chosen = settings.tenantTags ?? []
  if (!around.takesTenants && chosen.length === 0) return null
  return (
    <TagsField
      label="Tenants"
      description="Only for tenants with these tags, and not without a tenant; without any, for all. Tags of one set are alternatives; a tenant needs one of each set."
      value={chosen}
      error={issueOf('tenantTags')}
      onChange={tags => onChange({ tenantTags: tags.length === 0 ? undefined : [...tags] })}
    />
  )
}

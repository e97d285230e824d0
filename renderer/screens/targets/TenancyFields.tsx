import { MultiSelect, Select } from '@mantine/core'
import type { Target } from '@shared/model/target'
import type { SaveForm } from '../../forms/use-save-form'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { TagsField } from '../tenants/TagsField'
import type { TargetFormValues } from './target-form'

interface TenancyFieldsProps {
  readonly save: SaveForm<TargetFormValues, Target>
}

/** Which deployments use a target: those without a tenant, those for some tenants, or both. Asked for once there are tenants. */
export function TenancyFields({ save: { form } }: TenancyFieldsProps) {
  const tenants = valueOr(useRead('tenant.list', {}).load, [])
  const { tenancy, tenantIds, tenantTags } = form.values
  if (tenants.length === 0 && tenancy === 'none') return null
  return (
    <>
      <Select
        label="Tenants"
        allowDeselect={false}
        data={[
          { value: 'none', label: 'Only deployments without a tenant' },
          { value: 'tenanted', label: 'Only deployments for some tenants' },
          { value: 'both', label: 'Both: without a tenant, and for some' }
        ]}
        {...form.getInputProps('tenancy')}
      />
      {tenancy !== 'none' && (
        <>
          <MultiSelect
            label="For these tenants"
            placeholder={tenantIds.length === 0 ? 'Choose tenants' : ''}
            searchable
            clearable
            nothingFoundMessage="No such tenant"
            data={tenants.map(({ id, name }) => ({ value: id as string, label: name }))}
            value={tenantIds}
            error={form.errors['tenancy.tenantIds']}
            onChange={next => {
              form.setFieldValue('tenantIds', next)
              form.clearFieldError('tenancy.tenantIds')
            }}
          />
          <TagsField
            label="And for tenants with these tags"
            description="Tags of one set are alternatives; a tenant needs one of each set."
            value={tenantTags}
            error={form.errors['tenancy.tags']}
            onChange={tags => {
              form.setFieldValue('tenantTags', tags)
              for (const path of ['tenancy.tenantIds', 'tenancy.tags']) form.clearFieldError(path)
            }}
          />
        </>
      )}
    </>
  )
}

import { Textarea, TextInput } from '@mantine/core'
import { canonicalJson } from '@shared/canonical-json'
import type { Tenant } from '@shared/model/tenant'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import { useRecordForm } from '../../forms/use-record-form'
import { useCatalog } from '../../stores/catalog'
import { LinkFields } from './LinkFields'
import { TagsField } from './TagsField'
import { type TenantValues, tenantFields, tenantInputOf, tenantValuesOf } from './tenant-form'

interface TenantDrawerProps {
  /** As it is stored at the moment; null makes a new one. */
  readonly tenant: Tenant | null
  readonly onClose: () => void
}

const keyOf = (values: TenantValues): string => canonicalJson(tenantInputOf(values))

/** Adds or changes a tenant: its tags, and which projects it gets in which environments. */
export function TenantDrawer({ tenant, onClose }: TenantDrawerProps) {
  const save = useRecordForm<TenantValues, Tenant>({
    stored: tenantValuesOf(tenant),
    keyOf,
    what: tenant === null ? 'The new tenant' : `The tenant ${tenant.name}`,
    fields: tenantFields,
    prefix: 'value',
    send: values => {
      const value = tenantInputOf(values)
      return tenant === null ? api.call('tenant.create', value) : api.call('tenant.update', { id: tenant.id, value })
    }
  })
  const { form } = save
  const leave = async () => {
    onClose()
    await useCatalog.getState().refresh('tenant')
  }
  return (
    <FormFrame
      shape="drawer"
      size={560}
      title={tenant === null ? 'Add tenant' : `Edit ${tenant.name}`}
      submitLabel={tenant === null ? 'Add tenant' : 'Save'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      <TextInput label="Name" placeholder="Acme" data-autofocus {...form.getInputProps('name')} />
      <Textarea label="Description" autosize minRows={2} maxRows={6} {...form.getInputProps('description')} />
      <TagsField
        label="Tags"
        description="A set and a tag, such as Region/North. Channels, steps, targets and variables choose tenants by them; press Enter after each."
        value={form.values.tags}
        error={form.errors.tags}
        onChange={tags => form.setFieldValue('tags', tags)}
      />
      <LinkFields
        links={form.values.projects}
        errors={form.errors}
        onChange={projects => {
          form.setFieldValue('projects', projects)
          for (const path of Object.keys(form.errors)) if (path.startsWith('projects')) form.clearFieldError(path)
        }}
      />
    </FormFrame>
  )
}

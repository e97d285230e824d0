import { Button } from '@mantine/core'
import { type Tenant, tagsInUse } from '@shared/model/tenant'
import { useRef, useState } from 'react'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useScreenKey } from '../../lib/use-screen-key'
import { useAdding } from '../../navigation/use-adding'
import { useRead } from '../../stores/catalog'
import { asStored, valueOr } from '../../stores/load'
import { DeleteTenant } from './DeleteTenant'
import { TenantDrawer } from './TenantDrawer'
import { TenantFilters } from './TenantFilters'
import { TenantsCard } from './TenantsCard'
import { TenantTable } from './TenantTable'
import { allTenants, isShown } from './tenant-list'

type Open =
  | { readonly kind: 'none' }
  | { readonly kind: 'edit'; readonly tenant: Tenant | null }
  | { readonly kind: 'delete'; readonly tenant: Tenant }

/** Those for whom the same release is deployed separately. */
export function TenantsScreen() {
  const { load, again } = useRead('tenant.list', {})
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const close = () => setOpen({ kind: 'none' })
  const add = () => setOpen({ kind: 'edit', tenant: null })
  useAdding(add)
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add tenant (N)">
      Add tenant
    </Button>
  )
  return (
    <Screen>
      <PageHeader
        title="Tenants"
        help="tenants"
        subtitle="Customers, sites or stores: the same release is deployed for each of them separately."
        actions={addButton}
      />
      <Loaded load={load} onRetry={again} what="tenants">
        {tenants =>
          tenants.length === 0 ? (
            <EmptyState icon="tenant" title="No tenants yet">
              A tenant is somebody for whom a release is deployed separately, such as a customer or a store. It gets the
              projects that it is linked to, once they take tenants. Press <Kbd keys="N" /> to add one.
            </EmptyState>
          ) : (
            <List
              tenants={tenants}
              onEdit={tenant => setOpen({ kind: 'edit', tenant })}
              onDelete={tenant => setOpen({ kind: 'delete', tenant })}
            />
          )
        }
      </Loaded>
      {open.kind === 'edit' && <TenantDrawer tenant={asStored(load, open.tenant)} onClose={close} />}
      {open.kind === 'delete' && <DeleteTenant tenant={open.tenant} onClose={close} onDeleted={close} />}
    </Screen>
  )
}

interface ListProps {
  readonly tenants: readonly Tenant[]
  readonly onEdit: (tenant: Tenant) => void
  readonly onDelete: (tenant: Tenant) => void
}

function List({ tenants, onEdit, onDelete }: ListProps) {
  const projects = valueOr(useRead('project.list', {}).load, [])
  const [filter, setFilter] = useState(allTenants)
  const search = useRef<HTMLInputElement>(null)
  useScreenKey('f', () => search.current?.focus())
  const projectNames = ({ projects: links }: Tenant) =>
    links.map(({ projectId }) => projects.find(({ id }) => id === projectId)?.name ?? '')
  const shown = tenants.filter(tenant => isShown(tenant, filter, projectNames(tenant)))
  return (
    <>
      <TenantFilters tags={tagsInUse(tenants)} filter={filter} search={search} onChange={setFilter} />
      <TenantsCard count={shown.length}>
        <TenantTable tenants={shown} projects={projects} onEdit={onEdit} onDelete={onDelete} />
      </TenantsCard>
    </>
  )
}

import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import type { Tenant } from '@shared/model/tenant'
import { listOf } from '@shared/plan/words'
import { Link } from 'wouter'
import { type Column, DataTable } from '../../components/DataTable'
import { RowMenu } from '../../components/RowMenu'
import { Tags } from '../../components/Tags'
import { tenantPath } from '../../lib/tenant-path'
import { navigate } from '../../navigation/history'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import classes from './tenants.module.css'

interface TenantTableProps {
  readonly tenants: readonly Tenant[]
  readonly projects: readonly Project[]
  readonly onEdit: (tenant: Tenant) => void
  readonly onDelete: (tenant: Tenant) => void
}

/** Tenants with their tags and with what they get where. */
export function TenantTable({ tenants, projects, onEdit, onDelete }: TenantTableProps) {
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const columns: readonly Column<Tenant>[] = [
    {
      key: 'name',
      header: 'Tenant',
      width: '24%',
      cell: tenant => <Link href={tenantPath(tenant)}>{tenant.name}</Link>
    },
    { key: 'tags', header: 'Tags', width: '28%', cell: ({ tags }) => <Tags items={tags} /> },
    {
      key: 'projects',
      header: 'Gets',
      cell: tenant => <Links tenant={tenant} projects={projects} environments={environments} />
    },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: tenant => (
        <RowMenu
          label={`Actions for ${tenant.name}`}
          items={[
            { label: 'Edit…', icon: 'edit', onSelect: () => onEdit(tenant) },
            { label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: () => onDelete(tenant) }
          ]}
        />
      )
    }
  ]
  return (
    <DataTable
      label="Tenants"
      columns={columns}
      rows={tenants}
      rowKey={({ id }) => id}
      onOpen={tenant => navigate(tenantPath(tenant))}
    />
  )
}

interface LinksProps {
  readonly tenant: Tenant
  readonly projects: readonly Project[]
  readonly environments: readonly Environment[]
}

/** Each project with its environments: `Shop in Test and Production`. */
function Links({ tenant, projects, environments }: LinksProps) {
  if (tenant.projects.length === 0) return <span className={classes.quiet}>No project yet</span>
  return (
    <ul className={classes.projects}>
      {tenant.projects.map(({ projectId, environmentIds }) => (
        <li key={projectId}>
          {projects.find(({ id }) => id === projectId)?.name}{' '}
          <span className={classes.where}>
            in {listOf(environments.filter(({ id }) => environmentIds.includes(id)).map(({ name }) => name))}
          </span>
        </li>
      ))}
    </ul>
  )
}

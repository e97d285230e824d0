import { Button } from '@mantine/core'
import type { Dashboard, DashboardRow } from '@shared/dashboard'
import type { ProjectId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import { isLinked, type Tenant, tagsInUse } from '@shared/model/tenant'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { EmptyState } from '../../components/EmptyState'
import { EnvironmentMatrix } from '../../components/EnvironmentMatrix'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Tags } from '../../components/Tags'
import { tenantPath } from '../../lib/tenant-path'
import { useScreenKey } from '../../lib/use-screen-key'
import { useRead } from '../../stores/catalog'
import { useDashboard } from '../../stores/dashboard'
import { bothLoads } from '../../stores/load'
import { showOverlay } from '../../stores/overlay'
import { NotFoundScreen } from '../NotFoundScreen'
import { ProjectTabs } from '../projects/ProjectTabs'
import { TenantFilters } from './TenantFilters'
import { TenantsCard } from './TenantsCard'
import { tenantCell } from './tenant-cell'
import { allTenants, isShown } from './tenant-list'
import classes from './tenants.module.css'

/** A project by tenant: what each of them has in each environment. */
export function ProjectTenantsScreen({ projectId }: { readonly projectId: ProjectId }) {
  const dashboard = useDashboard()
  const tenants = useRead('tenant.list', {})
  const { fetch } = dashboard
  useEffect(() => void fetch(), [fetch])
  const retry = () => {
    void fetch()
    tenants.again()
  }
  return (
    <Loaded load={bothLoads(dashboard.load, tenants.load)} onRetry={retry} what="the project's tenants">
      {([whole, all]) => {
        const row = whole.groups.flatMap(({ projects }) => projects).find(({ project }) => project.id === projectId)
        return row === undefined ? (
          <NotFoundScreen what="project" />
        ) : (
          <ByTenant
            row={row}
            tenants={all.filter(({ projects }) => projects.some(link => link.projectId === projectId))}
            environments={environmentsOf(whole, row)}
          />
        )
      }}
    </Loaded>
  )
}

/** Those that a tenant is linked to. */
const environmentsOf = ({ environments }: Dashboard, { tenants = {} }: DashboardRow): readonly Environment[] =>
  environments.filter(({ id }) => (tenants[id]?.linked ?? []).length > 0)

interface ByTenantProps {
  readonly row: DashboardRow
  /** Linked to the project. */
  readonly tenants: readonly Tenant[]
  readonly environments: readonly Environment[]
}

function ByTenant({ row, tenants, environments }: ByTenantProps) {
  const { project } = row
  const takesTenants = project.releases?.tenancy !== undefined
  const deploy = () => showOverlay({ kind: 'deploy', projectId: project.id })
  useScreenKey('d', deploy, takesTenants)
  return (
    <Screen>
      <PageHeader
        title="Tenants"
        help="tenants"
        crumbs={[
          { label: 'Projects', href: '/projects' },
          { label: project.name, href: `/projects/${project.id}` }
        ]}
        actions={
          takesTenants &&
          tenants.length > 0 && (
            <Button
              leftSection={<Icon name="deployment" size={14} />}
              onClick={deploy}
              title={`Deploy ${project.name} (D)`}
            >
              Deploy…
            </Button>
          )
        }
      >
        <ProjectTabs projectId={project.id} current="tenants" />
      </PageHeader>
      {takesTenants && tenants.length > 0 ? (
        <List row={row} tenants={tenants} environments={environments} />
      ) : (
        <Nobody projectId={project.id} name={project.name} takesTenants={takesTenants} />
      )}
    </Screen>
  )
}

interface NobodyProps {
  readonly projectId: ProjectId
  readonly name: string
  readonly takesTenants: boolean
}

const Nobody = ({ projectId, name, takesTenants }: NobodyProps) =>
  takesTenants ? (
    <EmptyState
      icon="tenant"
      title="No tenant gets this project yet"
      action={
        <Button component={Link} href="/tenants">
          Go to tenants
        </Button>
      }
    >
      Link a tenant to {name} and say in which environments it gets it.
    </EmptyState>
  ) : (
    <EmptyState
      icon="tenant"
      title="This project takes no tenants"
      action={
        <Button component={Link} href={`/projects/${projectId}/settings`}>
          Go to the settings
        </Button>
      }
    >
      Its settings say whether {name} is deployed for tenants.
    </EmptyState>
  )

function List({ row, tenants, environments }: ByTenantProps) {
  const [filter, setFilter] = useState(allTenants)
  const search = useRef<HTMLInputElement>(null)
  useScreenKey('f', () => search.current?.focus())
  const { project } = row
  const shown = tenants.filter(tenant => isShown(tenant, filter))
  return (
    <>
      <TenantFilters tags={tagsInUse(tenants)} filter={filter} search={search} onChange={setFilter} />
      <TenantsCard count={shown.length}>
        <EnvironmentMatrix
          label={`${project.name} by tenant`}
          rowHeader="Tenant"
          groups={[{ key: 'tenants', heading: null, rows: shown }]}
          rowKey={({ id }) => id}
          renderRow={tenant => <TenantName tenant={tenant} />}
          renderCell={(tenant, environment) =>
            tenantCell({
              tenant,
              project,
              environment,
              isLinked: isLinked(tenant, project.id, environment.id),
              cell: row.tenants?.[environment.id]?.cells.find(({ newest }) => newest.tenant?.id === tenant.id) ?? null
            })
          }
          environments={environments}
        />
      </TenantsCard>
    </>
  )
}

const TenantName = ({ tenant }: { readonly tenant: Tenant }) => (
  <div className={classes.name}>
    <Link href={tenantPath(tenant)} className={classes.nameLink ?? ''} title={tenant.name}>
      {tenant.name}
    </Link>
    {tenant.tags.length > 0 && <Tags items={tenant.tags} />}
  </div>
)

import { Button } from '@mantine/core'
import type { TenantId } from '@shared/ids'
import type { Tenant } from '@shared/model/tenant'
import type { TenantOverview } from '@shared/tenant-calls'
import { useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { EnvironmentMatrix } from '../../components/EnvironmentMatrix'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { Tags } from '../../components/Tags'
import { projectTenantsPath } from '../../lib/tenant-path'
import { useScreenKey } from '../../lib/use-screen-key'
import { navigate } from '../../navigation/history'
import { useRead } from '../../stores/catalog'
import { showOverlay } from '../../stores/overlay'
import { NotFoundScreen } from '../NotFoundScreen'
import { TaskTable } from '../tasks/TaskTable'
import { DeleteTenant } from './DeleteTenant'
import { TenantDrawer } from './TenantDrawer'
import { tenantCell } from './tenant-cell'
import { placeTable, type TenantRow } from './tenant-places'
import classes from './tenants.module.css'

/** One tenant: what it has of each project in each environment, and what went on for it. */
export function TenantScreen({ tenantId }: { readonly tenantId: TenantId }) {
  const { load, again } = useRead('tenant.overview', { id: tenantId })
  if (load.state === 'failed' && load.failure.kind === 'not-found') return <NotFoundScreen what="tenant" />
  return (
    <Loaded load={load} onRetry={again} what="the tenant">
      {overview => <Overview overview={overview} />}
    </Loaded>
  )
}

function Overview({ overview }: { readonly overview: TenantOverview }) {
  const { tenant, places, deployments } = overview
  const [open, setOpen] = useState<'none' | 'edit' | 'delete'>('none')
  const close = () => setOpen('none')
  const deploy = () => showOverlay({ kind: 'deploy', tenantId: tenant.id })
  useScreenKey('e', () => setOpen('edit'))
  useScreenKey('d', deploy)
  return (
    <Screen>
      <Head tenant={tenant} onDeploy={deploy} onEdit={() => setOpen('edit')} onDelete={() => setOpen('delete')} />
      <Section title="What it has">
        {places.length === 0 ? (
          <Card>
            <p className={classes.none}>
              It is linked to no project yet. Choose <strong>Edit…</strong> to say what it gets, and where.
            </p>
          </Card>
        ) : (
          <Places overview={overview} />
        )}
      </Section>
      <Section title="Newest deployments">
        <Card padding={deployments.length === 0 ? 'normal' : 'flush'}>
          {deployments.length === 0 ? (
            <p className={classes.none}>Nothing has been deployed or run for it yet.</p>
          ) : (
            <TaskTable tasks={deployments} label="Newest deployments" show="past" />
          )}
        </Card>
      </Section>
      {open === 'edit' && <TenantDrawer tenant={tenant} onClose={close} />}
      {open === 'delete' && (
        <DeleteTenant
          tenant={tenant}
          onClose={close}
          onDeleted={() => {
            close()
            navigate('/tenants', { replace: true })
          }}
        />
      )}
    </Screen>
  )
}

interface HeadProps {
  readonly tenant: Tenant
  readonly onDeploy: () => void
  readonly onEdit: () => void
  readonly onDelete: () => void
}

function Head({ tenant, onDeploy, onEdit, onDelete }: HeadProps) {
  return (
    <PageHeader
      title={tenant.name}
      help="tenants"
      crumbs={[{ label: 'Tenants', href: '/tenants' }]}
      badge={<Tags items={tenant.tags} />}
      {...(tenant.description === '' ? {} : { subtitle: tenant.description })}
      actions={
        <>
          <RowMenu
            label="Actions for this tenant"
            items={[
              { label: 'Edit…', icon: 'edit', onSelect: onEdit },
              { label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: onDelete }
            ]}
          />
          <Button
            leftSection={<Icon name="deployment" size={14} />}
            onClick={onDeploy}
            title={`Deploy a release for ${tenant.name} (D)`}
          >
            Deploy…
          </Button>
        </>
      }
    />
  )
}

function Places({ overview: { tenant, places } }: { readonly overview: TenantOverview }) {
  const { environments, rows } = placeTable(places)
  return (
    <Card padding="flush">
      <EnvironmentMatrix
        label={`What ${tenant.name} has`}
        rowHeader="Project"
        groups={[{ key: 'projects', heading: null, rows }]}
        rowKey={({ project }) => project.id}
        renderRow={row => <ProjectName row={row} />}
        renderCell={({ places: own, project }, environment) => {
          const place = own[environment.id]
          return tenantCell({
            tenant,
            project,
            environment,
            isLinked: place?.isLinked === true,
            cell: place?.cell ?? null
          })
        }}
        environments={environments}
      />
    </Card>
  )
}

function ProjectName({ row: { project } }: { readonly row: TenantRow }) {
  return (
    <div className={classes.name}>
      <Link href={projectTenantsPath(project.id)} className={classes.nameLink ?? ''} title={project.name}>
        {project.name}
      </Link>
      {project.releases?.tenancy === undefined && (
        <Link href={`/projects/${project.id}/settings`} className={classes.gone ?? ''}>
          Takes no tenants
        </Link>
      )}
    </div>
  )
}

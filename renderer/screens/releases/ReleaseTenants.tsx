import type { Release } from '@shared/model/release'
import { tagsInUse } from '@shared/model/tenant'
import type { ReleaseTenant } from '@shared/release-calls'
import { useRef, useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { EnvironmentMatrix } from '../../components/EnvironmentMatrix'
import { Loaded } from '../../components/Loaded'
import { Section } from '../../components/Section'
import { Tags } from '../../components/Tags'
import { tenantPath } from '../../lib/tenant-path'
import { useScreenKey } from '../../lib/use-screen-key'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { TenantFilters } from '../tenants/TenantFilters'
import { TenantsCard } from '../tenants/TenantsCard'
import { allTenants, isShown } from '../tenants/tenant-list'
import classes from './ReleaseScreen.module.css'
import { releaseTenantCell } from './release-tenant-cell'

interface ReleaseTenantsProps {
  readonly release: Release
  /** Whether it can be deployed at all: what is stored of it is intact. */
  readonly isIntact: boolean
}

/** How far a release has come for each of its tenants. */
export function ReleaseTenants({ release, isIntact }: ReleaseTenantsProps) {
  const { load, again } = useRead('release.tenants', { id: release.id })
  return (
    <Section title="Progress by tenant" description="Each tenant goes its own way through the lifecycle.">
      <Loaded load={load} onRetry={again} what="its tenants">
        {tenants =>
          tenants.length === 0 ? (
            <Card>
              <p className={classes.none}>
                No tenant gets it: none is linked to the project, or its channel is for others.{' '}
                <Link href="/tenants" className={classes.inText ?? ''}>
                  Go to tenants
                </Link>
              </p>
            </Card>
          ) : (
            <Table release={release} isIntact={isIntact} tenants={tenants} />
          )
        }
      </Loaded>
    </Section>
  )
}

interface TableProps extends ReleaseTenantsProps {
  readonly tenants: readonly ReleaseTenant[]
}

/** From so many tenants on they can be narrowed. */
const narrowedFrom = 6

function Table({ release, isIntact, tenants }: TableProps) {
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const [filter, setFilter] = useState(allTenants)
  const search = useRef<HTMLInputElement>(null)
  useScreenKey('f', () => search.current?.focus(), tenants.length >= narrowedFrom)
  const linked = new Set(tenants.flatMap(item => item.environments.map(({ id }) => id)))
  const shown = tenants.filter(({ tenant }) => isShown(tenant, filter))
  return (
    <>
      {tenants.length >= narrowedFrom && (
        <TenantFilters
          tags={tagsInUse(tenants.map(({ tenant }) => tenant))}
          filter={filter}
          search={search}
          onChange={setFilter}
        />
      )}
      <TenantsCard count={shown.length}>
        <EnvironmentMatrix
          label={`Progress of ${release.version} by tenant`}
          rowHeader="Tenant"
          groups={[{ key: 'tenants', heading: null, rows: shown }]}
          rowKey={({ tenant }) => tenant.id}
          renderRow={({ tenant }) => (
            <>
              <Link href={tenantPath(tenant)} className={classes.tenant ?? ''} title={tenant.name}>
                {tenant.name}
              </Link>
              {tenant.tags.length > 0 && <Tags items={tenant.tags} />}
            </>
          )}
          renderCell={(item, environment) => releaseTenantCell({ release, isIntact, item, environment })}
          environments={environments.filter(({ id }) => linked.has(id))}
        />
      </TenantsCard>
    </>
  )
}

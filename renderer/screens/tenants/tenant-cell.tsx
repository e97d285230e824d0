import type { DashboardCell } from '@shared/dashboard'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import type { Tenant } from '@shared/model/tenant'
import { DeployButton } from '../../components/DeployButton'
import matrix from '../../components/EnvironmentMatrix.module.css'
import { PlaceCell } from '../../components/PlaceCell'
import { showOverlay } from '../../stores/overlay'
import classes from './tenants.module.css'

interface TenantCellContent {
  readonly tenant: Pick<Tenant, 'id' | 'name'>
  readonly project: Project
  readonly environment: Environment
  readonly isLinked: boolean
  /** Null where nothing was ever deployed. */
  readonly cell: DashboardCell | null
}

/** What a tenant has of a project in an environment: the newest attempt as it is, and what is there if that is another. */
export function tenantCell({ tenant, project, environment, isLinked, cell }: TenantCellContent) {
  const place = `${environment.name} for ${tenant.name}`
  if (cell !== null)
    return (
      <PlaceCell cell={cell} place={place}>
        {!isLinked && <span className={classes.unlinked}>Not linked any more</span>}
      </PlaceCell>
    )
  if (!isLinked || project.releases?.tenancy === undefined)
    return (
      <span className={matrix.none} title={`${tenant.name} does not get ${project.name} in ${environment.name}`}>
        –
      </span>
    )
  return (
    <DeployButton
      label={`Deploy ${project.name} to ${place}`}
      onClick={() =>
        showOverlay({ kind: 'deploy', projectId: project.id, environmentId: environment.id, tenantId: tenant.id })
      }
    />
  )
}

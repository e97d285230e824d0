import type { TenantId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Release } from '@shared/model/release'
import type { ReleaseTenant, TenantEnvironment } from '@shared/release-calls'
import { Link } from 'wouter'
import { DeployButton } from '../../components/DeployButton'
import { DeploymentCell } from '../../components/DeploymentCell'
import matrix from '../../components/EnvironmentMatrix.module.css'
import { Icon } from '../../components/Icon'
import type { RowMenuItem } from '../../components/RowMenu'
import { navigate } from '../../navigation/history'
import { showOverlay } from '../../stores/overlay'
import { changesAddress } from '../comparison/addresses'
import { CellMenu } from '../comparison/CellMenu'

interface ReleaseTenantCellContent {
  readonly release: Release
  readonly isIntact: boolean
  readonly item: ReleaseTenant
  readonly environment: Environment
}

/** A release for a tenant in an environment: how it went there, what the tenant has, and whether it may go there. */
export function releaseTenantCell({ release, isIntact, item, environment }: ReleaseTenantCellContent) {
  const { tenant, environments } = item
  const place = environments.find(({ id }) => id === environment.id)
  if (place === undefined)
    return (
      <span className={matrix.none} title={`${tenant.name} is not linked to ${environment.name}`}>
        –
      </span>
    )
  const deploy = () =>
    showOverlay({
      kind: 'deploy',
      projectId: release.projectId,
      releaseId: release.id,
      environmentId: environment.id,
      tenantId: tenant.id
    })
  const mayGo = isIntact && place.why === null
  const verb = environments.some(({ cell }) => cell?.newest.outcome === 'succeeded') ? 'Promote' : 'Deploy'
  return (
    <div className={matrix.beside}>
      <div className={matrix.stack}>
        {place.cell !== null && <DeploymentCell summary={place.cell.newest} withVersion={false} />}
        <Now place={place} environmentName={environment.name} />
        {mayGo && place.cell === null && (
          <DeployButton
            isNext={place.isNext}
            text={`${verb}…`}
            label={`${verb} ${release.version} to ${environment.name} for ${tenant.name}`}
            onClick={deploy}
          />
        )}
        {place.why !== null && place.cell === null && (
          <span className={matrix.none} title={place.why}>
            <Icon name="lock" size={12} label={place.why} /> closed
          </span>
        )}
      </div>
      {(mayGo || place.cell !== null) && (
        <CellMenu
          label={`More for ${tenant.name} in ${environment.name}`}
          items={() => [...(mayGo ? [deployItem(place, deploy)] : []), changesItem(release, tenant.id, place)]}
          back={place.current && { projectId: release.projectId, environmentId: place.id, tenantId: tenant.id }}
          place={`${environment.name} for ${tenant.name}`}
        />
      )}
    </div>
  )
}

const deployItem = ({ cell }: TenantEnvironment, deploy: () => void): RowMenuItem => ({
  label: cell === null ? 'Deploy…' : 'Deploy again…',
  icon: 'deployment',
  onSelect: deploy
})

const changesItem = (release: Release, tenant: TenantId, { id }: TenantEnvironment): RowMenuItem => ({
  label: 'What would change',
  icon: 'eye',
  onSelect: () => navigate(changesAddress(release.id, id, tenant))
})

interface NowProps {
  readonly place: TenantEnvironment
  readonly environmentName: string
}

/** What the tenant has there at the moment. */
function Now({ place: { cell, current }, environmentName }: NowProps) {
  if (cell?.isCurrent === true)
    return (
      <span className={matrix.current}>
        <Icon name="check" size={12} />
        is there
      </span>
    )
  if (current === null) return null
  const words = `${current.releaseVersion} is there`
  return (
    <Link href={`/deployments/${current.id}`} className={matrix.there ?? ''} title={`In ${environmentName}: ${words}`}>
      {words}
    </Link>
  )
}

import type { Environment } from '@shared/model/environment'
import type { ReleaseRow } from '@shared/release-calls'
import { DeployButton } from '../../components/DeployButton'
import { DeploymentCell } from '../../components/DeploymentCell'
import matrix from '../../components/EnvironmentMatrix.module.css'
import { Icon } from '../../components/Icon'
import { ReleaseTenantCounts } from '../../components/ReleaseTenantCounts'
import { SpareMenu } from '../../components/SpareMenu'
import { navigate } from '../../navigation/history'
import { showOverlay } from '../../stores/overlay'

interface ReleaseTenantsCellProps {
  readonly row: ReleaseRow
  readonly environment: Environment
}

/** A release of a project that takes tenants, in an environment: how many of them have it, and what is there without one. */
export function ReleaseTenantsCell({ row, environment }: ReleaseTenantsCellProps) {
  const { release, cells, deployable, next } = row
  const { id, name } = environment
  const counts = row.tenants?.[id]
  const cell = cells[id]
  const isNext = next.includes(id)
  const deploy = () =>
    showOverlay({ kind: 'deploy', projectId: release.projectId, releaseId: release.id, environmentId: id })
  return (
    <div className={matrix.beside}>
      <div className={matrix.stack}>
        {counts !== undefined && counts.linked > 0 ? (
          <ReleaseTenantCounts releaseId={release.id} environmentName={name} counts={counts} />
        ) : (
          cell === undefined && (
            <span className={matrix.none} title={`No tenant of ${release.version} is linked to ${name}`}>
              no tenant
            </span>
          )
        )}
        {cell !== undefined && (
          <>
            <span className={matrix.label}>Without a tenant</span>
            <DeploymentCell summary={cell.newest} withVersion={false}>
              {cell.isCurrent && (
                <span className={matrix.current}>
                  <Icon name="check" size={12} />
                  is there
                </span>
              )}
            </DeploymentCell>
          </>
        )}
        {isNext && <DeployButton isNext label={`Deploy ${release.version} to ${name}`} onClick={deploy} />}
      </div>
      {(isNext || deployable.includes(id)) && (
        <SpareMenu
          label={`More for ${release.version} in ${name}`}
          items={() => [
            { label: 'Deploy…', icon: 'deployment', onSelect: deploy },
            { label: 'By tenant', icon: 'tenant', onSelect: () => navigate(`/releases/${release.id}`) }
          ]}
        />
      )}
    </div>
  )
}

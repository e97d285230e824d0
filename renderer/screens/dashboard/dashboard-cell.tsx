import type { DashboardRow } from '@shared/dashboard'
import type { Environment } from '@shared/model/environment'
import { Link } from 'wouter'
import { DeployButton } from '../../components/DeployButton'
import matrix from '../../components/EnvironmentMatrix.module.css'
import { Icon } from '../../components/Icon'
import { PlaceCell } from '../../components/PlaceCell'
import { TenantTallyCell } from '../../components/TenantTallyCell'
import { showOverlay } from '../../stores/overlay'

/** What is to be said of a project in an environment: by tenant where it takes some, and without one. */
export function dashboardCell(row: DashboardRow, environment: Environment) {
  const { project, tenants } = row
  if (tenants === undefined) return <Untenanted row={row} environment={environment} />
  const there = tenants[environment.id]
  const cell = row.cells[environment.id]
  return (
    <div className={matrix.stack}>
      {there !== undefined && there.linked.length > 0 ? (
        <TenantTallyCell projectId={project.id} environmentName={environment.name} there={there} />
      ) : (
        cell === undefined && (
          <span className={matrix.none} title={`No tenant gets ${project.name} in ${environment.name}`}>
            no tenant
          </span>
        )
      )}
      {cell !== undefined && (
        <>
          <span className={matrix.label}>Without a tenant</span>
          <PlaceCell cell={cell} place={environment.name} />
        </>
      )}
    </div>
  )
}

interface UntenantedProps {
  readonly row: DashboardRow
  readonly environment: Environment
}

/** The newest attempt as it is, and what is there if that is another. */
function Untenanted({ row: { project, next, cells, closed = {} }, environment: { id, name } }: UntenantedProps) {
  const cell = cells[id]
  if (cell !== undefined) return <PlaceCell cell={cell} place={name} />
  const shut = closed[id]
  if (shut !== undefined)
    return (
      <Link href={`/projects/${project.id}`} className={matrix.closed ?? ''} title={shut.why}>
        <Icon name="lock" size={12} />
        {shut.words}
      </Link>
    )
  if (next !== null && next !== 'deploy') return <span className={matrix.none}>–</span>
  return (
    <DeployButton
      label={`Deploy ${project.name} to ${name}`}
      onClick={() => showOverlay({ kind: 'deploy', projectId: project.id, environmentId: id })}
    />
  )
}

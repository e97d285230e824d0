import { type DashboardRow, thereWords } from '@shared/dashboard'
import type { Environment } from '@shared/model/environment'
import { Link } from 'wouter'
import { DeployButton } from '../../components/DeployButton'
import { DeploymentCell } from '../../components/DeploymentCell'
import matrix from '../../components/EnvironmentMatrix.module.css'
import { showOverlay } from '../../stores/overlay'

/** What is to be said of a project in an environment: the newest attempt as it is, and what is there if that is another. */
export function dashboardCell({ project, next, cells }: DashboardRow, { id, name }: Environment) {
  const cell = cells[id]
  if (cell === undefined) {
    if (next !== null && next !== 'deploy') return <span className={matrix.none}>–</span>
    return (
      <DeployButton
        label={`Deploy ${project.name} to ${name}`}
        onClick={() => showOverlay({ kind: 'deploy', projectId: project.id, environmentId: id })}
      />
    )
  }
  const words = thereWords(cell)
  return (
    <DeploymentCell summary={cell.newest} withVersion>
      {words !== null &&
        (cell.current === null ? (
          <span className={matrix.there}>{words}</span>
        ) : (
          <Link href={`/deployments/${cell.current.id}`} className={matrix.there ?? ''} title={`In ${name}: ${words}`}>
            {words}
          </Link>
        ))}
    </DeploymentCell>
  )
}

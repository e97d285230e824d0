import type { Dashboard, DashboardRow } from '@shared/dashboard'
import type { DeploymentSummary } from '@shared/deployment'
import type { EnvironmentId, ProjectId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import type { Store } from '../store/store'
import { sortedEnvironments } from './environments'
import { processOf } from './project-content'
import { byName } from './rules'

/** Projects × environments. `deployments` come newest first; the first one of a cell is the one it shows. */
export function dashboardOf(store: Store, deployments: readonly DeploymentSummary[]): Dashboard {
  const cells = newestByCell(deployments)
  const released = new Set(store.releases.all().map(release => release.projectId))
  const projects = byName(store.projects.all())
  const row = (project: Project): DashboardRow => {
    const own = cells.get(project.id)
    return { project, next: nextFor(store, project, released, own !== undefined), cells: Object.fromEntries(own ?? []) }
  }
  return {
    environments: sortedEnvironments(store.environments.all()),
    groups: byName(store.groups.all()).map(group => ({
      group,
      projects: projects.filter(project => project.groupId === group.id).map(row)
    }))
  }
}

function newestByCell(
  deployments: readonly DeploymentSummary[]
): ReadonlyMap<ProjectId, ReadonlyMap<EnvironmentId, DeploymentSummary>> {
  const cells = new Map<ProjectId, Map<EnvironmentId, DeploymentSummary>>()
  for (const deployment of deployments) {
    const row = cells.get(deployment.projectId) ?? new Map<EnvironmentId, DeploymentSummary>()
    cells.set(deployment.projectId, row)
    if (!row.has(deployment.environmentId)) row.set(deployment.environmentId, deployment)
  }
  return cells
}

function nextFor(
  store: Store,
  project: Project,
  released: ReadonlySet<ProjectId>,
  wasDeployed: boolean
): DashboardRow['next'] {
  if (wasDeployed) return null
  if (released.has(project.id)) return 'deploy'
  return processOf(store, project.id).steps.length > 0 ? 'create-release' : 'define-process'
}

import type { DeploymentSummary } from '@shared/deployment'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import type { Release } from '@shared/model/release'
import type { PlanSurroundings } from '@shared/variables/system'
import type { Store } from '../store/store'

/** How far back is looked for what was deployed before. */
const remembered = 200

/** What a plan's system variables say about the world around it. */
export async function surroundingsFor(
  store: Store,
  project: Project,
  release: Release,
  environment: Environment
): Promise<PlanSurroundings> {
  const filter = { projectId: project.id, environmentId: environment.id }
  const past = await store.deployments.newest(filter, remembered)
  const done = past.filter(item => item.state === 'finished' && item.outcome === 'succeeded')
  const [current] = done
  const other = done.find(item => item.releaseId !== release.id)
  const releases = store.releases.all().filter(item => item.projectId === project.id)
  const previous = releases[releases.findIndex(item => item.id === release.id) - 1]
  const group = store.groups.get(project.groupId)
  return {
    group: group ? { id: group.id, name: group.name } : null,
    notes: release.notes,
    releaseCreatedAt: release.createdAt,
    previous: previous ? { id: previous.id, version: previous.version } : null,
    current: current ? { ...releaseIn(current), deploymentId: current.id } : null,
    previousInEnvironment: other ? releaseIn(other) : null,
    environmentOrder: environment.sortOrder
  }
}

const releaseIn = ({ releaseId, releaseVersion }: DeploymentSummary) => ({ id: releaseId, version: releaseVersion })

import type { DeploymentSummary } from '@shared/deployment'
import type { TenantId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import { isOfProject, type Release } from '@shared/model/release'
import type { PlanSurroundings } from '@shared/variables/system'
import type { Store } from '../store/store'
import { channelOfRelease } from './project-channels'
import { changesSince } from './release-changes'

/** How far back is looked for another release that was deployed before. */
const remembered = 200

/** What a plan's system variables say about the world around it. */
export async function surroundingsFor(
  store: Store,
  project: Project,
  release: Release,
  { environment, tenantId }: { readonly environment: Environment; readonly tenantId: TenantId | null }
): Promise<PlanSurroundings> {
  const current = store.deployments.current(project.id, { environmentId: environment.id, tenantId })
  const other = current?.releaseId === release.id ? await otherIn(store, current) : current
  const releases = store.releases.all().filter(item => item.projectId === project.id && isOfProject(item))
  const previous = releases[releases.findIndex(item => item.id === release.id) - 1]
  const group = store.groups.get(project.groupId)
  const channel = channelOfRelease(store, release)
  return {
    group: group ? { id: group.id, name: group.name } : null,
    notes: release.notes,
    releaseCreatedAt: release.createdAt,
    previous: previous ? { id: previous.id, version: previous.version } : null,
    current: current ? { ...releaseIn(current), deploymentId: current.id } : null,
    previousInEnvironment: other ? releaseIn(other) : null,
    environmentOrder: environment.sortOrder,
    ...(channel === null ? {} : { channel: { id: channel.id, name: channel.name } }),
    ...(release.customFields === undefined ? {} : { customFields: release.customFields }),
    ...(isOfProject(release) ? { changes: changesIn(store, current, release) } : {})
  }
}

/** What comes along with a release where another one is. */
const changesIn = (store: Store, current: DeploymentSummary | null, release: Release) =>
  changesSince(store, current && { version: current.releaseVersion }, release).map(({ version, notes }) => ({
    version,
    notes
  }))

/** What its place had last of another release; null where that is too long ago. */
async function otherIn(store: Store, { projectId, environmentId, tenant, releaseId }: DeploymentSummary) {
  const tenantId = tenant?.id ?? null
  const past = await store.deployments.newest(
    { projectId, environmentId, tenantId, kind: 'deployment', states: ['succeeded'] },
    remembered
  )
  return past.find(item => item.releaseId !== releaseId) ?? null
}

const releaseIn = ({ releaseId, releaseVersion }: DeploymentSummary) => ({ id: releaseId, version: releaseVersion })

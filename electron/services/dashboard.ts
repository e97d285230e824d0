import type { Dashboard, DashboardRow } from '@shared/dashboard'
import type { DeploymentSummary } from '@shared/deployment'
import { notFound } from '@shared/failure'
import type { ProjectId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { isOfProject } from '@shared/model/release'
import { defaultSettings } from '@shared/model/settings'
import { fail, ok, type Result } from '@shared/result'
import type { Change, Store } from '../store/store'
import type { ServiceContext } from './context'
import { sortedEnvironments } from './environments'
import { processOf } from './project-content'
import { cellOf } from './release-cells'
import { byName } from './rules'
import { tenantCellsOf } from './tenancy'

/** The dashboard of a workspace. `latest` gives the newest deployment of every place, in any order. */
export function createDashboard(
  { store, publish, exclusive }: Pick<ServiceContext, 'store' | 'publish' | 'exclusive'>,
  latest: () => readonly DeploymentSummary[]
) {
  return {
    get: async (): Promise<Result<Dashboard>> => ok(dashboardOf(store, latest())),

    /** Says nothing in the audit log: it is a matter of looks. */
    setFavourite: (projectId: ProjectId, isFavourite: boolean): Promise<Result<null>> =>
      exclusive(async () => {
        if (!store.projects.get(projectId)) return fail(notFound('project', projectId))
        const before = favouritesOf(store)
        if (before.includes(projectId) === isFavourite) return ok(null)
        const others = before.filter(id => id !== projectId)
        await store.settings.put(withFavourites(store, isFavourite ? [...others, projectId] : others))
        publish({ type: 'catalog.changed', entity: 'settings' })
        return ok(null)
      })
  }
}

const settingsOf = (store: Pick<Store, 'settings'>) => store.settings.get(defaultSettings.id) ?? defaultSettings

const favouritesOf = (store: Pick<Store, 'settings'>): readonly ProjectId[] => settingsOf(store).favourites ?? []

function withFavourites(store: Pick<Store, 'settings'>, favourites: readonly ProjectId[]) {
  const { favourites: _before, ...settings } = settingsOf(store)
  return favourites.length === 0 ? settings : { ...settings, favourites: [...favourites] }
}

/** What has to be changed so that a project that goes is no favourite any more; nothing where it was none. */
export function forgettingFavourite(store: Pick<Store, 'settings'>, projectId: ProjectId): readonly Change[] {
  const before = favouritesOf(store)
  if (!before.includes(projectId)) return []
  return [
    store.settings.putting(
      withFavourites(
        store,
        before.filter(id => id !== projectId)
      )
    )
  ]
}

/** Projects × environments. Runs of runbooks deploy nothing and are not shown. */
function dashboardOf(store: Store, deployments: readonly DeploymentSummary[]): Dashboard {
  const placesOf = byProject(deployments.filter(item => item.runbook === null))
  const released = new Set(store.releases.all().flatMap(release => (isOfProject(release) ? [release.projectId] : [])))
  const rows = new Map<string, DashboardRow[]>()
  for (const project of byName(store.projects.all())) {
    const places = placesOf.get(project.id) ?? []
    const alone = places.filter(({ tenant }) => tenant === undefined)
    const tenants = tenantCellsOf(store, project, places)
    const row: DashboardRow = {
      project,
      next: nextFor(store, project, released, places.length > 0),
      cells: Object.fromEntries(alone.map(newest => [newest.environmentId, cellOf(store, newest)])),
      ...(tenants === undefined ? {} : { tenants })
    }
    rows.set(project.groupId, [...(rows.get(project.groupId) ?? []), row])
  }
  return {
    favourites: favouritesOf(store).filter(id => store.projects.get(id) !== undefined),
    environments: sortedEnvironments(store.environments.all()),
    groups: byName(store.groups.all()).map(group => ({ group, projects: rows.get(group.id) ?? [] }))
  }
}

/** The newest deployment of each place, by project. */
function byProject(deployments: readonly DeploymentSummary[]): ReadonlyMap<ProjectId, readonly DeploymentSummary[]> {
  const found = new Map<ProjectId, DeploymentSummary[]>()
  for (const deployment of deployments) {
    const known = found.get(deployment.projectId)
    if (known) known.push(deployment)
    else found.set(deployment.projectId, [deployment])
  }
  return found
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

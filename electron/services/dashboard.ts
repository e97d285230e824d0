import type { ClosedCell, Dashboard, DashboardRow } from '@shared/dashboard'
import type { DeploymentSummary } from '@shared/deployment'
import { notFound } from '@shared/failure'
import type { EnvironmentId, ProjectId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import { isOfProject, type Release } from '@shared/model/release'
import { defaultSettings } from '@shared/model/settings'
import { closedWords } from '@shared/progression/progress'
import { fail, ok, type Result } from '@shared/result'
import type { Change, Store } from '../store/store'
import type { ServiceContext } from './context'
import { sortedEnvironments } from './environments'
import { progressionIn, whyClosedBy } from './progression'
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
  const newest = newestReleases(store)
  const environments = sortedEnvironments(store.environments.all())
  const rows = new Map<string, DashboardRow[]>()
  for (const project of byName(store.projects.all())) {
    const places = placesOf.get(project.id) ?? []
    const alone = places.filter(({ tenant }) => tenant === undefined)
    const tenants = tenantCellsOf(store, project, places)
    const cells = Object.fromEntries(alone.map(place => [place.environmentId, cellOf(store, place)]))
    const release = newest.get(project.id)
    // What tenants get is offered on their own list.
    const closed = release && tenants === undefined ? closedCells(store, project, release, environments, cells) : {}
    const row: DashboardRow = {
      project,
      next: nextFor(store, project, release !== undefined, places.length > 0),
      cells,
      ...(Object.keys(closed).length === 0 ? {} : { closed }),
      ...(tenants === undefined ? {} : { tenants })
    }
    rows.set(project.groupId, [...(rows.get(project.groupId) ?? []), row])
  }
  return {
    favourites: favouritesOf(store).filter(id => store.projects.get(id) !== undefined),
    environments,
    groups: byName(store.groups.all()).map(group => ({ group, projects: rows.get(group.id) ?? [] }))
  }
}

/** The release of each project that was made last. */
function newestReleases({ releases }: Pick<Store, 'releases'>): ReadonlyMap<ProjectId, Release> {
  const found = new Map<ProjectId, Release>()
  for (const release of releases.all()) if (isOfProject(release)) found.set(release.projectId, release)
  return found
}

/**
 * The empty cells that nothing may come to as things are: neither the newest release nor one that is somewhere now. Why
 * not is said of the newest one.
 */
function closedCells(
  store: Store,
  project: Project,
  newest: Release,
  environments: readonly Environment[],
  cells: DashboardRow['cells']
): Readonly<Record<EnvironmentId, ClosedCell>> {
  const empty = environments.filter(({ id }) => cells[id] === undefined)
  if (empty.length === 0) return {}
  const progression = progressionIn(store, newest, null)
  if (progression === null) return {}
  const closed = empty.flatMap(environment => {
    const failure = whyClosedBy(progression, newest, project, environment)
    return failure === null ? [] : [{ environment, why: failure.message }]
  })
  if (closed.length === 0) return {}
  const isDisabled = project.releases?.isDisabled === true
  const reached = new Set(isDisabled ? [] : reachedBy(store, newest, cells))
  return Object.fromEntries(
    closed
      .filter(({ environment }) => !reached.has(environment.id))
      .map(({ environment, why }) => [
        environment.id,
        { words: isDisabled ? 'Disabled' : closedWords(progression, environment), why }
      ])
  )
}

/** Where those releases may go that are somewhere now, without the newest one. */
function reachedBy(store: Store, newest: Release, cells: DashboardRow['cells']): readonly EnvironmentId[] {
  const ids = new Set(Object.values(cells).flatMap(cell => cell?.current?.releaseId ?? []))
  ids.delete(newest.id)
  return [...ids].flatMap(id => {
    const release = store.releases.get(id)
    return (release && progressionIn(store, release, null)?.deployable) ?? []
  })
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

function nextFor(store: Store, project: Project, isReleased: boolean, wasDeployed: boolean): DashboardRow['next'] {
  if (wasDeployed) return null
  if (isReleased) return 'deploy'
  return processOf(store, project.id).steps.length > 0 ? 'create-release' : 'define-process'
}

import { type ListedState, listedStateOf } from '@shared/deployment-filter'
import { notFound } from '@shared/failure'
import type { EnvironmentId, ReleaseId, TenantId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import { isOfProject, type Release } from '@shared/model/release'
import { isLinked, type Tenant } from '@shared/model/tenant'
import type { Progression } from '@shared/progression/progression'
import type { ReleaseRow, ReleaseTenant, ReleaseTenantCounts, TenantEnvironment } from '@shared/release-calls'
import { fail, ok, type Result } from '@shared/result'
import type { Store } from '../store/store'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { sortedEnvironments } from './environments'
import { progressionIn, whyClosedBy, whyNotFor } from './progression'
import { cellsOf } from './release-cells'
import { linksOf, tenantsOf, whomOf } from './tenancy'

/** How far a release has come for each tenant. */
export function createReleaseTenants({ store }: Pick<ServiceContext, 'store'>) {
  const environmentsOf = async (
    release: Release,
    project: Project,
    tenant: Tenant,
    progression: Progression | null
  ): Promise<readonly TenantEnvironment[]> => {
    const cells = await cellsOf(store, release, tenant.id)
    const whyNot = (environment: Environment): string | null => {
      const refusal =
        whyNotFor(store, release, project, { environment, tenantId: tenant.id }) ??
        whyClosedBy(progression, release, project, environment)
      return refusal?.message ?? null
    }
    return sortedEnvironments(store.environments.all())
      .filter(({ id }) => isLinked(tenant, project.id, id))
      .map(environment => {
        const { id } = environment
        const why = whyNot(environment)
        return {
          id,
          why,
          isNext: why === null && progression?.next.includes(id) === true,
          cell: cells[id] ?? null,
          current: store.deployments.current(project.id, { environmentId: id, tenantId: tenant.id })
        }
      })
  }

  return {
    get: async (id: ReleaseId): Promise<Result<readonly ReleaseTenant[]>> => {
      const release = store.releases.get(id)
      if (!release || !isOfProject(release)) return fail(notFound('release', id))
      const project = store.projects.get(release.projectId)
      if (!project) return fail(notFound('project', release.projectId))
      const progressionFor = progressionsOf(store, release)
      const found: ReleaseTenant[] = []
      for (const tenant of tenantsOf(store, project.id))
        found.push({
          tenant: { id: tenant.id, name: tenant.name, tags: tenant.tags },
          environments: await environmentsOf(release, project, tenant, progressionFor(tenant.id))
        })
      return ok(found)
    }
  }
}

type Reach = Pick<ReleaseRow, 'deployable' | 'next'>

const nowhere: Reach = { deployable: [], next: [] }

/** Where a release may go, and what comes next: for at least one of those whom it can be for. */
export function reachOf(store: Store, release: Release): Reach {
  const project = store.projects.get(release.projectId)
  if (project?.releases?.tenancy === undefined) return progressionIn(store, release, null) ?? nowhere
  const progressionFor = progressionsOf(store, release)
  const [deployable, next] = [new Set<EnvironmentId>(), new Set<EnvironmentId>()]
  for (const tenantId of whomOf(store, project.id)) {
    const progression = progressionFor(tenantId)
    for (const environment of store.environments.all()) {
      const { id } = environment
      if (!progression?.deployable.includes(id)) continue
      if (whyNotFor(store, release, project, { environment, tenantId }) !== null) continue
      deployable.add(id)
      if (progression.next.includes(id)) next.add(id)
    }
  }
  const inOrder = (ids: ReadonlySet<EnvironmentId>) =>
    sortedEnvironments(store.environments.all()).flatMap(({ id }) => (ids.has(id) ? [id] : []))
  return { deployable: inOrder(deployable), next: inOrder(next) }
}

/** The progression of a release for anybody. Those for whom it succeeded in the same environments have the same one. */
function progressionsOf(store: Store, release: Release): (tenantId: TenantId | null) => Progression | null {
  const successes = new Map<TenantId | null, EnvironmentId[]>()
  for (const { environmentId, tenantId, success } of store.deployments.standings(release.id))
    if (success !== null) successes.set(tenantId, [...(successes.get(tenantId) ?? []), environmentId])
  const known = new Map<string, Progression | null>()
  return tenantId => {
    const key = [...(successes.get(tenantId) ?? [])].sort().join(' ')
    const found = known.has(key) ? (known.get(key) ?? null) : progressionIn(store, release, tenantId)
    known.set(key, found)
    return found
  }
}

type Counts = Readonly<Partial<Record<EnvironmentId, ReleaseTenantCounts>>>

/**
 * For how many tenants a release is where, for every release of a project that is anywhere for one.
 * @returns what is to be said of a release; undefined for every release of a project that takes no tenants
 */
export function tenantCountsOf(
  store: Store,
  latest: Deployments['latest'],
  { id: projectId, releases }: Pick<Project, 'id' | 'releases'>
): (release: ReleaseId) => Counts | undefined {
  if (releases?.tenancy === undefined) return () => undefined
  const newest = new Map(
    latest()
      .filter(item => item.projectId === projectId && item.runbook === null && item.tenant !== undefined)
      .map(item => [`${item.environmentId} ${item.tenant?.id}`, item])
  )
  const links = linksOf(store, projectId)
  const countsIn = (release: ReleaseId, environmentId: EnvironmentId): ReleaseTenantCounts => {
    const linked = links.get(environmentId) ?? []
    const attempts = linked
      .flatMap(tenant => newest.get(`${environmentId} ${tenant}`) ?? [])
      .filter(({ releaseId }) => releaseId === release)
    return {
      linked: linked.length,
      current: linked.filter(
        tenantId => store.deployments.current(projectId, { environmentId, tenantId })?.releaseId === release
      ).length,
      failed: attempts.filter(attempt => failedStates.has(listedStateOf(attempt))).length,
      open: attempts.filter(attempt => openStates.has(listedStateOf(attempt))).length
    }
  }
  return release => Object.fromEntries([...links.keys()].map(id => [id, countsIn(release, id)]))
}

const failedStates: ReadonlySet<ListedState> = new Set(['interrupted', 'failed', 'cancelled', 'expired'])
const openStates: ReadonlySet<ListedState> = new Set(['queued', 'running', 'cancelling', 'handed-over'])

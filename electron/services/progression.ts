import { type Failure, notFound } from '@shared/failure'
import type { EnvironmentId, ReleaseId, TenantId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Lifecycle } from '@shared/model/lifecycle'
import type { Project } from '@shared/model/project'
import { isOfProject, type Prevention, preventionOf, type Release } from '@shared/model/release'
import { whyNotForTenant } from '@shared/plan/plan-tenant'
import { quoted } from '@shared/plan/words'
import { opennessOf, type ProgressionGround, progressionOf } from '@shared/progression/progress'
import type { Progression, ReleaseStanding } from '@shared/progression/progression'
import type { ReleaseProgression } from '@shared/release-calls'
import { fail, ok, type Result } from '@shared/result'
import type { DeploymentPlace } from '../store/deployment-place'
import type { Store } from '../store/store'
import { changesOf } from './audit-changes'
import type { ServiceContext } from './context'
import { sortedEnvironments } from './environments'
import { defaultLifecycle } from './lifecycles'
import { channelOfRelease } from './project-channels'
import { cellsOf } from './release-cells'

type ReleaseStore = Pick<Store, 'lifecycles' | 'channels' | 'projects' | 'environments' | 'tenants' | 'deployments'>

/** An environment, for a tenant or without one. */
interface Place {
  readonly environment: Pick<Environment, 'id' | 'name'>
  /** Null for without a tenant. */
  readonly tenantId: TenantId | null
}

/**
 * The lifecycle that a release goes by, as it is now: that of its channel, or else of its project, or else the default
 * one. Null only before there is a default.
 */
export function lifecycleOf(store: ReleaseStore, release: Release): Lifecycle | null {
  const { lifecycles, projects } = store
  const named = [channelOfRelease(store, release)?.lifecycleId, projects.get(release.projectId)?.releases?.lifecycleId]
  const found = named.map(id => (id === undefined ? undefined : lifecycles.get(id))).find(item => item !== undefined)
  return found ?? defaultLifecycle(store)
}

/**
 * What decides where a release may go for a tenant, or without one for null: what became of it for others counts for
 * nothing. Null before there is a lifecycle.
 */
export function progressionGround(
  store: ReleaseStore,
  release: Release,
  tenantId: TenantId | null
): ProgressionGround | null {
  const lifecycle = lifecycleOf(store, release)
  if (lifecycle === null) return null
  const standings = new Map<EnvironmentId, ReleaseStanding>(
    store.deployments
      .standings(release.id)
      .filter(standing => standing.tenantId === tenantId)
      .map(({ environmentId, success }) => [environmentId, { hasSucceeded: success !== null, wasTried: true }])
  )
  const environments = sortedEnvironments(store.environments.all())
  return { lifecycle, environments, standings, prevented: preventionOf(release)?.reason ?? null }
}

/** Where a release may go for a tenant, or without one for null; null before there is a lifecycle. */
export function progressionIn(store: ReleaseStore, release: Release, tenantId: TenantId | null): Progression | null {
  const ground = progressionGround(store, release, tenantId)
  return ground === null ? null : progressionOf(ground)
}

/** Why a release, or a runbook's snapshot, is not for that tenant there, or for none; null where it is. */
export function whyNotFor(
  store: ReleaseStore,
  release: Release,
  project: Pick<Project, 'id' | 'name' | 'releases'>,
  { environment, tenantId }: Place
): Failure | null {
  const tenant = tenantId === null ? null : store.tenants.get(tenantId)
  if (tenant === undefined) return notFound('tenant', tenantId ?? '')
  const channel = channelOfRelease(store, release)
  return whyNotForTenant({ project, environment, tenant, channel, isRunbook: !isOfProject(release) })
}

/** Why nothing of a release may be deployed to a place as things are; null where it may. Runbooks have no lifecycle. */
export const whyClosed = (
  store: ReleaseStore,
  release: Release,
  project: Pick<Project, 'name' | 'releases'>,
  { environment, tenantId }: Place
): Failure | null =>
  isOfProject(release) ? whyClosedBy(progressionIn(store, release, tenantId), release, project, environment) : null

/**
 * Why nothing of a release may be deployed to a place, by its tenant or its lifecycle; null where it may. What is gone is
 * not concerned: nothing can be deployed there anyway.
 */
export function whyNotThere(
  store: ReleaseStore,
  release: Release,
  { environmentId, tenantId }: DeploymentPlace
): Failure | null {
  const [project, environment] = [store.projects.get(release.projectId), store.environments.get(environmentId)]
  if (!project || !environment) return null
  const place = { environment, tenantId }
  return whyNotFor(store, release, project, place) ?? whyClosed(store, release, project, place)
}

/** The same as `whyClosed` where it is known how far the release has come there; null before there is a lifecycle. */
export function whyClosedBy(
  progression: Progression | null,
  release: Release,
  project: Pick<Project, 'name' | 'releases'>,
  environment: Place['environment']
): Failure | null {
  if (project.releases?.isDisabled === true)
    return {
      kind: 'not-open',
      message: `The project “${project.name}” is disabled, so nothing of it is deployed.`,
      remedy: 'Enable it in the settings of the project first.'
    }
  const why = progression === null ? null : opennessOf(progression, environment).why
  if (why === null) return null
  const remedy = preventionOf(release)
    ? 'Let the release go on again, or deploy another one.'
    : 'Deploy it to the phases before first, or change the lifecycle.'
  return { kind: 'not-open', message: why, remedy }
}

/** How releases get on: where they may go, and keeping them from going on. */
export function createProgression({ store, now, user, publish, exclusive }: ServiceContext) {
  const { releases } = store

  const found = (id: ReleaseId): Result<Release> => {
    const release = releases.get(id)
    return release && isOfProject(release) ? ok(release) : fail(notFound('release', id))
  }

  const put = async (release: Release, prevention: Prevention): Promise<Result<Release>> => {
    const before = (release.prevented ?? []).filter(({ resolved }) => resolved !== undefined)
    const record: Release = { ...release, prevented: [...before, prevention] }
    await store.commit([releases.putting(record)], [draftOf(store, record, prevention)])
    publish({ type: 'catalog.changed', entity: 'release' })
    return ok(record)
  }

  return {
    get: async (id: ReleaseId, tenantId: TenantId | undefined): Promise<Result<ReleaseProgression>> => {
      const release = found(id)
      if (!release.ok) return release
      if (tenantId !== undefined && !store.tenants.get(tenantId)) return fail(notFound('tenant', tenantId))
      const progression = progressionIn(store, release.value, tenantId ?? null)
      const channel = channelOfRelease(store, release.value)
      if (progression === null || channel === null) throw new Error('The workspace has no default lifecycle or channel')
      const cells = await cellsOf(store, release.value, tenantId ?? null)
      return ok({ progression, channel: { id: channel.id, name: channel.name }, cells })
    },

    prevent: (id: ReleaseId, reason: string): Promise<Result<Release>> =>
      exclusive(async () => {
        const release = found(id)
        if (!release.ok) return release
        const open = preventionOf(release.value)
        return open ? fail(isPrevented(open)) : put(release.value, { reason, by: user, at: now() })
      }),

    resolve: (id: ReleaseId, note: string): Promise<Result<Release>> =>
      exclusive(async () => {
        const release = found(id)
        if (!release.ok) return release
        const open = preventionOf(release.value)
        return open ? put(release.value, { ...open, resolved: { note, by: user, at: now() } }) : fail(notPrevented)
      })
  }
}

function draftOf(store: Store, { id, projectId, version }: Release, { reason, resolved }: Prevention) {
  const project = store.projects.get(projectId)?.name ?? projectId
  const what = `the release ${version} of “${project}”`
  const subject = { kind: 'release' as const, id, name: `${project} ${version}` }
  return resolved === undefined
    ? {
        verb: 'progression-prevented' as const,
        subject,
        projectId,
        summary: `Prevented ${what} from going on.`,
        changes: changesOf('Reason', null, reason)
      }
    : {
        verb: 'progression-resolved' as const,
        subject,
        projectId,
        summary: `Let ${what} go on again.`,
        changes: [...changesOf('Reason', reason, null), ...changesOf('Note', null, resolved.note || null)]
      }
}

const isPrevented = ({ by, reason }: Prevention): Failure => ({
  kind: 'conflict',
  message: `${by} has prevented the release from going on already, because ${quoted(reason)}.`,
  remedy: 'Let it go on first if the reason is another one now.'
})

const notPrevented: Failure = {
  kind: 'conflict',
  message: 'Nobody prevents the release from going on.',
  remedy: 'Nothing needs to be done.'
}

import type { AuditDraft } from '@shared/audit'
import { type DeploymentSummary, hasSucceeded } from '@shared/deployment'
import { placeOf } from '@shared/deployment-title'
import type { Failure } from '@shared/failure'
import type { DeploymentId, EnvironmentId, ReleaseId, TenantId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { isOfProject, type Release } from '@shared/model/release'
import { automaticallyDue } from '@shared/progression/progress'
import type { Result } from '@shared/result'
import type { WorkspaceInfo } from '@shared/workspace'
import { type DeploymentPlace, isSamePlace, placeOfSummary } from '../store/deployment-place'
import type { ServiceContext, Signal } from './context'
import type { Start } from './deployment-start'
import { requestOf } from './plan-children'
import { progressionGround, whyNotFor } from './progression'
import { whomOf } from './tenancy'

type Notice = WorkspaceInfo['notices'][number]

/** How deployments are begun, and waited for. */
export interface PromotionWork {
  readonly start: (start: Start) => Promise<Result<DeploymentSummary>>
  /** Settles when the deployment does not run, for the moment at least. */
  readonly stopped: (id: DeploymentId) => Promise<void>
}

/** What could not begin by itself. */
interface Trouble {
  readonly release: ReleaseId
  readonly place: DeploymentPlace
  readonly notice: Notice
}

/** The most that are shown of what could not begin. */
const shownTroubles = 3

/**
 * Deploys releases where their lifecycle says that this happens by itself: when they are made, and when a success brings
 * them into another phase. Each tenant goes its own way, and so does what is for none. Never twice to a place, and never
 * where a plan has an error: then the audit log and a notice say why.
 */
export function createPromotion(context: ServiceContext, { start, stopped }: PromotionWork) {
  const { store, publish, report } = context
  const troubles = new Map<string, Trouble>()
  /** Successes that were heard of, because some are told of more than once. */
  const heard = new Set<DeploymentId>()
  const begun = new Set<DeploymentId>()
  let last: Promise<void> = Promise.resolve()
  let isStopped = false

  const could = async (release: Release, place: DeploymentPlace, lifecycle: string): Promise<void> => {
    const comment = `Begun by the lifecycle “${lifecycle}”.`
    const started = await start({ releaseId: release.id, ...requestOf(place), comment, isAlone: true })
    if (started.ok) begun.add(started.value.id)
    else await couldNot(release, place, started.failure)
  }

  const couldNot = async (release: Release, place: DeploymentPlace, { message, remedy }: Failure) => {
    const { id, projectId, version } = release
    const { environmentId, tenantId } = place
    const project = store.projects.get(projectId)?.name ?? projectId
    const environmentName = store.environments.get(environmentId)?.name ?? environmentId
    const tenant = tenantId === null ? undefined : store.tenants.get(tenantId)
    const where = placeOf({ environmentName, tenant })
    const summary = `${project} ${version} was not deployed to ${where} by itself. ${message} ${remedy}`.trim()
    troubles.set(`${id} ${environmentId} ${tenantId ?? ''}`, {
      release: id,
      place,
      notice: { kind: 'automatic', text: summary }
    })
    const subject = { kind: 'release', id, name: `${project} ${version}` } as const
    const draft: AuditDraft = { verb: 'refused', subject, projectId, environmentId, summary, door: 'slipway' }
    await store.commit([], [draft])
    publish({ type: 'catalog.changed', entity: 'release' })
  }

  const promote = async (id: ReleaseId, reached: DeploymentPlace | null): Promise<void> => {
    const release = store.releases.get(id)
    const project = release && store.projects.get(release.projectId)
    if (!release || !isOfProject(release) || !project || project.releases?.isDisabled === true) return
    // What succeeded for one changes nothing for the others.
    const whom = reached === null ? whomOf(store, project.id) : [reached.tenantId]
    for (const tenantId of whom) await promoteFor(release, project, tenantId, reached?.environmentId ?? null)
  }

  const promoteFor = async (
    release: Release,
    project: Project,
    tenantId: TenantId | null,
    reached: EnvironmentId | null
  ): Promise<void> => {
    const ground = progressionGround(store, release, tenantId)
    if (ground === null) return
    for (const environmentId of automaticallyDue({ ...ground, reached })) {
      if (isStopped) return
      const environment = store.environments.get(environmentId)
      // Who gets nothing there waits for nothing there.
      if (!environment || whyNotFor(store, release, project, { environment, tenantId }) !== null) continue
      await could(release, { environmentId, tenantId }, ground.lifecycle.name)
    }
  }

  /** One after the other, so that what one begins is known to the next. */
  const later = (id: ReleaseId, reached: DeploymentPlace | null): void => {
    if (isStopped) return
    last = last
      .then(() => promote(id, reached))
      .catch(error => report(`What a lifecycle deploys by itself could not be begun: ${String(error)}`))
  }

  /** Whether a release succeeded there for the first time by this deployment. */
  const isFirstSuccess = (summary: DeploymentSummary): boolean =>
    store.deployments
      .standings(summary.releaseId)
      .filter(isSamePlace(placeOfSummary(summary)))
      .some(({ success, earlier }) => success === summary.id && earlier === null)

  /** Whether the release is for that place as things are. */
  const isMeant = ({ release: id, place: { environmentId, tenantId } }: Trouble): boolean => {
    const release = store.releases.get(id)
    const project = release && store.projects.get(release.projectId)
    const environment = store.environments.get(environmentId)
    if (!release || !project || !environment) return false
    return whyNotFor(store, release, project, { environment, tenantId }) === null
  }

  return {
    /** A release was made. */
    released: ({ id }: Pick<Release, 'id'>): void => later(id, null),

    /** Hears of deployments that succeed. */
    hear: (signal: Signal): void => {
      if (signal.type !== 'deployment.changed') return
      const { summary } = signal
      if (summary.runbook !== null || !hasSucceeded(summary) || heard.has(summary.id)) return
      heard.add(summary.id)
      if (isFirstSuccess(summary)) later(summary.releaseId, placeOfSummary(summary))
    },

    /**
     * What could not begin, the newest first, until the release was deployed there some other way. Nothing of who does
     * not get it there any more, or is gone.
     */
    notices: (): readonly Notice[] => {
      for (const [key, { release, place }] of troubles) {
        const isOver = store.deployments.standings(release).some(isSamePlace(place))
        if (isOver || !store.releases.get(release)) troubles.delete(key)
      }
      return [...troubles.values()]
        .filter(isMeant)
        .map(({ notice }) => notice)
        .reverse()
        .slice(0, shownTroubles)
    },

    /** Settles when what was heard of so far was begun, or could not be. */
    caughtUp: (): Promise<void> => last,

    /** Settles when nothing is being begun, and nothing runs that was begun by itself. */
    settled: async (): Promise<void> => {
      let seen: Promise<void> | null = null
      while (seen !== last) {
        seen = last
        await seen
        for (const id of begun) await stopped(id)
      }
    },

    /** Begins nothing more. */
    stop: async (): Promise<void> => {
      isStopped = true
      await last
    }
  }
}

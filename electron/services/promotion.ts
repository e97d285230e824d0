import type { AuditDraft } from '@shared/audit'
import { type DeploymentSummary, hasSucceeded } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { DeploymentId, EnvironmentId, ReleaseId } from '@shared/ids'
import { isOfProject, type Release } from '@shared/model/release'
import { automaticallyDue } from '@shared/progression/progress'
import type { Result } from '@shared/result'
import type { WorkspaceInfo } from '@shared/workspace'
import type { ServiceContext, Signal } from './context'
import type { Start } from './deployment-start'
import { progressionGround } from './progression'

type Notice = WorkspaceInfo['notices'][number]

/** How deployments are begun, and waited for. */
export interface PromotionWork {
  readonly start: (start: Start) => Promise<Result<DeploymentSummary>>
  /** Settles when the deployment does not run, for the moment at least. */
  readonly stopped: (id: DeploymentId) => Promise<void>
}

/** The most that are shown of what could not begin. */
const shownTroubles = 3

/**
 * Deploys releases where their lifecycle says that this happens by itself: when they are made, and when a success brings
 * them into another phase. Never twice to an environment, and never where a plan has an error: then the audit log and a
 * notice say why.
 */
export function createPromotion(context: ServiceContext, { start, stopped }: PromotionWork) {
  const { store, publish, report } = context
  const troubles = new Map<string, Notice>()
  /** Successes that were heard of, because some are told of more than once. */
  const heard = new Set<DeploymentId>()
  const begun = new Set<DeploymentId>()
  let last: Promise<void> = Promise.resolve()
  let isStopped = false

  const could = async (release: Release, environmentId: EnvironmentId, lifecycle: string): Promise<void> => {
    const comment = `Begun by the lifecycle “${lifecycle}”.`
    const started = await start({ releaseId: release.id, environmentId, comment, isAlone: true })
    if (started.ok) begun.add(started.value.id)
    else await couldNot(release, environmentId, started.failure)
  }

  const couldNot = async (release: Release, environmentId: EnvironmentId, { message, remedy }: Failure) => {
    const { id, projectId, version } = release
    const project = store.projects.get(projectId)?.name ?? projectId
    const environment = store.environments.get(environmentId)?.name ?? environmentId
    const summary = `${project} ${version} was not deployed to ${environment} by itself. ${message} ${remedy}`.trim()
    troubles.set(`${id} ${environmentId}`, { kind: 'automatic', text: summary })
    const subject = { kind: 'release', id, name: `${project} ${version}` } as const
    const draft: AuditDraft = { verb: 'refused', subject, projectId, environmentId, summary, door: 'slipway' }
    await store.commit([], [draft])
    publish({ type: 'catalog.changed', entity: 'release' })
  }

  const promote = async (id: ReleaseId, reached: EnvironmentId | null): Promise<void> => {
    const release = store.releases.get(id)
    const ground = release && isOfProject(release) ? progressionGround(store, release) : null
    if (!release || ground === null || store.projects.get(release.projectId)?.releases?.isDisabled === true) return
    for (const environmentId of automaticallyDue({ ...ground, reached })) {
      if (isStopped) return
      await could(release, environmentId, ground.lifecycle.name)
    }
  }

  /** One after the other, so that what one begins is known to the next. */
  const later = (id: ReleaseId, reached: EnvironmentId | null): void => {
    if (isStopped) return
    last = last
      .then(() => promote(id, reached))
      .catch(error => report(`What a lifecycle deploys by itself could not be begun: ${String(error)}`))
  }

  /** Whether a release succeeded there for the first time by this deployment. */
  const isFirstSuccess = ({ id, releaseId, environmentId }: DeploymentSummary): boolean =>
    store.deployments
      .standings(releaseId)
      .some(item => item.environmentId === environmentId && item.success === id && item.earlier === null)

  return {
    /** A release was made. */
    released: ({ id }: Pick<Release, 'id'>): void => later(id, null),

    /** Hears of deployments that succeed. */
    hear: (signal: Signal): void => {
      if (signal.type !== 'deployment.changed') return
      const { summary } = signal
      if (summary.runbook !== null || !hasSucceeded(summary) || heard.has(summary.id)) return
      heard.add(summary.id)
      if (isFirstSuccess(summary)) later(summary.releaseId, summary.environmentId)
    },

    /** What could not begin, the newest first, until the release was deployed there some other way. */
    notices: (): readonly Notice[] => {
      for (const key of troubles.keys()) {
        const [id, environmentId] = key.split(' ') as [ReleaseId, EnvironmentId]
        const isOver = store.deployments.standings(id).some(item => item.environmentId === environmentId)
        if (isOver || !store.releases.get(id)) troubles.delete(key)
      }
      return [...troubles.values()].reverse().slice(0, shownTroubles)
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

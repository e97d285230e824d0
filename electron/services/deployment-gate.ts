import { type Deployment, freezeReasonOf, hasRun, isRunOver } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { ProjectId } from '@shared/ids'
import { withNested } from '@shared/plan/planned-releases'
import type { Store } from '../store/store'
import { approvalsFor, wholeOf, whyRefused } from './approval-status'
import type { Live, Lives } from './deployment-live'
import { whyFrozen } from './freezes'
import { whyNotThere } from './progression'

/**
 * Whether a deployment may begin at this moment: why not, or null where it may.
 */
export type MayBegin = (live: Pick<Live, 'state'>) => Failure | null

/**
 * Asked again when its turn has come, because much may have changed since it was queued, and when it is continued after
 * its end. The first reason counts.
 */
export const createMayBegin =
  (store: Store, now: () => number, lives: Pick<Lives, 'get'>): MayBegin =>
  live => {
    const checks: readonly MayBegin[] = [stillOpen(store), notFrozen(store, now), stillApproved(store, now, lives)]
    for (const check of checks) {
      const failure = check(live)
      if (failure !== null) return failure
    }
    return null
  }

/** Whether lifecycle and tenant let it go there. What is gone is not concerned: it cannot run anyway. */
const stillOpen =
  (store: Store): MayBegin =>
  ({ state: { plan } }) => {
    const release = store.releases.get(plan.release.id)
    const place = { environmentId: plan.environment.id, tenantId: plan.tenant?.id ?? null }
    return release ? whyNotThere(store, release, place) : null
  }

/**
 * Whether no freeze is under way there, for the project or for one whose release is still to be deployed by a step,
 * however deep, unless somebody said why it has to be. A runbook itself is not concerned.
 */
const notFrozen =
  (store: Store, now: () => number): MayBegin =>
  ({ state }) => {
    const { plan } = state
    if (freezeReasonOf(state) !== undefined) return null
    const environmentId = plan.environment.id
    const own = plan.runbook === undefined ? [plan.project.id] : []
    for (const projectId of [...own, ...projectsLeft(state)]) {
      const failure = whyFrozen(store, { projectId, environmentId }, now())
      if (failure !== null) return failure
    }
    return null
  }

/**
 * Whether it is approved still: keys may have been removed, a refusal may have come in, and approvals grow old. What has
 * begun needs no approvals anew, but nobody may have refused it.
 */
const stillApproved =
  (store: Store, now: () => number, lives: Pick<Lives, 'get'>): MayBegin =>
  ({ state }) => {
    const { plan, parent } = state
    if (hasRun(state)) return whyRefused(store, plan)
    const approved = approvalsFor(store, plan, { now: now(), whole: wholeOf(lives, parent) })
    return approved.ok ? null : approved.failure
  }

/** The projects whose releases are still to be deployed by steps of it. */
const projectsLeft = ({ plan, runs }: Deployment): readonly ProjectId[] =>
  plan.stages.flatMap(({ deploys, runs: planned }) => {
    const isLeft = planned.some(({ id }) => !isRunOver(runs[id] ?? { state: 'pending' }))
    return deploys !== undefined && isLeft ? withNested([deploys]).map(({ project }) => project.id) : []
  })

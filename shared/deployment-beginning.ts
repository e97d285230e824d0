import type { Deployment, DeploymentEvent, Run } from './deployment'
import { notIdle } from './idle-time'
import type { RunId } from './ids'
import { allRuns, type Plan } from './plan/plan'
import { pendingRun } from './run-reducer'

const initialRuns = (plan: Plan): Record<RunId, Run> =>
  Object.fromEntries(allRuns(plan).map(run => [run.id, pendingRun(run.id)]))

/** A deployment of which nothing is known but that it was queued. */
export const begun = (event: DeploymentEvent & { readonly kind: 'queued' }): Deployment => ({
  state: 'queued',
  id: event.id,
  plan: event.plan,
  queuedAt: event.at,
  queuedBy: event.by,
  startAt: event.startAt ?? null,
  expiresAt: event.expiresAt ?? null,
  parent: event.parent ?? null,
  ...(event.comment === undefined ? {} : { comment: event.comment }),
  ...(event.approvals === undefined ? {} : { approvals: event.approvals }),
  ...(event.concurrencyTag === undefined ? {} : { concurrencyTag: event.concurrencyTag }),
  ...(event.supersedes === undefined ? {} : { supersedes: event.supersedes }),
  ...(event.hasPriority === undefined ? {} : { slot: { hasPriority: event.hasPriority } }),
  seq: event.seq,
  runs: initialRuns(event.plan),
  steps: {},
  questions: [],
  excluded: [],
  isPaused: false,
  cancels: 0,
  resumedAt: [],
  isMovedOn: false,
  idle: notIdle,
  changedAt: event.at,
  lines: 0
})

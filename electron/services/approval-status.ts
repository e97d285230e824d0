import {
  approvalsIn,
  isApproved,
  missingIn,
  type RuleOf,
  refusalsIn,
  statusOf,
  statusWords
} from '@shared/approvals/judge'
import type { ApprovalStatus } from '@shared/approvals/status'
import { fingerprintWords } from '@shared/bundle/words'
import type { DeploymentApproval } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { EnvironmentId, ProjectId, Sha256 } from '@shared/ids'
import type { Plan } from '@shared/plan/plan'
import { countOf } from '@shared/plan/words'
import type { Store } from '../store/store'

/** What has to be approved before a project's releases go to an environment. Both have a say. */
export function rulesFor(store: Store, projectId: ProjectId, environmentId: EnvironmentId): readonly RuleOf[] {
  const environment = store.environments.get(environmentId)
  const project = store.projects.get(projectId)
  return [
    ...(environment ? [{ name: environment.name, rule: environment.approval }] : []),
    ...(project ? [{ name: project.name, rule: project.releases?.approval }] : [])
  ]
}

/** The rules of a plan: also those of the projects whose releases its steps deploy. Runbooks need no approval. */
function rulesOf(store: Store, { project, environment, runbook, stages }: Plan): readonly RuleOf[] {
  if (runbook !== undefined) return []
  const children = stages.flatMap(({ deploys }) => {
    const child = deploys && store.projects.get(deploys.project.id)
    return child ? [{ name: child.name, rule: child.releases?.approval }] : []
  })
  return [...rulesFor(store, project.id, environment.id), ...children]
}

/** Whether a plan is approved; null where nothing has to be. @param hash null as long as something stands against it */
export function approvalStatus(store: Store, plan: Plan, hash: Sha256 | null, now: number): ApprovalStatus | null {
  const given = hash === null ? [] : store.approvals.all().filter(({ planHash }) => planHash === hash)
  return statusOf(rulesOf(store, plan), given, ({ approverId }) => store.approvers.get(approverId) !== undefined, now)
}

/** Why it may not be deployed yet; null where it may. */
export function whyUnapproved(status: ApprovalStatus | null): Failure | null {
  if (status === null || isApproved(status)) return null
  const missing = missingIn(status)
  const isRefused = refusalsIn(status).length > 0
  return {
    kind: 'approval-needed',
    message: `${status.why ?? ''} ${statusWords(status)}`.trim(),
    remedy: isRefused
      ? 'Settle it with them: it can be deployed once they approve this plan, or when the plan is another one.'
      : `Ask for ${countOf(missing, 'more approval')}, and bring in what comes back.`,
    detail: { needed: String(status.needed), missing: String(missing) }
  }
}

/** Approvals as they are recorded with a deployment. */
export const recordedApprovals = (status: ApprovalStatus): readonly DeploymentApproval[] =>
  approvalsIn(status).map(({ name, approverId, at, note }) => ({ name, words: fingerprintWords(approverId), at, note }))

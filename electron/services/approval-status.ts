import {
  approvalsIn,
  isApproved,
  missingIn,
  type RuleOf,
  refusalsIn,
  statusOf,
  statusWords,
  strictest
} from '@shared/approvals/judge'
import type { ApprovalStatus } from '@shared/approvals/status'
import { fingerprintWords } from '@shared/bundle/words'
import type { Deployment, DeploymentApproval } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import { momentWords } from '@shared/freezes/words'
import type { EnvironmentId, ProjectId, RunId, Sha256 } from '@shared/ids'
import { stageOfRun } from '@shared/plan/places'
import type { Plan } from '@shared/plan/plan'
import { isAsPlanned, releasesIn, withNested } from '@shared/plan/planned-releases'
import { countOf } from '@shared/plan/words'
import { fail, ok, type Result } from '@shared/result'
import type { Store } from '../store/store'
import type { Lives } from './deployment-live'
import { planHash } from './planning'

function environmentRule({ environments }: Store, id: EnvironmentId): readonly RuleOf[] {
  const found = environments.get(id)
  return found ? [{ name: found.name, rule: found.approval }] : []
}

function projectRule({ projects }: Store, id: ProjectId): readonly RuleOf[] {
  const found = projects.get(id)
  return found ? [{ name: found.name, rule: found.releases?.approval }] : []
}

/**
 * The projects whose rules a plan is held to: also those whose releases its steps deploy, however deep. A runbook needs
 * no approval itself, and neither does its project.
 */
export function projectsWithRules(plan: Plan): readonly ProjectId[] {
  const deployed = withNested(releasesIn(plan)).map(release => release.project.id)
  return [...new Set([...(plan.runbook === undefined ? [plan.project.id] : []), ...deployed])]
}

/** What has to be approved before releases of these projects go to an environment. Both have a say; without a project, nothing. */
export const rulesFor = (
  store: Store,
  projects: readonly ProjectId[],
  environmentId: EnvironmentId
): readonly RuleOf[] =>
  projects.length === 0
    ? []
    : [...environmentRule(store, environmentId), ...projects.flatMap(id => projectRule(store, id))]

const rulesOf = (store: Store, plan: Plan): readonly RuleOf[] =>
  rulesFor(store, projectsWithRules(plan), plan.environment.id)

/** Whether a plan is approved; null where nothing has to be. @param hash null as long as something stands against it */
export function approvalStatus(store: Store, plan: Plan, hash: Sha256 | null, now: number): ApprovalStatus | null {
  const given = hash === null ? [] : store.approvals.all().filter(({ planHash }) => planHash === hash)
  return statusOf(rulesOf(store, plan), given, ({ approverId }) => store.approvers.get(approverId) !== undefined, now)
}

/** Why it may not be deployed yet; null where it may. */
function whyUnapproved(status: ApprovalStatus | null): Failure | null {
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

/** A deployment and the run of it that another one is. */
interface Whole {
  readonly state: Deployment
  readonly run: RunId
}

/** What a deployment is a step of, as far as that is under way; null for nothing. */
export function wholeOf(lives: Pick<Lives, 'get'>, parent: Deployment['parent']): Whole | null {
  const state = parent === null ? undefined : lives.get(parent.id)?.state
  return parent === null || state === undefined ? null : { state, run: parent.run }
}

/** When a plan is to begin, and what it is a step of. */
interface Beginning {
  readonly now: number
  /** Absent for now. */
  readonly startAt?: number | undefined
  readonly whole: Whole | null
}

/**
 * Who approved a plan that is to begin, as it is recorded with the deployment; null where nobody has to. Those who
 * approved what it is a step of count as well, as long as it is what they read of it, and nobody refused it.
 */
export function approvalsFor(
  store: Store,
  plan: Plan,
  { now, startAt = now, whole }: Beginning
): Result<readonly DeploymentApproval[] | null> {
  if (!asksForApproval(store, plan)) return ok(null)
  const hash = planHash(plan)
  const status = approvalStatus(store, plan, hash, startAt)
  if (status === null) return ok(null)
  const inherited = whole === null || refusalsIn(status).length > 0 ? [] : inheritedFrom(whole, plan)
  if (inherited.length >= status.needed) return ok(inherited)
  const refusal = whyUnapproved(status)
  if (refusal === null) return ok(recordedApprovals(status))
  const isApprovedNow = startAt > now && isApproved(approvalStatus(store, plan, hash, now) ?? undefined)
  return fail(isApprovedNow ? tooOldThen(status, refusal, startAt) : refusal)
}

/** Why a plan that somebody refused may not go on; null where nobody did. Whether it is approved is not asked. */
export function whyRefused(store: Store, plan: Plan): Failure | null {
  if (!asksForApproval(store, plan)) return null
  // A refusal counts however old it is.
  const status = approvalStatus(store, plan, planHash(plan), 0)
  return status === null || refusalsIn(status).length === 0 ? null : whyUnapproved(status)
}

const asksForApproval = (store: Store, plan: Plan): boolean => strictest(rulesOf(store, plan)) !== null

const tooOldThen = ({ why }: ApprovalStatus, refusal: Failure, startAt: number): Failure => ({
  ...refusal,
  message: `${why ?? ''} What was approved is too old when it is to begin, ${momentWords(startAt)}.`.trim(),
  remedy: 'Let it begin earlier, or ask for an approval closer to that time.'
})

/** The approvals of the whole, which named what its steps deploy. */
function inheritedFrom({ state, run }: Whole, plan: Plan): readonly DeploymentApproval[] {
  const planned = stageOfRun(state.plan, run)?.deploys
  return planned !== undefined && isAsPlanned(planned, plan) ? (state.approvals ?? []) : []
}

/** Approvals as they are recorded with a deployment. */
const recordedApprovals = (status: ApprovalStatus): readonly DeploymentApproval[] =>
  approvalsIn(status).map(({ name, approverId, at, note }) => ({ name, words: fingerprintWords(approverId), at, note }))

import { z } from 'zod'
import { call } from './call'
import type { Deployment, DeploymentSummary, Question } from './deployment'
import { deploymentFilter } from './deployment-filter'
import * as ids from './ids'
import type { OpenListing } from './open-tasks'
import type { PlanResult } from './plan/plan'
import type { PreflightReport } from './preflight'
import type { RecoveryReport } from './recovery'
import type { RenderedScript } from './rendered-script'
import type { Timings } from './timings'

const nothing = z.strictObject({})
/** Why it has to be, although a freeze is under way. */
const freezeReason = z.string().trim().min(1, 'must not be empty').max(1000, 'must be at most 1,000 characters')
const planChoices = z.strictObject({
  skip: z.array(ids.actionId).max(500).optional(),
  only: z.array(ids.targetId).max(10_000).optional(),
  without: z.array(ids.targetId).max(10_000).optional(),
  isGuided: z.boolean().optional(),
  overridesFreeze: freezeReason.optional()
})
const moment = z.number().int().positive()
/** What is to be deployed where, and when. */
export const planRequest = z.strictObject({
  releaseId: ids.releaseId,
  environmentId: ids.environmentId,
  /** Absent for without a tenant. */
  tenantId: ids.tenantId.optional(),
  choices: planChoices.optional(),
  /** Absent for at once. Freezes, and how old approvals are, are judged by this moment; the plan itself is the same. */
  startAt: moment.optional()
})
const answersInput = z.array(z.strictObject({ variableId: ids.variableId, value: z.string().max(1_000_000) })).max(5000)
const aboutDeployment = z.strictObject({ id: ids.deploymentId })
const reason = z.string().trim().max(2000, 'must be at most 2,000 characters')
/** Of a planned step; what acquires packages has half a number less than the step that it comes before. */
const stepNumber = z.number().multipleOf(0.5).min(0.5).max(500)
/** For whoever reads about it later; `Octopus.Deployment.Comments`. */
const comment = z.string().trim().max(2000, 'must be at most 2,000 characters').optional()
/** Its turn comes before those of others that have none. */
const hasPriority = z.boolean().optional()
/** A deployment of the same project whose answers count where none are given: also those that nobody may read. */
const answersOf = ids.deploymentId.optional()
/**
 * As if the release had the variables of this moment. Starting gives it these, once nothing stands against any of the
 * places: a release whose deployment is refused keeps those that it had.
 */
const updatesVariables = z.boolean().optional()

/** The part of the contract that is about deployments and runbook runs. */
export const deploymentCalls = {
  /** Plans without running anything; problems are part of the answer. */
  'deployment.plan': call(planRequest.extend({ updatesVariables })).returns<PlanResult>(),
  /**
   * `answers` are to the prompts of the plan; those to sensitive ones go into the vault. With `planHash` it is refused
   * (`plan-changed`) unless the plan is still that one. It waits its turn, and where `startAt` is given until then; not
   * begun by `expiresAt`, it ends as expired.
   */
  'deployment.start': call(
    planRequest.extend({
      planHash: ids.sha256.optional(),
      answers: answersInput.optional(),
      answersOf,
      expiresAt: moment.optional(),
      hasPriority,
      comment
    })
  ).returns<DeploymentSummary>(),
  /** The same in several environments, or for several tenants, each for itself: every one is checked before the first is begun. */
  'deployment.startAll': call(
    z.strictObject({
      releaseId: ids.releaseId,
      places: z
        .array(
          planRequest.omit({ releaseId: true, startAt: true }).extend({
            planHash: ids.sha256.optional(),
            answers: answersInput.optional()
          })
        )
        .min(1, 'must name at least one environment')
        .max(1000, 'must be at most 1,000 places'),
      updatesVariables,
      answersOf,
      startAt: moment.optional(),
      expiresAt: moment.optional(),
      hasPriority,
      comment
    })
  ).returns<readonly DeploymentSummary[]>(),
  /** Returns as soon as the request is recorded; the deployment always ends, also when targets do not answer. A second request keeps steps for a cancel from running. */
  'deployment.cancel': call(aboutDeployment).returns<null>(),
  /** Nothing new begins; what runs goes on to its end. */
  'deployment.pause': call(aboutDeployment).returns<null>(),
  'deployment.unpause': call(aboutDeployment).returns<null>(),
  /** Of those whose turn has not come, it comes first from now on; refused (`conflict`) for one that does not wait for its turn. */
  'deployment.moveToTop': call(aboutDeployment).returns<null>(),
  /** How many targets may be inside a step, from now on. */
  'deployment.setWidth': call(
    aboutDeployment.extend({ step: stepNumber, width: z.number().int().min(1).max(1000) })
  ).returns<null>(),
  /** Looks at the targets of an interrupted deployment for what its unknown runs left there. Runs nothing of it. */
  'deployment.recovery': call(aboutDeployment).returns<RecoveryReport>(),
  /**
   * Goes on with an interrupted, failed or cancelled deployment: what was decided is carried out, what was left undone is
   * done. Every run that is unknown must be decided about; a run that failed and is not decided about stays failed. What
   * would stand against starting it stands against this, too: `not-open`, or `frozen` unless `overridesFreeze` says why.
   */
  'deployment.resume': call(
    aboutDeployment.extend({
      decisions: z
        .array(
          z.strictObject({ run: ids.runId, choice: z.enum(['retry', 'done', 'exclude']), reason: reason.default('') })
        )
        .max(100_000),
      overridesFreeze: freezeReason.optional()
    })
  ).returns<DeploymentSummary>(),
  /** Ends an interrupted deployment as failed. */
  'deployment.giveUp': call(aboutDeployment.extend({ reason: reason.default('') })).returns<DeploymentSummary>(),
  /**
   * How long this project's deployments to this environment took: for the tenant, or for none where none is named; what
   * was never done there is as it was for anybody.
   */
  'deployment.timings': call(
    z.strictObject({
      projectId: ids.projectId,
      environmentId: ids.environmentId,
      tenantId: ids.tenantId.optional(),
      runbookId: ids.runbookId.optional()
    })
  ).returns<Timings>(),

  /** What one run of a plan would execute, or what a run of a deployment did. */
  'plan.script': call(
    z.strictObject({
      source: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('plan'), request: planRequest, answers: answersInput.optional() }),
        z.strictObject({ kind: z.literal('deployment'), id: ids.deploymentId })
      ]),
      run: ids.runId
    })
  ).returns<RenderedScript>(),
  /** Looks at every target of a plan: can it be reached, is there a shell, sudo, space. Runs nothing of the plan. */
  'plan.preflight': call(planRequest).returns<PreflightReport>(),

  /** What people are asked in deployments that are under way, the oldest first. */
  'question.list': call(nothing).returns<readonly OpenQuestion[]>(),
  /** Takes it upon oneself to answer; refused when somebody else has (`already-taken`) or only others may. */
  'question.take': call(
    z.strictObject({ deploymentId: ids.deploymentId, question: z.number().int().min(1) })
  ).returns<null>(),
  /** One answer to one question or to several of a kind; only by who has taken them. */
  'question.answer': call(
    z.strictObject({
      deploymentId: ids.deploymentId,
      questions: z.array(z.number().int().min(1)).min(1).max(10_000),
      choice: z.enum(['proceed', 'abort', 'retry', 'ignore', 'exclude', 'fail', 'stop']),
      note: z.string().max(20_000, 'must be at most 20,000 characters').default('')
    })
  ).returns<null>(),

  /** Deployments and runs of runbooks, the one that came last first; the first `skip` that the filter lets through are left out. */
  'deployment.list': call(
    deploymentFilter.extend({
      skip: z.number().int().min(0).max(1_000_000).default(0),
      limit: z.number().int().min(1).max(500).default(50)
    })
  ).returns<readonly DeploymentSummary[]>(),
  /** What is not over: first what asks people, then what runs, then what waits, in the order of the turns. */
  'deployment.listOpen': call(
    z.strictObject({ limit: z.number().int().min(1).max(10_000).default(500) })
  ).returns<OpenListing>(),
  /** How many a filter lets through. */
  'deployment.count': call(deploymentFilter).returns<{ readonly count: number }>(),
  /** What has to be over, or to begin, before one that waits for its turn may; empty where no other is in its way. */
  'deployment.ahead': call(aboutDeployment).returns<readonly DeploymentSummary[]>(),
  'deployment.get': call(z.strictObject({ id: ids.deploymentId })).returns<Deployment>()
} as const

/** A question with the deployment that asks it. */
export interface OpenQuestion {
  readonly deployment: DeploymentSummary
  readonly question: Question
}

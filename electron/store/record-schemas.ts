import type { DeploymentSummary } from '@shared/deployment'
import { type DeploymentId, deploymentId, environmentId, projectId, releaseId, runbookId, tenantId } from '@shared/ids'
import type { Process } from '@shared/model/process'
import { steps } from '@shared/model/process'
import { includes, type VariableSet, variable } from '@shared/model/variable-set'
import { z } from 'zod'
import type { Keyed } from './store'

const version = z.number().int().nonnegative()
const sameId = (record: { readonly id: string; readonly projectId: string }): boolean => record.id === record.projectId
const notSame = { path: ['id'], message: 'must be the id of its project' }

export const processRecord: z.ZodType<Keyed<Process>> = z
  .strictObject({ id: projectId, projectId, version, steps })
  .refine(sameId, notSame)

export const variableSetRecord: z.ZodType<Keyed<VariableSet>> = z
  .strictObject({ id: projectId, projectId, version, variables: z.array(variable), includes: includes.default([]) })
  .refine(sameId, notSame)

const count = z.number().int().nonnegative()

const idle = z.strictObject({
  waiting: z.number(),
  paused: z.number(),
  over: z.number(),
  since: z.strictObject({ why: z.enum(['waiting', 'paused', 'over']), at: z.number() }).nullable()
})

export const deploymentRecord: z.ZodType<DeploymentSummary> = z.strictObject({
  id: deploymentId,
  projectId,
  projectName: z.string(),
  releaseId,
  releaseVersion: z.string(),
  environmentId,
  environmentName: z.string(),
  tenant: z.strictObject({ id: tenantId, name: z.string() }).optional(),
  state: z.enum(['queued', 'running', 'cancelling', 'interrupted', 'finished']),
  outcome: z.enum(['succeeded', 'failed', 'cancelled', 'expired', 'handed-over']).nullable(),
  // Summaries of Slipway 0.1.0 have none of these.
  runbook: z.strictObject({ id: runbookId, name: z.string() }).nullable().default(null),
  isWaiting: z.boolean().default(false),
  isPaused: z.boolean().default(false),
  /** Known only while Slipway runs. */
  waitsFor: z.null().default(null),
  slot: z
    .strictObject({
      movedAt: z.number().optional(),
      since: z.number().optional(),
      hasPriority: z.literal(true).optional()
    })
    .optional(),
  openQuestions: count.default(0),
  startAt: z.number().nullable().default(null),
  expiresAt: z.number().nullable().default(null),
  hasWarnings: z.boolean(),
  runsDone: count,
  runsTotal: count,
  queuedAt: z.number(),
  queuedBy: z.string(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  ranUntil: z.number().optional(),
  isTold: z.literal(true).optional(),
  idle: idle.optional(),
  tookThere: z.number().nullable().optional(),
  summary: z.string().nullable(),
  comment: z.string().optional()
})

/** The newest deployment of a project in a place, or the newest run of a runbook there; the id names the place. */
export interface LatestDeployment {
  readonly id: string
  readonly summary: DeploymentSummary
  /** All of that place that are not over, the oldest first; the one that is shown may be missing in older records. */
  readonly open: readonly DeploymentId[]
  /** The one that ended last of those that succeeded; null for none, absent in records from before it was kept. */
  readonly current?: DeploymentSummary | null | undefined
}

/** `<project id>.<environment id>` names a place of a project; each runbook has one of its own, and so has each tenant. */
export const placeId = ({
  projectId,
  environmentId,
  runbook,
  tenant
}: Pick<DeploymentSummary, 'projectId' | 'environmentId' | 'runbook'> & {
  readonly tenant?: Pick<NonNullable<DeploymentSummary['tenant']>, 'id'> | undefined
}): string =>
  [projectId, environmentId, ...(runbook === null ? [] : [runbook.id]), ...(tenant ? [tenant.id] : [])].join('.')

export const latestRecord: z.ZodType<LatestDeployment> = z
  .strictObject({
    id: z.string(),
    summary: deploymentRecord,
    open: z.array(deploymentId).default([]),
    current: deploymentRecord.nullable().optional()
  })
  .refine(({ id, summary }) => id === placeId(summary), { path: ['id'], message: 'must name its place' })

import { z } from 'zod'
import type { DeploymentSummary } from './deployment'
import {
  deploymentId,
  environmentId,
  projectId,
  type RunbookId,
  releaseId,
  runbookId,
  type TenantId,
  tenantId
} from './ids'

/** The states of deployments as lists tell them apart: how it ended, or else how far it is. */
export const listedStates = [
  'queued',
  'running',
  'cancelling',
  'interrupted',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
  'handed-over'
] as const
export type ListedState = (typeof listedStates)[number]

/** The states in which Slipway still has something to do for it. */
export const openStates = ['queued', 'running', 'cancelling'] as const satisfies readonly ListedState[]
/** The states in which it has not. */
export const overStates = [
  'interrupted',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
  'handed-over'
] as const satisfies readonly ListedState[]

const anyOf = <T extends z.ZodType>(id: T) => z.array(id).max(1000, 'must be at most 1,000 ids').optional()

/** Narrows a list of deployments and runs of runbooks. What is left out lets everything through. */
export const deploymentFilter = z.strictObject({
  /** Only these, as far as they exist. */
  ids: z.array(deploymentId).max(1000, 'must be at most 1,000 ids').optional(),
  projectId: projectId.optional(),
  environmentId: environmentId.optional(),
  /** Those for this tenant only; null for those without one. */
  tenantId: tenantId.nullable().optional(),
  /** Deployments of this release, or runs of this snapshot of a runbook. */
  releaseId: releaseId.optional(),
  /** Deployments of releases, or runs of runbooks; both when absent. */
  kind: z.enum(['deployment', 'runbook']).optional(),
  /** Runs of this runbook only. */
  runbookId: runbookId.optional(),
  /** Of any of these projects, environments, tenants, runbooks. */
  projectIds: anyOf(projectId),
  environmentIds: anyOf(environmentId),
  tenantIds: anyOf(tenantId),
  runbookIds: anyOf(runbookId),
  states: z.array(z.enum(listedStates)).max(listedStates.length).optional()
})
export type DeploymentFilter = z.output<typeof deploymentFilter>
/** The same as whoever asks may write it. */
type Asked = z.input<typeof deploymentFilter>

export const listedStateOf = ({ state, outcome }: Pick<DeploymentSummary, 'state' | 'outcome'>): ListedState =>
  state === 'finished' ? (outcome ?? 'failed') : state

/** What of a deployment filters look at. */
export interface Listed extends Pick<DeploymentSummary, 'id' | 'projectId' | 'environmentId' | 'releaseId'> {
  /** Null for without one. */
  readonly tenantId: TenantId | null
  /** Null for the deployment of a release. */
  readonly runbookId: RunbookId | null
  readonly state: ListedState
}

export const listedOf = (summary: DeploymentSummary): Listed => ({
  id: summary.id,
  projectId: summary.projectId,
  environmentId: summary.environmentId,
  releaseId: summary.releaseId,
  tenantId: summary.tenant?.id ?? null,
  runbookId: summary.runbook?.id ?? null,
  state: listedStateOf(summary)
})

/** Whether a filter lets a deployment through. */
export const letsThrough = (filter: Asked, listed: Listed): boolean =>
  is(filter.projectId, listed.projectId) &&
  is(filter.environmentId, listed.environmentId) &&
  is(filter.tenantId, listed.tenantId) &&
  is(filter.releaseId, listed.releaseId) &&
  is(filter.runbookId, listed.runbookId) &&
  is(filter.kind, listed.runbookId === null ? 'deployment' : 'runbook') &&
  isIn(filter.ids, listed.id) &&
  isIn(filter.projectIds, listed.projectId) &&
  isIn(filter.environmentIds, listed.environmentId) &&
  isIn(filter.tenantIds, listed.tenantId) &&
  isIn(filter.runbookIds, listed.runbookId) &&
  isIn(filter.states, listed.state)

const is = <T>(wanted: T | undefined, found: T): boolean => wanted === undefined || wanted === found
const isIn = <T>(wanted: readonly T[] | undefined, found: T | null): boolean =>
  wanted === undefined || (found !== null && wanted.includes(found))

/** Whether a filter lets a summary through. */
export const isListed = (summary: DeploymentSummary, filter: Asked): boolean => letsThrough(filter, listedOf(summary))

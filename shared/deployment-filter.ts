import { z } from 'zod'
import type { DeploymentSummary } from './deployment'
import { deploymentId, environmentId, projectId, releaseId, runbookId, tenantId } from './ids'

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
  states: z.array(z.enum(listedStates)).max(listedStates.length).optional()
})
export type DeploymentFilter = z.output<typeof deploymentFilter>
/** The same as whoever asks may write it. */
type Asked = z.input<typeof deploymentFilter>

export const listedStateOf = ({ state, outcome }: Pick<DeploymentSummary, 'state' | 'outcome'>): ListedState =>
  state === 'finished' ? (outcome ?? 'failed') : state

/** Whether a filter lets a summary through. */
export const isListed = (summary: DeploymentSummary, filter: Asked): boolean =>
  (filter.ids === undefined || filter.ids.includes(summary.id)) &&
  (filter.projectId === undefined || filter.projectId === summary.projectId) &&
  (filter.environmentId === undefined || filter.environmentId === summary.environmentId) &&
  (filter.tenantId === undefined || filter.tenantId === (summary.tenant?.id ?? null)) &&
  (filter.releaseId === undefined || filter.releaseId === summary.releaseId) &&
  (filter.kind === undefined || (filter.kind === 'runbook') === (summary.runbook !== null)) &&
  (filter.runbookId === undefined || filter.runbookId === summary.runbook?.id) &&
  (filter.states === undefined || filter.states.includes(listedStateOf(summary)))

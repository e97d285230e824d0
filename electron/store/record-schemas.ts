import type { DeploymentSummary } from '@shared/deployment'
import { deploymentId, environmentId, projectId, releaseId } from '@shared/ids'
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

export const deploymentRecord: z.ZodType<DeploymentSummary> = z.strictObject({
  id: deploymentId,
  projectId,
  projectName: z.string(),
  releaseId,
  releaseVersion: z.string(),
  environmentId,
  environmentName: z.string(),
  state: z.enum(['queued', 'running', 'cancelling', 'interrupted', 'finished']),
  outcome: z.enum(['succeeded', 'failed', 'cancelled']).nullable(),
  hasWarnings: z.boolean(),
  runsDone: count,
  runsTotal: count,
  queuedAt: z.number(),
  queuedBy: z.string(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  summary: z.string().nullable()
})

/** The newest deployment of a project in an environment; the id is `<project id>.<environment id>`. */
export interface LatestDeployment {
  readonly id: string
  readonly summary: DeploymentSummary
}

/** The id of a project's place in an environment. */
export const placeId = ({ projectId, environmentId }: Pick<DeploymentSummary, 'projectId' | 'environmentId'>): string =>
  `${projectId}.${environmentId}`

export const latestRecord: z.ZodType<LatestDeployment> = z
  .strictObject({ id: z.string(), summary: deploymentRecord })
  .refine(({ id, summary }) => id === placeId(summary), { path: ['id'], message: 'must name its place' })

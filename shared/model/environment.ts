import { z } from 'zod'
import { environmentId } from '../ids'
import { approvalRule } from './approval'
import { name, notes } from './text'

/** A named group of targets that releases are promoted through, such as Test or Production. */
export const environmentInput = z.strictObject({
  name,
  description: notes.default(''),
  /** Marks deployments here as dangerous: the chip turns red and the deploy button says so. */
  isProduction: z.boolean().default(false),
  /** Failures are put before a person, unless project or deployment say otherwise. Absent for not. */
  isGuided: z.boolean().optional(),
  /** What has to be approved before anything is deployed here. Absent for nothing. */
  approval: approvalRule.optional()
})
export type EnvironmentInput = z.infer<typeof environmentInput>

export const environment = environmentInput.extend({
  id: environmentId,
  /** Position in lists and on the dashboard, ascending. */
  sortOrder: z.number().int().nonnegative()
})
export type Environment = z.infer<typeof environment>

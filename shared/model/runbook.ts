import { z } from 'zod'
import { environmentId, projectId, releaseId, runbookId } from '../ids'
import { steps } from './process'
import { guidedFailure } from './project'
import { name, notes } from './text'

/** Where a runbook may be run. */
export const runbookEnvironments = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({
    kind: z.literal('listed'),
    ids: z.array(environmentId).min(1, 'must name at least one environment').max(200)
  })
])
export type RunbookEnvironments = z.infer<typeof runbookEnvironments>

export const runbookInput = z.strictObject({
  name,
  description: notes.default(''),
  environments: runbookEnvironments.default({ kind: 'all' }),
  /** Whether failures are put before a person; absent for what the environment says. */
  guidedFailure
})
export type RunbookInput = z.output<typeof runbookInput>

/**
 * Steps that are run when somebody wants them run, such as rotating a key: it belongs to a project and shares its
 * variables. What is edited is a draft; publishing freezes it as a release of the runbook's own.
 */
export const runbook = z.strictObject({
  id: runbookId,
  projectId,
  name,
  description: notes,
  /** Counts saves of the steps; a save that starts from an older version is refused as a conflict. */
  version: z.number().int().nonnegative(),
  steps,
  environments: runbookEnvironments,
  guidedFailure,
  /** What was published last; null as long as nothing was. */
  published: z.strictObject({ releaseId }).nullable(),
  createdAt: z.number()
})
export type Runbook = z.infer<typeof runbook>

/** Whether a runbook may be run in an environment. */
export const mayRunIn = (
  { environments }: Pick<Runbook, 'environments'>,
  environment: z.infer<typeof environmentId>
): boolean => environments.kind === 'all' || environments.ids.includes(environment)

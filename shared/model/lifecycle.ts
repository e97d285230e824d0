import { z } from 'zod'
import { environmentId, lifecycleId, phaseId } from '../ids'
import { name, notes } from './text'

/** What is kept of releases: all, the newest ones, or those of the last days. */
export const retention = z.discriminatedUnion('keep', [
  z.strictObject({ keep: z.literal('forever') }),
  z.strictObject({
    keep: z.literal('releases'),
    count: z.number().int().min(1, 'must be at least 1').max(10_000, 'must be at most 10,000')
  }),
  z.strictObject({
    keep: z.literal('days'),
    count: z.number().int().min(1, 'must be at least 1').max(36_500, 'must be at most 36,500')
  })
])
export type Retention = z.infer<typeof retention>

const phaseFields = {
  name,
  /** In order. None: every environment that no other phase names, also later ones. */
  environments: z
    .array(
      z.strictObject({
        id: environmentId,
        /** Deployed to as soon as a release reaches the phase. */
        isAutomatic: z.boolean()
      })
    )
    .max(200, 'must be at most 200 environments'),
  /** How many of its environments must have had a success before the next phase opens; 0 for all. */
  minimum: z.number().int().min(0).max(200),
  /** May be passed over: it never keeps a later phase closed. */
  isOptional: z.boolean(),
  /** Absent for that of the nearest earlier phase that has one, or else of the lifecycle. */
  retention: retention.optional()
}

export const phase = z.strictObject({ id: phaseId, ...phaseFields })
/** A stage of promotion: a release comes into it once it was deployed in the phases before. */
export type Phase = z.infer<typeof phase>

export const lifecycleInput = z.strictObject({
  name,
  description: notes.default(''),
  /** None: each environment is a phase of its own, in the order of environments, as they are at the moment. */
  phases: z
    .array(z.strictObject({ id: phaseId.optional(), ...phaseFields }))
    .max(50, 'must be at most 50 phases')
    .default([]),
  retention: retention.default({ keep: 'forever' })
})
export type LifecycleInput = z.infer<typeof lifecycleInput>

/** The way of releases through environments. Exactly one is the default, for projects and channels that name none. */
export const lifecycle = z.strictObject({
  id: lifecycleId,
  name,
  description: notes,
  phases: z.array(phase),
  retention,
  isDefault: z.boolean()
})
export type Lifecycle = z.infer<typeof lifecycle>

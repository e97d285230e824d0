import { z } from 'zod'
import { actionId, channelId, environmentId, projectId, runbookId, triggerId } from '../ids'
import { name, notes } from './text'

/** What sets it off. Both only while Slipway, or `slipway agent`, runs. */
export const triggerWhen = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('schedule'),
    /** Cron: five fields, or six with seconds first. */
    cron: z.string().trim().min(1, 'must not be empty').max(200),
    /** IANA name such as `Europe/Vienna`; absent for the zone of this machine. */
    timeZone: z.string().trim().min(1).max(100).optional()
  }),
  z.strictObject({
    kind: z.literal('package'),
    /** The place of the process whose package has to come into the repository. */
    actionId,
    reference: z.string().max(100)
  })
])
export type TriggerWhen = z.infer<typeof triggerWhen>

export const triggerDoes = z.discriminatedUnion('kind', [
  /** Makes a release, and deploys it where an environment is named. */
  z.strictObject({
    kind: z.literal('create-release'),
    channelId: channelId.optional(),
    environmentId: environmentId.optional()
  }),
  /** Deploys the newest release that was deployed to `from` successfully, or the newest one where none is named. */
  z.strictObject({
    kind: z.literal('deploy-release'),
    channelId: channelId.optional(),
    from: environmentId.optional(),
    to: environmentId,
    /** Also where it is there already. */
    evenIfCurrent: z.boolean().optional()
  }),
  /** Runs what was published. */
  z.strictObject({ kind: z.literal('run-runbook'), runbookId, environmentId })
])
export type TriggerDoes = z.infer<typeof triggerDoes>

export const triggerInput = z.strictObject({
  name,
  description: notes.default(''),
  isDisabled: z.boolean().optional(),
  when: triggerWhen,
  does: triggerDoes
})
export type TriggerInput = z.infer<typeof triggerInput>

/** Does something for a project without anybody asking. */
export const trigger = triggerInput.extend({
  id: triggerId,
  projectId,
  description: notes,
  /** From when on its times count, in milliseconds since 1970 UTC: when it was made, or its schedule changed. */
  since: z.number().optional(),
  /** What became of it the last time; absent as long as it was never set off. */
  last: z
    .strictObject({
      at: z.number(),
      /** `missed`: its time came while Slipway did not run. */
      outcome: z.enum(['done', 'nothing-to-do', 'failed', 'missed']),
      /** In a sentence. */
      message: z.string(),
      /** What it began, the last of it. */
      deploymentId: z.string().optional(),
      /** All that it began, where that is more than one: for several tenants. */
      deploymentIds: z.array(z.string()).optional()
    })
    .optional()
})
export type Trigger = z.infer<typeof trigger>

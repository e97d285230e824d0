import { z } from 'zod'
import { actionId, lifecycleId, projectGroupId, projectId } from '../ids'
import { approvalRule } from './approval'
import { projectTenancy } from './tenant'
import { name, notes } from './text'

export const projectGroupInput = z.strictObject({ name })
/** A heading that projects are listed under. Every project belongs to exactly one; the first is made with the workspace. */
export const projectGroup = projectGroupInput.extend({ id: projectGroupId })
export type ProjectGroup = z.infer<typeof projectGroup>

/** Whether failures are put before a person; absent for what the environment says. */
export const guidedFailure = z.enum(['on', 'off']).optional()

/** How releases of a project come to be and where they may go. What is absent is as it is for every project. */
export const releaseSettings = z.strictObject({
  /** Absent for the default lifecycle. */
  lifecycleId: lifecycleId.optional(),
  /** Each channel keeps its own releases: what environments have, the way back, and the newest ones. Octopus: DiscreteChannelRelease. */
  hasDiscreteChannels: z.boolean().optional(),
  /** Where the version of a new release comes from; absent for the newest release's version plus one. */
  versioning: z
    .discriminatedUnion('from', [
      /** Text with `#{Octopus.Version.…}`, or a mask such as `1.2.i`. */
      z.strictObject({
        from: z.literal('template'),
        template: z.string().trim().min(1, 'must not be empty').max(1000)
      }),
      /** The version of the package in this place of the process. */
      z.strictObject({ from: z.literal('package'), actionId, reference: z.string().max(100) })
    ])
    .optional(),
  /** What the notes of a new release begin with; `#{…}` in notes is replaced when the release is made. */
  notesTemplate: notes.optional(),
  /** What has to be approved before any of its releases is deployed. */
  approval: approvalRule.optional(),
  /** Whether releases are deployed for tenants; absent for not. Runbooks of such a project may be run for one. */
  tenancy: projectTenancy.optional(),
  /** A newer deployment leaves older ones in the queue that have not begun. Octopus: CancelQueuedTasks is off. */
  keepsQueued: z.boolean().optional(),
  /** Neither releases are made nor anything is deployed. */
  isDisabled: z.boolean().optional()
})
export type ReleaseSettings = z.infer<typeof releaseSettings>

export const projectInput = z.strictObject({
  name,
  description: notes.default(''),
  /** Absent: the default group. */
  groupId: projectGroupId.optional(),
  guidedFailure
})
export type ProjectInput = z.infer<typeof projectInput>

export const project = z.strictObject({
  id: projectId,
  name,
  description: notes,
  groupId: projectGroupId,
  createdAt: z.number(),
  guidedFailure,
  releases: releaseSettings.optional()
})
export type Project = z.infer<typeof project>

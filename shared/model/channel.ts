import { z } from 'zod'
import { actionId, channelId, lifecycleId, projectId } from '../ids'
import { tenantTags } from './tenant-tag'
import { name, notes } from './text'

/** Which versions of some packages releases of a channel may have. */
export const channelRule = z.strictObject({
  /** The places of the process that it is about; each in one rule of a channel at most. */
  slots: z
    .array(
      z.strictObject({
        actionId,
        /** Empty for the package that the action is about. */
        reference: z.string().max(100)
      })
    )
    .min(1, 'must be about at least one package')
    .max(500),
  /** In interval notation, such as `[1.0,2.0)`; absent for any version. */
  range: z.string().trim().min(1).max(200).optional(),
  /** A regular expression on what follows the numbers of a version, without the leading dash; absent for anything. */
  tag: z.string().min(1).max(300).optional(),
  /** Take the one that was published last, and not the highest. Absent for the highest. */
  order: z.literal('published').optional()
})
export type ChannelRule = z.infer<typeof channelRule>

const customFieldName = z.string().trim().min(1, 'must not be empty').max(150, 'must be at most 150 characters')
/** Names and values that people give a release, at most ten. */
export const customFields = z
  .record(customFieldName, z.string().max(150, 'must be at most 150 characters'))
  .refine(fields => Object.keys(fields).length <= 10, 'must be at most 10 fields')
export type CustomFields = z.infer<typeof customFields>

export const channelInput = z.strictObject({
  name,
  description: notes.default(''),
  /** Absent for the lifecycle of the project. */
  lifecycleId: lifecycleId.optional(),
  rules: z.array(channelRule).max(50, 'must be at most 50 rules').default([]),
  /** Custom fields that a release of it must have. */
  requiredFields: z.array(customFieldName).max(10, 'must be at most 10 fields').optional(),
  /** The tenants that its releases are for; absent for all. */
  tenantTags: tenantTags.min(1).optional(),
  /** True makes it the default of its project in place of the one that was. */
  isDefault: z.boolean().default(false)
})
export type ChannelInput = z.infer<typeof channelInput>

/** A kind of releases of a project, such as hotfixes: with a lifecycle, version rules, steps and values of its own. */
export const channel = z.strictObject({
  id: channelId,
  projectId,
  name,
  description: notes,
  lifecycleId: lifecycleId.optional(),
  rules: z.array(channelRule),
  requiredFields: z.array(customFieldName).optional(),
  tenantTags: tenantTags.optional(),
  isDefault: z.boolean()
})
export type Channel = z.infer<typeof channel>

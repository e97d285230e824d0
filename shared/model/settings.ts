import { z } from 'zod'
import { guideRecord } from '../demo-guide'
import { projectId } from '../ids'
import { httpApiSettings } from './http-api'

const defaultTaskLimit = 5

/** How many deployments and runs of runbooks may be under way at the same time. */
export const taskLimit = z.number().int().min(1, 'must be at least 1').max(50, 'must be at most 50')

/** How fast all transfers to targets together may be, in bytes per second; null for as fast as it goes. */
export const transferLimit = z
  .number()
  .int()
  .min(10_000, 'must be at least 10 kB per second')
  .max(10_000_000_000)
  .nullable()

/** What a person set for the whole workspace. One record. */
export const settings = z.strictObject({
  id: z.literal('settings'),
  /** Blocks every connection except those to declared targets, jump hosts and the mail server. */
  isAirGapped: z.boolean().default(false),
  taskLimit: taskLimit.default(defaultTaskLimit),
  /** Whether failures, questions and ends are told by the system's notices while nobody looks at the window. */
  notifies: z.boolean().default(true),
  transferLimit: transferLimit.default(null),
  /** Projects that the dashboard shows above the others, in the order in which they became so. Absent for none. */
  favourites: z.array(projectId).max(10_000).optional(),
  /** The guide through the demo; absent elsewhere. */
  demoGuide: guideRecord.optional(),
  /** `defaultHttpApi` where absent. */
  httpApi: httpApiSettings.optional()
})
export type Settings = z.infer<typeof settings>

export const defaultSettings: Settings = {
  id: 'settings',
  isAirGapped: false,
  taskLimit: defaultTaskLimit,
  notifies: true,
  transferLimit: null
}

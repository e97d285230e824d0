import { z } from 'zod'

/** What a person set for the whole workspace. One record. */
export const settings = z.strictObject({
  id: z.literal('settings'),
  /** Blocks every connection except those to declared targets and jump hosts. */
  isAirGapped: z.boolean().default(false)
})
export type Settings = z.infer<typeof settings>

export const defaultSettings: Settings = { id: 'settings', isAirGapped: false }

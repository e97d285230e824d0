import { z } from 'zod'
import text from '../../../resources/demo/harbour-tickets/history.json?raw'

/** What a script of the past wrote, line by line. `{Name}` is the value of a variable. */
const line = z.union([
  z.string(),
  z.strictObject({ highlight: z.string() }),
  /** An output variable: its name and its value. */
  z.strictObject({ output: z.tuple([z.string(), z.string()]) })
])
export type HistoryLine = z.infer<typeof line>

/** When, and by whom. By the clock of this machine. */
const moment = {
  daysAgo: z.number().int().positive(),
  at: z.string().regex(/^\d\d:\d\d$/),
  by: z.string()
}

const failing = z.strictObject({
  step: z.string(),
  target: z.string(),
  says: z.array(line),
  message: z.string(),
  /** It was continued after that, and succeeded; absent where it was left as it was. */
  continuedAfterMinutes: z.number().positive().optional()
})

const release = z.strictObject({ version: z.string(), ...moment })
const deployment = z.strictObject({
  version: z.string(),
  /** An environment, by name. */
  to: z.string(),
  ...moment,
  fails: failing.optional()
})
export type PastDeployment = z.infer<typeof deployment>

const history = z.strictObject({
  releases: z.array(release),
  deployments: z.array(deployment),
  /** What each step says, by its name, and about how long it takes. */
  steps: z.record(z.string(), z.strictObject({ seconds: z.number().positive(), says: z.array(line) }))
})
export type DemoHistory = z.infer<typeof history>

/** The history by the names of the projects that have one. @throws when a file is wrong, which a test rules out */
export const readHistories = (): ReadonlyMap<string, DemoHistory> =>
  new Map([['Harbour Tickets', history.parse(JSON.parse(text))]])

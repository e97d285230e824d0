import { z } from 'zod'
import { environmentId, freezeId, projectId } from '../ids'
import { name, notes } from './text'

const moment = z.number().int().positive()

const freezeFields = {
  name,
  description: notes.default(''),
  /** Of the first time, in milliseconds since 1970 UTC. */
  startsAt: moment,
  endsAt: moment,
  /** Absent for once. The clock of this machine counts: 18:00 stays 18:00 in summer and winter. */
  repeats: z.enum(['daily', 'weekly', 'monthly', 'yearly']).optional(),
  /** Absent for all projects. */
  projects: z.array(projectId).min(1).max(1000).optional(),
  /** Absent for all environments. */
  environments: z.array(environmentId).min(1).max(200).optional()
}

export const freezeInput = z
  .strictObject(freezeFields)
  .refine(({ startsAt, endsAt }) => endsAt > startsAt, { path: ['endsAt'], message: 'must be later than the start' })
export type FreezeInput = z.infer<typeof freezeInput>

/** A time in which nothing new is deployed there, unless somebody says why it has to be. */
export const freeze = z.strictObject({ ...freezeFields, description: notes, id: freezeId })
export type Freeze = z.infer<typeof freeze>

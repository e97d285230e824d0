import { z } from 'zod'
import { projectGroupId, projectId } from '../ids'
import { name, notes } from './text'

export const projectGroupInput = z.strictObject({ name })
/** A heading that projects are listed under. Every project belongs to exactly one; the first is made with the workspace. */
export const projectGroup = projectGroupInput.extend({ id: projectGroupId })
export type ProjectGroup = z.infer<typeof projectGroup>

export const projectInput = z.strictObject({
  name,
  description: notes.default(''),
  /** Absent: the default group. */
  groupId: projectGroupId.optional()
})
export type ProjectInput = z.infer<typeof projectInput>

export const project = z.strictObject({
  id: projectId,
  name,
  description: notes,
  groupId: projectGroupId,
  createdAt: z.number()
})
export type Project = z.infer<typeof project>

import { z } from 'zod'
import type { ProjectId } from '../ids'
import { secretId, variableId } from '../ids'

const variableName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(300, 'must be at most 300 characters')
  .regex(/^[^#{}\r\n]+$/, 'must not contain #, braces or line breaks')

const value = z.string().max(1_000_000, 'must be at most 1,000,000 characters')

/** As typed. A sensitive value that is absent stays as it was; it can be replaced but never read back. */
export const variableInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), id: variableId.optional(), name: variableName, value }),
  z.strictObject({
    type: z.literal('sensitive'),
    id: variableId.optional(),
    name: variableName,
    value: value.optional()
  })
])
export type VariableInput = z.infer<typeof variableInput>

export const variableInputs = z
  .array(variableInput)
  .max(5000, 'must be at most 5,000 variables')
  .superRefine((list, context) => {
    const seen = new Set<string>()
    list.forEach((item, index) => {
      const key = item.name.toLowerCase()
      if (seen.has(key))
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: 'must differ from the names of the other variables'
        })
      seen.add(key)
    })
  })

/** As stored and as copied into releases: a sensitive value is a reference into the vault. */
export const variable = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), id: variableId, name: variableName, value }),
  z.strictObject({ type: z.literal('sensitive'), id: variableId, name: variableName, secret: secretId })
])
export type Variable = z.infer<typeof variable>

export interface VariableSet {
  readonly projectId: ProjectId
  readonly version: number
  readonly variables: readonly Variable[]
}

/** As shown in the editor: a sensitive variable tells that it is set and nothing more. */
export type VariableView =
  | { readonly type: 'text'; readonly id: Variable['id']; readonly name: string; readonly value: string }
  | { readonly type: 'sensitive'; readonly id: Variable['id']; readonly name: string }

export interface VariableSetView {
  readonly projectId: ProjectId
  readonly version: number
  readonly variables: readonly VariableView[]
}

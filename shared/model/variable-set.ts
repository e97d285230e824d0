import { z } from 'zod'
import type { LibrarySetId, ProjectId } from '../ids'
import { accountId, certificateId, librarySetId, secretId, variableId } from '../ids'
import { name, notes } from './text'
import { isUnscoped, type VariableScope, variableScope } from './variable-scope'

const variableName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(300, 'must be at most 300 characters')
  .regex(/^[^#{}\r\n]+$/, 'must not contain #, braces or line breaks')

const value = z.string().max(1_000_000, 'must be at most 1,000,000 characters')

const promptText = z.string().trim().max(1000, 'must be at most 1,000 characters')

/** How a person answers: one line, several, one of a list, or a tick that is `True` or `False`. */
export const promptControl = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single-line') }),
  z.strictObject({ kind: z.literal('multi-line') }),
  z.strictObject({ kind: z.literal('checkbox') }),
  z.strictObject({
    kind: z.literal('select'),
    options: z
      .array(z.strictObject({ value, label: promptText }))
      .min(1, 'must offer at least one option')
      .max(500, 'must be at most 500 options')
  })
])
export type PromptControl = z.infer<typeof promptControl>

/** Makes a variable ask whoever deploys. The stored value is what is offered; a sensitive one is never shown. */
export const variablePrompt = z.strictObject({
  /** Empty: the variable's name is shown. */
  label: promptText,
  description: promptText,
  isRequired: z.boolean(),
  /** For text; variables of other types bring their own control. */
  control: promptControl
})
export type VariablePrompt = z.infer<typeof variablePrompt>

/** Absent members are absent and not empty, so that the hashes of older releases stay. */
const commonFields = {
  name: variableName,
  description: notes.optional(),
  scope: variableScope.optional(),
  prompt: variablePrompt.optional()
}

const inputFields = { ...commonFields, id: variableId.optional() }

/** As typed. A sensitive value that is absent stays as it was; it can be replaced but never read back. */
export const variableInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), ...inputFields, value }),
  z.strictObject({ type: z.literal('sensitive'), ...inputFields, value: value.optional() }),
  z.strictObject({ type: z.literal('account'), ...inputFields, accountId }),
  z.strictObject({ type: z.literal('certificate'), ...inputFields, certificateId })
])
export type VariableInput = z.infer<typeof variableInput>

/** The same name may stand in any number of rows: their scopes decide which one applies where. */
export const variableInputs = z.array(variableInput).max(5000, 'must be at most 5,000 variables')

const storedFields = { ...commonFields, id: variableId }

/** As stored and as copied into releases: a sensitive value is a reference into the vault. */
export const variable = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), ...storedFields, value }),
  z.strictObject({ type: z.literal('sensitive'), ...storedFields, secret: secretId }),
  z.strictObject({ type: z.literal('account'), ...storedFields, accountId }),
  z.strictObject({ type: z.literal('certificate'), ...storedFields, certificateId })
])
export type Variable = z.infer<typeof variable>
export type VariableType = Variable['type']

/** A project's own variables and the library sets that it includes, the last of which wins over those before it. */
export interface VariableSet {
  readonly projectId: ProjectId
  /** Counts saves; a save that starts from an older version is refused as a conflict. */
  readonly version: number
  readonly variables: readonly Variable[]
  readonly includes: readonly LibrarySetId[]
}

export const includes = z
  .array(librarySetId)
  .max(200, 'must be at most 200 library sets')
  .refine(ids => new Set(ids).size === ids.length, 'must not include a library set twice')

/** Variables that several projects share by including the set. */
export const librarySetInput = z.strictObject({ name, description: notes.default('') })

export const librarySet = librarySetInput.extend({
  id: librarySetId,
  version: z.number().int().nonnegative(),
  variables: z.array(variable)
})
export type LibrarySet = z.infer<typeof librarySet>

/** As shown in the editor: a sensitive variable tells that it is set and nothing more. */
export type VariableView = Exclude<Variable, { type: 'sensitive' }> | Omit<Sensitive, 'secret'>
type Sensitive = Extract<Variable, { type: 'sensitive' }>

export interface VariableSetView {
  readonly projectId: ProjectId
  readonly version: number
  readonly variables: readonly VariableView[]
  readonly includes: readonly LibrarySetId[]
}

/** A library set as shown: with who includes it. */
export interface LibrarySetView {
  readonly id: LibrarySetId
  readonly name: string
  readonly description: string
  readonly version: number
  readonly variables: readonly VariableView[]
  readonly usedBy: readonly ProjectId[]
}

/** A variable without what only the vault has. */
export function variableView(stored: Variable): VariableView {
  if (stored.type !== 'sensitive') return stored
  const { secret: _, ...view } = stored
  return view
}

/** Where a variable applies; everywhere when it has no scope. */
export const scopeOf = ({ scope }: Pick<Variable, 'scope'>): VariableScope => scope ?? {}

/** The spelling that is stored: what is empty is left out. */
export function withoutEmpty<T extends Pick<VariableInput, 'description' | 'scope'>>(input: T): T {
  const { description, scope, ...rest } = input
  return {
    ...rest,
    ...(description === undefined || description.trim() === '' ? {} : { description }),
    ...(isUnscoped(scope) ? {} : { scope })
  } as T
}

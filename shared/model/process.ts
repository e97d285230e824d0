import { z } from 'zod'
import { actionId, type projectId, stepId } from '../ids'
import { name, roles } from './text'

export const scriptSyntaxes = ['bash', 'python', 'powershell'] as const
export type ScriptSyntax = (typeof scriptSyntaxes)[number]

/**
 * Where a step runs (Octopus: execution location).
 * - `targets`: on each target that has one of the roles
 * - `here`: once, on this machine, without target variables
 * - `here-for-each-target`: on this machine, once for each matching target, with that target's variables
 */
export const executionLocations = ['targets', 'here', 'here-for-each-target'] as const
export type ExecutionLocation = (typeof executionLocations)[number]

/** A user of a POSIX host, also one of a directory service. */
const userName = z
  .string()
  .trim()
  .regex(/^[A-Za-z_][A-Za-z0-9_.@-]{0,63}$/, 'must be the name of a user, such as postgres')

const scriptAction = z.strictObject({
  type: z.literal('script'),
  id: actionId,
  syntax: z.enum(scriptSyntaxes),
  /** The user that the script runs as, by sudo. Absent, and not null, for the one who logs in: hashes of older releases stay. */
  runAs: userName.optional(),
  /** Variables in `#{…}` are replaced before the script runs. */
  body: z
    .string()
    .max(1_000_000, 'must be at most 1,000,000 characters')
    .refine(text => text.trim() !== '', 'must not be empty')
})
/** One unit of work. `Run a Script` is the first action type; the union grows, its discriminator stays. */
export const action = z.discriminatedUnion('type', [scriptAction])
const actionInput = z.discriminatedUnion('type', [scriptAction.extend({ id: actionId.optional() })])

const stepFields = {
  name,
  location: z.enum(executionLocations),
  roles,
  isDisabled: z.boolean().default(false)
}

type Placed = { readonly location: ExecutionLocation; readonly roles: readonly string[] }
const hasPlace = (value: Placed): boolean => value.location === 'here' || value.roles.length > 0
const noPlace = { path: ['roles'], message: 'must name at least one role, because the step runs for targets' }

/** A scheduling unit: when and where; its actions say what. For now a step holds exactly one action. */
export const step = z.strictObject({ ...stepFields, id: stepId, actions: z.tuple([action]) }).refine(hasPlace, noPlace)
const stepInput = z
  .strictObject({ ...stepFields, id: stepId.optional(), actions: z.tuple([actionInput]) })
  .refine(hasPlace, noPlace)
export type Step = z.infer<typeof step>

type Repeats = { readonly name: string; readonly id?: string | undefined }

function refuseRepeats(list: readonly Repeats[], context: z.RefinementCtx): void {
  const report = (key: (item: Repeats) => string | undefined, field: string, message: string) => {
    const seen = new Set<string>()
    list.forEach((item, index) => {
      const value = key(item)
      if (value === undefined) return
      if (seen.has(value)) context.addIssue({ code: 'custom', path: [index, field], message })
      seen.add(value)
    })
  }
  report(item => item.name.toLowerCase(), 'name', 'must differ from the names of the other steps')
  report(item => item.id, 'id', 'must differ from the ids of the other steps')
}

const stepLimit = 'must be at most 500 steps'

export const steps = z.array(step).max(500, stepLimit).superRefine(refuseRepeats)

/** As typed in the editor: a step or action that has no id yet is new and gets one when saved. */
export const stepInputs = z.array(stepInput).max(500, stepLimit).superRefine(refuseRepeats)
export type StepInput = z.input<typeof stepInput>

/** The live definition of how a project deploys. Releases copy it; editing it never changes a release. */
export interface Process {
  readonly projectId: z.infer<typeof projectId>
  /** Counts saves; a save that starts from an older version is refused as a conflict. */
  readonly version: number
  readonly steps: readonly Step[]
}

import { z } from 'zod'
import { type ActionId, type projectId, stepId, targetId } from '../ids'
import { type Action, action, actionInput, mayRetry } from './action'
import { stepCondition } from './run-condition'
import { name, roles } from './text'

export { type Action, type ActionOf, type ScriptSyntax, scriptSyntaxes } from './action'

/**
 * Where a step runs (Octopus: execution location).
 * - `targets`: on each target that has one of the roles
 * - `here`: once, on this machine, without target variables
 * - `here-for-each-target`: on this machine, once for each matching target, with that target's variables
 */
export const executionLocations = ['targets', 'here', 'here-for-each-target'] as const
export type ExecutionLocation = (typeof executionLocations)[number]

/** So many targets, or so many of a hundred of those that take part, rounded up and at least one. */
export const amount = z.discriminatedUnion('unit', [
  z.strictObject({ unit: z.literal('targets'), count: z.number().int().min(1, 'must be at least 1').max(10_000) }),
  z.strictObject({
    unit: z.literal('percent'),
    count: z.number().int().min(1, 'must be at least 1 %').max(100, 'must be at most 100 %')
  })
])
export type Amount = z.infer<typeof amount>

/** The number of targets that an amount means among `total`. */
export const amountOf = ({ unit, count }: Amount, total: number): number =>
  unit === 'targets' ? count : Math.max(1, Math.ceil((total * count) / 100))

const stepFields = {
  name,
  location: z.enum(executionLocations),
  roles,
  isDisabled: z.boolean().default(false),
  // What follows may be absent, and absent it stays: hashes of older releases do not change.
  /** Absent for success. */
  condition: stepCondition.optional(),
  /** Begins together with the step before (Octopus: StartWithPrevious); absent for after it. */
  startsWithPrevious: z.boolean().optional(),
  /** Rolling: at most so many targets are inside the step, and the next enters when one has done all its actions. */
  window: amount.optional(),
  /** How many targets run at the same time where that is not the window's business; absent for the deployment's own limit. */
  maxParallel: z.number().int().min(1, 'must be at least 1').max(1000).optional(),
  /** In which order targets begin: by name, backwards, or those listed first. Absent for by name. */
  order: z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.literal('name-backwards') }),
      z.strictObject({ by: z.literal('list'), targets: z.array(targetId).min(1).max(10_000) })
    ])
    .optional(),
  /** No further target begins once so many have failed. Absent: the first one, in a rolling step; never, in others. */
  stopAfter: amount.optional(),
  /** So many targets first; the rest after they succeeded, rested for `soakSeconds`, and a person agreed where `holds`. */
  canary: z
    .strictObject({
      targets: z.number().int().min(1, 'must be at least 1').max(1000),
      holds: z.boolean(),
      soakSeconds: z.number().int().min(0).max(86_400)
    })
    .optional(),
  /** A deployment without a target for this step is refused, instead of skipping the step. */
  needsTargets: z.boolean().optional(),
  /**
   * Whether all packages are to be at their places before the step begins, or only after it (Octopus: package
   * requirement). Absent where it makes no difference: they are brought right before the first step that needs one.
   */
  packageRequirement: z.enum(['before-packages', 'after-packages']).optional()
}

type Placed = {
  readonly location: ExecutionLocation
  readonly roles: readonly string[]
  readonly actions: readonly Pick<
    Action,
    'type' | 'name' | 'environments' | 'excludedEnvironments' | 'retries' | 'timeoutSeconds'
  >[]
}

function judgeStep(step: Placed, context: z.RefinementCtx): void {
  const refuse = (path: readonly (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path: [...path], message })
  if (step.location !== 'here' && step.roles.length === 0)
    refuse(['roles'], 'must name at least one role, because the step runs for targets')
  const names = new Set<string>()
  step.actions.forEach((item, index) => {
    const at = ['actions', index]
    if (step.actions.length > 1 && item.name === undefined)
      refuse([...at, 'name'], 'must not be empty, because the step has several actions')
    const key = item.name?.toLowerCase()
    if (key !== undefined && names.has(key)) refuse([...at, 'name'], 'must differ from the names of the other actions')
    if (key !== undefined) names.add(key)
    if (item.environments && item.excludedEnvironments)
      refuse([...at, 'excludedEnvironments'], 'must not be given together with the environments that it is for')
    if (!mayRetry(item.type) && (item.retries || item.timeoutSeconds !== undefined))
      refuse([...at, item.retries ? 'retries' : 'timeoutSeconds'], 'is only for scripts, packages and HTTP requests')
    if (item.type === 'deploy-release' && step.location !== 'here')
      refuse(['location'], 'must be this machine, once, because the step deploys a release')
    if (item.type === 'health-check' && step.location === 'here')
      refuse(['location'], 'must be targets, because the step checks their health')
    if ((item.type === 'deploy-package' || item.type === 'transfer-package') && step.location === 'here')
      refuse(['location'], 'must be targets, because the step brings a package there')
  })
}

const actionLimit = 'must be at most 50 actions'
const noActions = 'must have at least one action'

/** A scheduling unit: when, where and in which window; its actions say what. For one target they run strictly in order. */
export const step = z
  .strictObject({ ...stepFields, id: stepId, actions: z.array(action).min(1, noActions).max(50, actionLimit) })
  .superRefine(judgeStep)
/** One step as typed in the editor. */
export const stepInput = z
  .strictObject({
    ...stepFields,
    id: stepId.optional(),
    actions: z.array(actionInput).min(1, noActions).max(50, actionLimit)
  })
  .superRefine(judgeStep)
export type Step = z.infer<typeof step>

/** What an action is called: an only one like its step. */
export const actionName = (step: Pick<Step, 'name' | 'actions'>, item: Pick<Action, 'name'>): string =>
  step.actions.length === 1 ? step.name : (item.name ?? step.name)

/** Where one action of a step runs. What asks people and talks to other machines by itself never runs on a target. */
export function locationOf(step: Pick<Step, 'location'>, item: Pick<Action, 'type' | 'location'>): ExecutionLocation {
  if (step.location === 'here') return 'here'
  if (item.type === 'health-check' || item.type === 'deploy-package' || item.type === 'transfer-package')
    return 'targets'
  return item.type === 'script' || item.type === 'package-script'
    ? (item.location ?? step.location)
    : 'here-for-each-target'
}

/** Every action of a process with its step, in order. */
export const allActions = (steps: readonly Step[]): readonly { readonly step: Step; readonly action: Action }[] =>
  steps.flatMap(item => item.actions.map(one => ({ step: item, action: one })))

/** One action of a process, by its id. */
export const findAction = (
  steps: readonly Step[],
  id: ActionId
): { readonly step: Step; readonly action: Action } | null =>
  allActions(steps).find(item => item.action.id === id) ?? null

type Repeats = {
  readonly name: string
  readonly id?: string | undefined
  readonly actions: readonly { readonly name?: string | undefined }[]
}

/** What is wrong about a list of steps as a whole; the path begins with the number of the step. */
interface ListIssue {
  readonly path: (string | number)[]
  readonly message: string
}

/** Outputs are addressed by the name of the action, so no two of a process may share one. */
function sharedNames(list: readonly Repeats[]): readonly ListIssue[] {
  const issues: ListIssue[] = []
  const seen = new Map<string, { readonly index: number; readonly isOnly: boolean }>()
  list.forEach((item, index) => {
    item.actions.forEach((one, at) => {
      const isOnly = item.actions.length === 1
      const key = (isOnly ? item.name : (one.name ?? '')).toLowerCase()
      const path = isOnly ? [index, 'name'] : [index, 'actions', at, 'name']
      const first = seen.get(key)
      // Two steps, or two actions of one step, are told apart where those are looked at.
      const isTold = first !== undefined && (first.index === index || (first.isOnly && isOnly))
      if (key !== '' && first !== undefined && !isTold)
        issues.push({ path, message: 'must differ from the names of the other steps and actions' })
      if (first === undefined) seen.set(key, { index, isOnly })
    })
  })
  return issues
}

function repeats(list: readonly Repeats[]): readonly ListIssue[] {
  const issues: ListIssue[] = []
  const report = (key: (item: Repeats) => string | undefined, field: string, message: string) => {
    const seen = new Set<string>()
    list.forEach((item, index) => {
      const value = key(item)
      if (value === undefined) return
      if (seen.has(value)) issues.push({ path: [index, field], message })
      seen.add(value)
    })
  }
  report(item => item.name.toLowerCase(), 'name', 'must differ from the names of the other steps')
  report(item => item.id, 'id', 'must differ from the ids of the other steps')
  return issues
}

/** What is wrong about steps that each are right by themselves. */
export const listIssues = (list: readonly Repeats[]): readonly ListIssue[] => [...repeats(list), ...sharedNames(list)]

function judgeList(list: readonly Repeats[], context: z.RefinementCtx): void {
  for (const issue of listIssues(list)) context.addIssue({ code: 'custom', ...issue })
}

const stepLimit = 'must be at most 500 steps'

export const steps = z.array(step).max(500, stepLimit).superRefine(judgeList)

/** As typed in the editor: a step or action that has no id yet is new and gets one when saved. */
export const stepInputs = z.array(stepInput).max(500, stepLimit).superRefine(judgeList)
export type StepInput = z.input<typeof stepInput>

/** The live definition of how a project deploys. Releases copy it; editing it never changes a release. */
export interface Process {
  readonly projectId: z.infer<typeof projectId>
  /** Counts saves; a save that starts from an older version is refused as a conflict. */
  readonly version: number
  readonly steps: readonly Step[]
}

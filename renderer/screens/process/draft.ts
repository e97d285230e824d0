import type { Input } from '@shared/api'
import type { FieldIssue } from '@shared/failure'
import type { ActionId, StepId } from '@shared/ids'
import type { ExecutionLocation, Process, ScriptSyntax } from '@shared/model/process'

/** A step while it is edited. `key` tells steps apart that have no id yet; it is never stored. */
export interface DraftStep {
  readonly key: string
  readonly id?: StepId
  readonly actionId?: ActionId
  readonly name: string
  readonly location: ExecutionLocation
  readonly roles: readonly string[]
  readonly syntax: ScriptSyntax
  readonly body: string
  /** Empty: as the user who logs in. */
  readonly runAs: string
  readonly isDisabled: boolean
}

export type DraftField = 'name' | 'location' | 'roles' | 'syntax' | 'body' | 'runAs'

/** What was refused, at the step and field it belongs to. */
export interface DraftIssue {
  readonly key: string
  readonly field: DraftField | null
  readonly message: string
}

type StepsInput = Input<'process.save'>['steps']

/** The steps of a process as they are stored, ready to be edited. */
export const toDraft = (process: Process): readonly DraftStep[] =>
  process.steps.map(({ id, name, location, roles, isDisabled, actions: [action] }) => ({
    key: id,
    id,
    actionId: action.id,
    name,
    location,
    roles,
    syntax: action.syntax,
    body: action.body,
    runAs: action.runAs ?? '',
    isDisabled
  }))

/** The draft as a save sends it. A step that runs for no target sends no roles, even if some were typed before. */
export const toInput = (steps: readonly DraftStep[]): StepsInput =>
  steps.map(({ id, actionId, name, location, roles, syntax, body, runAs, isDisabled }) => ({
    ...(id === undefined ? {} : { id }),
    name,
    location,
    roles: location === 'here' ? [] : [...roles],
    isDisabled,
    actions: [
      {
        type: 'script' as const,
        ...(actionId === undefined ? {} : { id: actionId }),
        syntax,
        body,
        ...(runAs.trim() === '' ? {} : { runAs: runAs.trim() })
      }
    ]
  }))

/** Whether saving would change anything. */
export const isDirty = (saved: readonly DraftStep[], steps: readonly DraftStep[]): boolean =>
  JSON.stringify(toInput(saved)) !== JSON.stringify(toInput(steps))

/** A new script step under a name that no other step has. */
export function newStep(steps: readonly DraftStep[], key: string): DraftStep {
  return {
    key,
    name: freeName(steps, 'Run a Script'),
    location: 'targets',
    roles: [],
    syntax: 'bash',
    body: '',
    runAs: '',
    isDisabled: false
  }
}

/** `wanted`, or `wanted 2`, `wanted 3` … where it is taken. Names compare without case. */
export function freeName(steps: readonly Pick<DraftStep, 'name'>[], wanted: string): string {
  const taken = new Set(steps.map(step => step.name.trim().toLowerCase()))
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted} ${number}`
    if (!taken.has(name.toLowerCase())) return name
  }
}

export const updateStep = (
  steps: readonly DraftStep[],
  key: string,
  change: Partial<Omit<DraftStep, 'key'>>
): readonly DraftStep[] => steps.map(step => (step.key === key ? { ...step, ...change } : step))

/** Moves a step by `by` places; stops at the ends. */
export function moveStep(steps: readonly DraftStep[], key: string, by: number): readonly DraftStep[] {
  const from = steps.findIndex(step => step.key === key)
  const to = Math.max(0, Math.min(steps.length - 1, from + by))
  const step = steps[from]
  if (!step || to === from) return steps
  const others = steps.filter(other => other !== step)
  return [...others.slice(0, to), step, ...others.slice(to)]
}

/** A copy right after the original, as a new step. */
export function cloneStep(steps: readonly DraftStep[], key: string, newKey: string): readonly DraftStep[] {
  return steps.flatMap(step => {
    if (step.key !== key) return [step]
    const { id: _id, actionId: _actionId, ...content } = step
    return [step, { ...content, key: newKey, name: freeName(steps, `${step.name} (copy)`) }]
  })
}

const fieldOf = (parts: readonly string[]): DraftField | null => {
  const [first, , third] = parts
  if (first === 'name' || first === 'location' || first === 'roles') return first
  if (first === 'actions' && (third === 'body' || third === 'syntax' || third === 'runAs')) return third
  return null
}

/** Finds the step and field of each refused path, such as `steps.2.actions.0.body`. Others belong to no step. */
export function placeIssues(
  steps: readonly DraftStep[],
  issues: readonly FieldIssue[]
): { readonly placed: readonly DraftIssue[]; readonly others: readonly FieldIssue[] } {
  const placed: DraftIssue[] = []
  const others: FieldIssue[] = []
  for (const issue of issues) {
    const match = /^steps\.(\d+)(?:\.(.+))?$/.exec(issue.path)
    const step = match ? steps[Number(match[1])] : undefined
    if (!step) others.push(issue)
    else placed.push({ key: step.key, field: fieldOf((match?.[2] ?? '').split('.')), message: issue.message })
  }
  return { placed, others }
}

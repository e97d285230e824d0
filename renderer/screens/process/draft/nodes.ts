import { canonicalJson } from '@shared/canonical-json'
import type { ActionId, StepId } from '@shared/ids'
import { type Action, type ActionType, isOfPackage } from '@shared/model/action'
import type { Step, StepInput } from '@shared/model/process'

/** Tells steps and actions apart for as long as the editor is open: the id of a stored one, something else for a new one. */
export type NodeKey = string

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** What a step says besides its identity and its actions. */
export type StepSettings = Omit<Step, 'id' | 'actions'>
/** What an action says besides its identity. */
export type ActionSettings = Without<Action, 'id'>
export type SettingsOf<T extends ActionType> = Extract<ActionSettings, { readonly type: T }>

/** Every setting that some kind of action has, whichever. */
type EverySetting<T> = T extends unknown ? keyof T : never
type ValueOf<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never

/** Some settings anew; one that is given as undefined becomes absent. */
export type StepChange = { readonly [K in keyof StepSettings]?: StepSettings[K] | undefined }
export type ActionChange = {
  readonly [K in Exclude<EverySetting<ActionSettings>, 'type'>]?: ValueOf<ActionSettings, K> | undefined
}

/**
 * One action while it is edited. `settings` are exactly what is saved; `kept` is what optional settings held before
 * they were turned off, so that turning them on again brings back what was typed.
 */
export interface DraftAction {
  readonly key: NodeKey
  /** Null until it was saved. */
  readonly id: ActionId | null
  readonly settings: ActionSettings
  readonly kept: ActionChange
}

/** One step while it is edited. There is always at least one action. */
export interface DraftStep {
  readonly key: NodeKey
  readonly id: StepId | null
  readonly settings: StepSettings
  readonly kept: StepChange
  readonly actions: readonly DraftAction[]
}

export type Draft = readonly DraftStep[]

/** The steps as they are stored, ready to be edited. */
export const toDraft = (steps: readonly Step[]): Draft =>
  steps.map(({ id, actions, ...settings }) => ({
    key: id,
    id,
    settings,
    kept: {},
    actions: actions.map(({ id: actionId, ...rest }) => ({ key: actionId, id: actionId, settings: rest, kept: {} }))
  }))

/** The draft as a save sends it: nodes that are new have no id, and what is absent stays absent. */
export const toInput = (draft: Draft): StepInput[] => draft.map(inputOf)

const inputOf = ({ id, settings, actions }: DraftStep): StepInput => ({
  ...(id === null ? {} : { id }),
  ...settings,
  roles: [...settings.roles],
  actions: actions.map(action => ({ ...(action.id === null ? {} : { id: action.id }), ...action.settings }))
})

/** Whether saving would change anything. */
export function isChanged(draft: Draft, base: Draft): boolean {
  if (draft === base) return false
  return draft.length !== base.length || draft.some((step, index) => !isSameStep(step, base[index]))
}

const isSameStep = (step: DraftStep, other: DraftStep | undefined): boolean =>
  step === other || (other !== undefined && printOf(step) === printOf(other))

const prints = new WeakMap<DraftStep, string>()

/** What would be saved of a step, as text: the same settings in another order are no change. */
function printOf(step: DraftStep): string {
  const known = prints.get(step)
  if (known !== undefined) return known
  const print = canonicalJson(withoutNumbersThatAreNone(inputOf(step)))
  prints.set(step, print)
  return print
}

/** A number field that is empty holds NaN, which nothing that is saved holds. */
const withoutNumbersThatAreNone = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isNaN(value) ? 'none' : value
  if (Array.isArray(value)) return value.map(withoutNumbersThatAreNone)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutNumbersThatAreNone(member)]))
}

/** Whether a step is its only action, and both are one thing to people. */
export const isSingle = (step: DraftStep): boolean => step.actions.length === 1

/** Whether anything of the process uses packages. */
export const usesPackages = (draft: Draft): boolean =>
  draft.some(({ actions }) =>
    actions.some(
      ({ settings }) => isOfPackage(settings.type) || ('packages' in settings && settings.packages !== undefined)
    )
  )

/** What an action is called: an only one like its step. */
export const nameOf = (step: DraftStep, action: DraftAction): string =>
  isSingle(step) ? step.settings.name : (action.settings.name ?? '')

/** Whether nothing of it runs, for whichever reason the step or the action gives. */
export const isOff = (step: DraftStep, action: DraftAction | null): boolean => {
  const off = action ?? (isSingle(step) ? step.actions[0] : undefined)
  return step.settings.isDisabled || off?.settings.isDisabled === true
}

export interface Place {
  readonly step: DraftStep
  readonly stepAt: number
  /** Null where the step itself is meant. */
  readonly action: DraftAction | null
  readonly actionAt: number
}

/** Where a step or an action is; null when it is gone. The only action of a step is found as an action, too. */
export function placeOf(draft: Draft, key: NodeKey): Place | null {
  for (const [stepAt, step] of draft.entries()) {
    if (step.key === key) return { step, stepAt, action: null, actionAt: -1 }
    const actionAt = step.actions.findIndex(action => action.key === key)
    if (actionAt >= 0) return { step, stepAt, action: step.actions[actionAt] ?? null, actionAt }
  }
  return null
}

/** The row that shows a node: an only action is shown as its step. */
export function rowKeyOf(draft: Draft, key: NodeKey): NodeKey | null {
  const place = placeOf(draft, key)
  if (place === null) return null
  return place.action === null || isSingle(place.step) ? place.step.key : place.action.key
}

/** `wanted`, or `wanted 2`, `wanted 3` … where a step or an action has it. Names compare without case. */
export function freeName(draft: Draft, wanted: string, also: readonly string[] = []): string {
  const taken = new Set(
    [
      ...draft.flatMap(step => [step.settings.name, ...step.actions.map(action => action.settings.name ?? '')]),
      ...also
    ].map(name => name.trim().toLowerCase())
  )
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted} ${number}`
    if (!taken.has(name.toLowerCase())) return name
  }
}

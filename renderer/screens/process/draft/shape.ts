import { type ActionType, isOfPackage } from '@shared/model/action'
import { locationOf, type Step } from '@shared/model/process'
import { type DraftAction, type DraftStep, isSingle, type NodeKey, nameOf, type StepSettings } from './nodes'
import { changedAction, changedStep } from './settings'

/** Something that a change did beyond what was asked for, in words. */
export type Aside = string | null

/** Why an action cannot be one of several of a step; null where it can. */
export function whyNotIn(step: DraftStep, type: ActionType): string | null {
  if (type === 'deploy-release' && step.settings.location !== 'here')
    return 'Deploying a release needs a step that runs once on this machine.'
  if (type === 'health-check' && step.settings.location === 'here')
    return 'A health check needs a step that runs for targets.'
  if ((type === 'deploy-package' || type === 'transfer-package') && step.settings.location === 'here')
    return 'Bringing a package to targets needs a step that runs for targets.'
  return null
}

/** Whether an action may run elsewhere than its step says. */
export const mayHavePlace = (type: ActionType): type is 'script' | 'package-script' =>
  type === 'script' || type === 'package-script'

/** Whether an action may run on targets, and not only on their behalf. */
export const mayBeOnTargets = (type: ActionType): boolean =>
  type === 'script' || type === 'health-check' || isOfPackage(type)

/** Where an action of a step runs. */
export const whereOf = (step: DraftStep, action: DraftAction): StepSettings['location'] =>
  locationOf(step.settings, action.settings)

const hasCondition = (condition: Step['condition']): boolean => condition !== undefined && condition.when !== 'success'

/** A step of which the only action gets a name of its own, so that others can join it: the step's. */
export function withNamedActions(step: DraftStep): DraftStep {
  const [only] = step.actions
  if (!isSingle(step) || !only) return step
  // An only action goes by its step's condition; its own would begin to count now.
  const named = changedAction(only, { name: step.settings.name, condition: undefined })
  return { ...step, actions: [named] }
}

/**
 * A step that is left with one action becomes that action: outputs are addressed by the action's name, so the step
 * takes that one over, and what the action said about place and condition.
 */
export function collapsed(step: DraftStep): { readonly step: DraftStep; readonly aside: Aside } {
  const [only] = step.actions
  if (!isSingle(step) || only?.settings.name === undefined) return { step, aside: null }
  const name = only.settings.name.trim() === '' ? step.settings.name : only.settings.name
  const { condition } = only.settings
  const takesCondition = hasCondition(condition) && !hasCondition(step.settings.condition)
  const place =
    mayHavePlace(only.settings.type) && step.settings.location !== 'here' ? only.settings.location : undefined
  const changed = changedStep(step, {
    name,
    ...(takesCondition ? { condition } : {}),
    ...(place === undefined ? {} : { location: place })
  })
  const bare = changedAction(only, { name: undefined, condition: undefined, location: undefined })
  const aside =
    name === step.settings.name
      ? null
      : `The step “${step.settings.name}” is called “${name}” now, like the action that is left: its outputs are found under that name.`
  return { step: { ...changed, actions: [bare] }, aside }
}

/** One of several actions as a step of its own, which runs where and when the action ran. */
export function asStep(step: DraftStep, action: DraftAction, key: NodeKey): DraftStep {
  const { settings } = step
  const { condition } = action.settings
  const { canary: _canary, startsWithPrevious: _starts, ...scheduling } = settings
  const name = nameOf(step, action)
  const own: StepSettings = {
    ...scheduling,
    name: name.trim() === '' ? settings.name : name,
    location: whereOf(step, action),
    ...(hasCondition(condition) && !hasCondition(settings.condition) ? { condition } : {})
  }
  const bare = changedAction(action, { name: undefined, condition: undefined, location: undefined })
  return { key, id: null, settings: own, kept: {}, actions: [bare] }
}

/** The only action of a step as one of several of another step. */
export function asAction(step: DraftStep, only: DraftAction, into: DraftStep): DraftAction {
  const { settings } = step
  const { condition } = settings
  const fits = condition !== undefined && condition.when !== 'cancel'
  return placedIn(
    changedAction(only, {
      name: settings.name,
      condition: fits ? condition : undefined,
      ...(settings.isDisabled ? { isDisabled: true } : {})
    }),
    whereOf(step, only),
    into
  )
}

/** An action that ran somewhere, as it says so in a step: only what runs a script can be elsewhere than their step. */
export function placedIn(action: DraftAction, where: StepSettings['location'], into: DraftStep): DraftAction {
  const { location } = into.settings
  const wanted = where === 'here' ? 'here-for-each-target' : where
  const differs = mayHavePlace(action.settings.type) && location !== 'here' && wanted !== location
  return changedAction(action, { location: differs ? wanted : undefined })
}

/** The list with an item moved; positions are those of the list without it. */
export function moved<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const item = items[from]
  if (item === undefined) return items
  const others = items.filter((_, index) => index !== from)
  const at = Math.max(0, Math.min(others.length, to))
  return at === from ? items : [...others.slice(0, at), item, ...others.slice(at)]
}

export const inserted = <T>(items: readonly T[], at: number, item: T): readonly T[] => [
  ...items.slice(0, at),
  item,
  ...items.slice(at)
]

export const replaced = <T>(items: readonly T[], at: number, item: T): readonly T[] =>
  items.map((other, index) => (index === at ? item : other))

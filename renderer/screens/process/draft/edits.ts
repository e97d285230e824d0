import {
  type Draft,
  type DraftAction,
  type DraftStep,
  freeName,
  isOff,
  isSingle,
  type NodeKey,
  nameOf,
  type Place,
  placeOf
} from './nodes'
import { nothing, type Outcome } from './outcome'
import { changedAction, changedStep } from './settings'
import { collapsed, inserted, replaced } from './shape'

/** A copy right below the original, which is new: it gets ids of its own when it is saved. */
export function cloneNode(draft: Draft, key: NodeKey, newKey: () => NodeKey): Outcome {
  const place = placeOf(draft, key)
  if (place === null) return nothing(draft)
  const { step, stepAt, action, actionAt } = place
  if (action === null || isSingle(step)) {
    const copy = stepCopy(draft, step, newKey)
    const said = `Copied “${step.settings.name}” to step ${stepAt + 2}.`
    return { draft: inserted(draft, stepAt + 1, copy), select: copy.key, said, isNotable: false }
  }
  const name = nameOf(step, action)
  const copy = { ...changedAction(action, { name: freeName(draft, `${name} (copy)`) }), key: newKey(), id: null }
  const grown = { ...step, actions: inserted(step.actions, actionAt + 1, copy) }
  const said = `Copied “${name}” to action ${stepAt + 1}.${actionAt + 2}.`
  return { draft: replaced(draft, stepAt, grown), select: copy.key, said, isNotable: false }
}

function stepCopy(draft: Draft, step: DraftStep, newKey: () => NodeKey): DraftStep {
  const given = [freeName(draft, `${step.settings.name} (copy)`)]
  const key = newKey()
  const actions = step.actions.map((action): DraftAction => {
    const copy = { ...action, key: newKey(), id: null }
    if (isSingle(step) || action.settings.name === undefined) return copy
    const name = freeName(draft, `${action.settings.name} (copy)`, given)
    given.push(name)
    return changedAction(copy, { name })
  })
  return { ...changedStep(step, { name: given[0] ?? step.settings.name }), key, id: null, actions }
}

/** Takes a step with its actions, or one of several actions, out of the draft. */
export function removeNode(draft: Draft, key: NodeKey): Outcome {
  const place = placeOf(draft, key)
  if (place === null) return nothing(draft)
  const { step, stepAt, action } = place
  if (action === null || isSingle(step)) {
    const rest = draft.filter(other => other !== step)
    const next = rest[stepAt] ?? rest.at(-1)
    const said = `Deleted “${step.settings.name}”.`
    return { draft: rest, select: next?.key ?? null, said, isNotable: false }
  }
  const { step: left, aside } = withoutAction(place, action)
  const next = left.actions[place.actionAt] ?? left.actions.at(-1)
  return {
    draft: replaced(draft, stepAt, left),
    select: isSingle(left) ? left.key : (next?.key ?? left.key),
    said: [`Deleted “${nameOf(step, action)}”.`, aside].filter(Boolean).join(' '),
    isNotable: aside !== null
  }
}

/** The step without one of its several actions. */
export const withoutAction = ({ step }: Place, action: DraftAction) =>
  collapsed({ ...step, actions: step.actions.filter(other => other !== action) })

/** Disabled, it stays in the process and runs nowhere. An only action and its step are one. */
export function enableNode(draft: Draft, key: NodeKey, isDisabled: boolean): Outcome {
  const place = placeOf(draft, key)
  if (place === null) return nothing(draft)
  const { step, stepAt, action, actionAt } = place
  const word = isDisabled ? 'Disabled' : 'Enabled'
  const said = (name: string) => `${word} “${name}”.`
  if (action !== null && !isSingle(step)) {
    const changed = changedAction(action, { isDisabled: isDisabled ? true : undefined })
    if (changed === action) return nothing(draft)
    const next = { ...step, actions: replaced(step.actions, actionAt, changed) }
    return { draft: replaced(draft, stepAt, next), select: null, said: said(nameOf(step, action)), isNotable: false }
  }
  if (isSingle(step) ? isOff(step, null) === isDisabled : step.settings.isDisabled === isDisabled) return nothing(draft)
  const [only] = step.actions
  const actions =
    isSingle(step) && only && !isDisabled ? [changedAction(only, { isDisabled: undefined })] : step.actions
  const next = { ...changedStep(step, { isDisabled }), actions }
  return { draft: replaced(draft, stepAt, next), select: null, said: said(step.settings.name), isNotable: false }
}

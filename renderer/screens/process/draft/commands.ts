import { assertNever } from '@shared/result'
import { cloneNode, enableNode, removeNode } from './edits'
import { kindNames, type StepKind, settingsOfKind, typeOfKind } from './kinds'
import { type Drop, drop, joinAbove, leave, nudge } from './moves'
import {
  type ActionChange,
  type Draft,
  type DraftAction,
  type DraftStep,
  freeName,
  isSingle,
  type NodeKey,
  placeOf,
  type StepChange,
  type StepSettings
} from './nodes'
import { nothing, type Outcome } from './outcome'
import { changedAction, changedStep, newLocation, relocated } from './settings'
import { inserted, replaced, whyNotIn, withNamedActions } from './shape'

/** One thing that a person does to the draft, and takes back as one. `key` is a step's or an action's. */
export type DraftCommand =
  | { readonly kind: 'change-step'; readonly key: NodeKey; readonly change: StepChange }
  | { readonly kind: 'change-action'; readonly key: NodeKey; readonly change: ActionChange }
  | { readonly kind: 'relocate'; readonly key: NodeKey; readonly location: StepSettings['location'] }
  /** A new step below `after`, or at the end. */
  | { readonly kind: 'add-step'; readonly type: StepKind; readonly after: NodeKey | null }
  /** A further action below `to`, which is an action, or at the end of the step that `to` is. */
  | { readonly kind: 'add-action'; readonly type: StepKind; readonly to: NodeKey }
  | { readonly kind: 'clone'; readonly key: NodeKey }
  | { readonly kind: 'remove'; readonly key: NodeKey }
  | { readonly kind: 'enable'; readonly key: NodeKey; readonly isDisabled: boolean }
  /** One place up or down among its like. */
  | { readonly kind: 'nudge'; readonly key: NodeKey; readonly by: -1 | 1 }
  /** A step becomes the last action of the step above. */
  | { readonly kind: 'join-above'; readonly key: NodeKey }
  /** An action becomes a step of its own. */
  | { readonly kind: 'leave'; readonly key: NodeKey }
  | { readonly kind: 'drop'; readonly key: NodeKey; readonly to: Drop }

/** The draft after a command. Pure: the same keys and the same draft always give the same outcome. */
export function applyCommand(draft: Draft, command: DraftCommand, newKey: () => NodeKey): Outcome {
  switch (command.kind) {
    case 'change-step':
    case 'change-action':
    case 'relocate':
      return change(draft, command)
    case 'add-step':
      return addStep(draft, command, newKey)
    case 'add-action':
      return addAction(draft, command, newKey)
    case 'clone':
      return cloneNode(draft, command.key, newKey)
    case 'remove':
      return removeNode(draft, command.key)
    case 'enable':
      return enableNode(draft, command.key, command.isDisabled)
    case 'nudge':
      return nudge(draft, command.key, command.by)
    case 'join-above':
      return joinAbove(draft, command.key)
    case 'leave':
      return leave(draft, command.key, newKey)
    case 'drop':
      return drop(draft, command.key, command.to, newKey)
    default:
      return assertNever(command)
  }
}

type Change = Extract<DraftCommand, { kind: 'change-step' | 'change-action' | 'relocate' }>

function change(draft: Draft, command: Change): Outcome {
  const place = placeOf(draft, command.key)
  if (place === null) return nothing(draft)
  const { step, stepAt, action, actionAt } = place
  const next = (): DraftStep => {
    if (command.kind === 'change-step') return changedStep(step, command.change)
    if (command.kind === 'relocate') return relocated(step, command.location)
    if (action === null) return step
    const changed = changedAction(action, command.change)
    return changed === action ? step : { ...step, actions: replaced(step.actions, actionAt, changed) }
  }
  const after = next()
  return nothing(after === step ? draft : replaced(draft, stepAt, after))
}

function addStep(draft: Draft, { type, after }: Extract<DraftCommand, { kind: 'add-step' }>, newKey: () => NodeKey) {
  const name = freeName(draft, kindNames[type])
  const step: DraftStep = {
    key: newKey(),
    id: null,
    settings: { name, location: newLocation(typeOfKind(type)), roles: [], isDisabled: false },
    kept: {},
    actions: [newAction(type, newKey())]
  }
  const place = after === null ? null : placeOf(draft, after)
  const at = place === null ? draft.length : place.stepAt + 1
  const said = `Added “${name}” as step ${at + 1}.`
  return { draft: inserted(draft, at, step), select: step.key, said, isNotable: false }
}

const newAction = (type: StepKind, key: NodeKey): DraftAction => ({
  key,
  id: null,
  settings: settingsOfKind(type),
  kept: {}
})

function addAction(
  draft: Draft,
  { type, to }: Extract<DraftCommand, { kind: 'add-action' }>,
  newKey: () => NodeKey
): Outcome {
  const place = placeOf(draft, to)
  if (place === null) return nothing(draft)
  const why = whyNotIn(place.step, typeOfKind(type))
  if (why !== null) return nothing(draft, why)
  const step = withNamedActions(place.step)
  const name = freeName(draft, kindNames[type], isSingle(place.step) ? [place.step.settings.name] : [])
  const added = changedAction(newAction(type, newKey()), { name })
  const at = place.action === null ? step.actions.length : place.actionAt + 1
  const grown = { ...step, actions: inserted(step.actions, at, added) }
  const said = `Added “${name}” as action ${place.stepAt + 1}.${at + 1}.`
  return { draft: replaced(draft, place.stepAt, grown), select: added.key, said, isNotable: false }
}

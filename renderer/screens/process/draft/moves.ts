import { withoutAction } from './edits'
import {
  type Draft,
  type DraftAction,
  type DraftStep,
  isSingle,
  type NodeKey,
  nameOf,
  type Place,
  placeOf
} from './nodes'
import { nothing, type Outcome } from './outcome'
import { asAction, asStep, inserted, moved, placedIn, replaced, whereOf, whyNotIn, withNamedActions } from './shape'

/**
 * Where something is put. `before` is the sibling that comes after it then, null for the end; `into` is the step that
 * takes it, null for a step of its own.
 */
export interface Drop {
  readonly into: NodeKey | null
  readonly before: NodeKey | null
}

/** One place up or down: a step among the steps, an action within its step. Stops at the ends. */
export function nudge(draft: Draft, key: NodeKey, by: -1 | 1): Outcome {
  const place = placeOf(draft, key)
  if (place === null) return nothing(draft)
  const { step, stepAt, action, actionAt } = place
  if (action === null || isSingle(step)) {
    const next = moved(draft, stepAt, stepAt + by)
    return next === draft ? nothing(draft) : went(next, step.settings.name, step.key)
  }
  const actions = moved(step.actions, actionAt, actionAt + by)
  if (actions === step.actions) return nothing(draft)
  return went(replaced(draft, stepAt, { ...step, actions }), nameOf(step, action), action.key)
}

/** Tells where something is now. */
function went(draft: Draft, name: string, key: NodeKey, aside: string | null = null): Outcome {
  const place = placeOf(draft, key)
  const where =
    place === null
      ? ''
      : place.action === null || isSingle(place.step)
        ? `step ${place.stepAt + 1} of ${draft.length}`
        : `action ${place.stepAt + 1}.${place.actionAt + 1}, in “${place.step.settings.name}”`
  return {
    draft,
    select: key,
    said: [`“${name}” is ${where} now.`, aside].filter(Boolean).join(' '),
    isNotable: aside !== null
  }
}

/** The only action of a step becomes the last one of the step above. */
export function joinAbove(draft: Draft, key: NodeKey): Outcome {
  const place = placeOf(draft, key)
  if (place === null) return nothing(draft)
  const above = draft[place.stepAt - 1]
  if (place.action !== null && !isSingle(place.step))
    return nothing(draft, 'It is one of the actions of a step already.')
  if (above === undefined) return nothing(draft, 'There is no step above that it could move into.')
  return drop(draft, place.step.key, { into: above.key, before: null }, () => place.step.key)
}

/** One of several actions becomes a step, right after the one that it was in; the first one right before it. */
export function leave(draft: Draft, key: NodeKey, newKey: () => NodeKey): Outcome {
  const place = placeOf(draft, key)
  if (place === null) return nothing(draft)
  if (place.action === null || isSingle(place.step)) return nothing(draft, 'It is a step of its own already.')
  const before = place.actionAt === 0 ? place.step : draft[place.stepAt + 1]
  return drop(draft, key, { into: null, before: before?.key ?? null }, newKey)
}

/** Puts a step or an action anywhere. Ids stay what they are, so what is scoped to an action goes on to fit. */
export function drop(draft: Draft, key: NodeKey, to: Drop, newKey: () => NodeKey): Outcome {
  const place = placeOf(draft, key)
  if (place === null) return nothing(draft)
  const isWhole = place.action === null || isSingle(place.step)
  if (to.into === null) return isWhole ? dropStep(draft, place, to) : takeOut(draft, place, to, newKey)
  const target = placeOf(draft, to.into)
  if (target === null) return nothing(draft)
  const action = place.action ?? place.step.actions[0]
  if (action === undefined || (isWhole && !isSingle(place.step)))
    return nothing(draft, 'A step with several actions cannot move into another one; move its actions one by one.')
  if (target.step === place.step) return isWhole ? nothing(draft) : reorder(draft, place, action, to)
  const why = whyNotIn(target.step, action.settings.type)
  if (why !== null) return nothing(draft, why)
  return isWhole ? absorb(draft, place, target, to) : pass(draft, place, { target, action, to })
}

/** The place before a sibling among the others; the end where there is none. */
function placeBefore(keys: readonly NodeKey[], before: NodeKey | null): number {
  const at = before === null ? -1 : keys.indexOf(before)
  return at < 0 ? keys.length : at
}

function dropStep(draft: Draft, { step, stepAt }: Place, to: Drop): Outcome {
  if (to.before === step.key) return nothing(draft)
  const others = draft.filter(other => other !== step).map(other => other.key)
  const next = moved(draft, stepAt, placeBefore(others, to.before))
  return next === draft ? nothing(draft) : went(next, step.settings.name, step.key)
}

function reorder(draft: Draft, { step, stepAt, actionAt }: Place, action: DraftAction, to: Drop): Outcome {
  if (to.before === action.key) return nothing(draft)
  const others = step.actions.filter(other => other !== action).map(other => other.key)
  const actions = moved(step.actions, actionAt, placeBefore(others, to.before))
  if (actions === step.actions) return nothing(draft)
  return went(replaced(draft, stepAt, { ...step, actions }), nameOf(step, action), action.key)
}

function takeOut(draft: Draft, place: Place, to: Drop, newKey: () => NodeKey): Outcome {
  const { step, stepAt, action } = place
  if (action === null) return nothing(draft)
  const own = asStep(step, action, newKey())
  const { step: left, aside } = withoutAction(place, action)
  const without = replaced(draft, stepAt, left)
  const at = placeBefore(
    without.map(other => other.key),
    to.before
  )
  return went(inserted(without, at, own), own.settings.name, own.key, aside)
}

/** A step becomes an action of another step. */
function absorb(draft: Draft, { step }: Place, { step: target }: Place, to: Drop): Outcome {
  const [only] = step.actions
  if (only === undefined) return nothing(draft)
  const joined = asAction(step, only, target)
  const lost = step.settings.condition?.when === 'cancel' ? ' Actions cannot wait for a cancel, so it does not.' : ''
  const aside = `It runs ${target.settings.location === 'here' ? 'once on this machine' : 'for the targets'} of “${target.settings.name}” now.${lost}`
  const isMoved = !isLikeIn(step, target) || lost !== ''
  const next = draft.flatMap(other => (other === step ? [] : [other === target ? received(target, joined, to) : other]))
  return went(next, step.settings.name, joined.key, isMoved ? aside : null)
}

/** Whether a step runs for the same targets as another one. */
const isLikeIn = ({ settings: a }: DraftStep, { settings: b }: DraftStep): boolean =>
  (a.location === 'here') === (b.location === 'here') && [...a.roles].sort().join() === [...b.roles].sort().join()

interface Passing {
  readonly target: Place
  readonly action: DraftAction
  readonly to: Drop
}

/** One of several actions goes to another step. */
function pass(draft: Draft, place: Place, { target, action, to }: Passing): Outcome {
  const { step: left, aside } = withoutAction(place, action)
  const placed = placedIn(action, whereOf(place.step, action), target.step)
  const next = draft.map(other =>
    other === place.step ? left : other === target.step ? received(target.step, placed, to) : other
  )
  return went(next, nameOf(place.step, action), placed.key, aside)
}

function received(target: DraftStep, action: DraftAction, to: Drop): DraftStep {
  const named = withNamedActions(target)
  const at = placeBefore(
    named.actions.map(other => other.key),
    to.before
  )
  return { ...named, actions: inserted(named.actions, at, action) }
}

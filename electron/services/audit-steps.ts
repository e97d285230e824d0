import type { AuditChange } from '@shared/audit'
import type { ActionId } from '@shared/ids'
import { actionTypeNames } from '@shared/model/action'
import { type Action, actionName, type Step } from '@shared/model/process'
import { countOf } from '@shared/plan/words'
import type { Store } from '../store/store'
import { changesBetween, changesOf } from './audit-changes'
import { actionFieldsOf, locationWords, type StepNames, stepFieldsOf } from './audit-step-fields'

/** Names for the ids in steps, as people know them. */
export const stepNames = ({ environments, targets, projects, channels, feeds }: Store): StepNames => ({
  environment: id => environments.get(id)?.name ?? id,
  target: id => targets.get(id)?.name ?? id,
  project: id => projects.get(id)?.name ?? id,
  channel: id => channels.get(id)?.name ?? id,
  feed: id => feeds.get(id)?.name ?? id
})

/** An action with where it is. */
interface Placed {
  readonly step: Step
  readonly action: Action
  /** Counts from 0. */
  readonly stepAt: number
  readonly actionAt: number
}

type Index = ReadonlyMap<ActionId, Placed>

const indexOf = (steps: readonly Step[]): Index =>
  new Map(
    steps.flatMap((step, stepAt) =>
      step.actions.map((action, actionAt) => [action.id, { step, action, stepAt, actionAt }] as const)
    )
  )

/** What changed between two states of a process, step by step and action by action, without the content of scripts. */
export function stepsChanges(
  before: readonly Step[],
  after: readonly Step[],
  names: StepNames
): readonly AuditChange[] {
  const [was, is] = [indexOf(before), indexOf(after)]
  const old = new Map(before.map(step => [step.id, step]))
  const now = new Set(after.map(step => step.id))
  return [
    ...before.filter(step => !now.has(step.id)).flatMap(step => goneStep(step, is)),
    ...[...was.values()].filter(place => isGoneAlone(place, is, now)).map(goneAction),
    ...after.flatMap(step => {
      const known = old.get(step.id)
      return [
        ...(known === undefined ? newStep(step, was) : keptStep(known, step, names)),
        ...step.actions.flatMap(action =>
          actionChanges(was.get(action.id), is.get(action.id), known !== undefined, names)
        )
      ]
    }),
    ...orderChange('Order of steps', before, after)
  ]
}

/** A step that is gone; nothing of one whose only action is elsewhere now, which tells of itself. */
function goneStep(step: Step, is: Index): readonly AuditChange[] {
  const left = step.actions.filter(action => is.has(action.id))
  if (left.length === 1 && step.actions.length === 1) return []
  const before =
    left.length === 0 ? stepWords(step) : `${countOf(step.actions.length, 'action')}, of which ${left.length} moved`
  return [{ field: `Step “${step.name}”`, before, after: null }]
}

/** Whether an action was taken out of a step that stays. */
const isGoneAlone = ({ step, action }: Placed, is: Index, now: ReadonlySet<string>): boolean =>
  !is.has(action.id) && now.has(step.id)

const goneAction = (place: Placed): AuditChange => ({
  field: fieldOf(place),
  before: `${actionWords(place.action)}, ${placeWords(place)}`,
  after: null
})

/** A step that is new; nothing of one that an action became, which tells of itself. */
function newStep(step: Step, was: Index): readonly AuditChange[] {
  const moved = step.actions.filter(action => was.has(action.id))
  if (moved.length === 1 && step.actions.length === 1) return []
  return [{ field: `Step “${step.name}”`, before: null, after: stepWords(step) }]
}

function keptStep(before: Step, after: Step, names: StepNames): readonly AuditChange[] {
  const under = (field: string) => `Step “${before.name}”, ${field}`
  return [
    ...changesBetween(before, after, stepFieldsOf(names)).map(change => ({ ...change, field: under(change.field) })),
    ...orderChange(under('order of actions'), namedActions(before), namedActions(after))
  ]
}

const namedActions = (step: Step) => step.actions.map(action => ({ id: action.id, name: actionName(step, action) }))

function actionChanges(
  before: Placed | undefined,
  after: Placed | undefined,
  isStepKnown: boolean,
  names: StepNames
): readonly AuditChange[] {
  if (after === undefined) return []
  if (before === undefined) {
    // A step that is new has told of all its actions.
    if (!isStepKnown) return []
    return [{ field: fieldOf(after), before: null, after: `${actionWords(after.action)}, ${placeWords(after)}` }]
  }
  const field = fieldOf(before)
  const [oldName, newName] = [nameIn(before), nameIn(after)]
  const isSameStep = before.step.id === after.step.id
  // The name of an only action is its step's, which has told of it.
  const isOwnName = isSameStep && before.step.actions.length === 1 && after.step.actions.length === 1
  return [
    ...(isSameStep ? [] : [{ field: `${field}, moved`, before: placeWords(before), after: placeWords(after) }]),
    ...(isOwnName ? [] : changesOf(`${field}, name`, oldName, newName)),
    ...changesBetween(before.action, after.action, actionFieldsOf(before.action, after.action, names)).map(change => ({
      ...change,
      field: `${field}, ${change.field}`
    }))
  ]
}

const nameIn = ({ step, action }: Placed): string => actionName(step, action)

/** An only action is told of as its step. */
const fieldOf = (place: Placed): string => `${place.step.actions.length === 1 ? 'Step' : 'Action'} “${nameIn(place)}”`

const placeWords = ({ step, stepAt, actionAt }: Placed): string =>
  step.actions.length === 1 ? `step ${stepAt + 1}` : `action ${actionAt + 1} of “${step.name}”`

const actionWords = (action: Action): string =>
  action.type === 'script'
    ? `${action.syntax} script of ${countOf(action.body.split('\n').length, 'line')}`
    : actionTypeNames[action.type]

const stepWords = ({ location, actions }: Step): string =>
  `${actions.map(actionWords).join(', ')}, ${locationWords[location]}`

interface Named {
  readonly id: string
  readonly name: string
}

/** Whether those that stayed stand in another order. */
function orderChange(field: string, before: readonly Named[], after: readonly Named[]): readonly AuditChange[] {
  const stayed = (of: readonly Named[], other: readonly Named[]) => {
    const ids = new Set(other.map(item => item.id))
    return of.filter(item => ids.has(item.id))
  }
  const [old, now] = [stayed(before, after), stayed(after, before)]
  if (old.every((item, index) => item.id === now[index]?.id)) return []
  const list = (items: readonly Named[]): string => items.map(item => item.name).join(', ')
  return changesOf(field, list(old), list(now))
}

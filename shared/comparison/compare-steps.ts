import type { ActionId, StepId } from '../ids'
import { type Action, actionName, type Step } from '../model/process'
import type { ReleaseSnapshot } from '../model/release'
import { actionEntries } from './action-entries'
import type { ActionDifference, FieldDifference, StepDifference } from './comparison'
import { compareEntries, type Entry, type LinesOf } from './entries'
import { movedAmong } from './moved'
import type { ComparisonNames } from './names'
import { stepEntries } from './step-entries'

type Process = Pick<ReleaseSnapshot, 'steps' | 'children'>

/** What steps are compared with. */
export interface StepAsk {
  readonly names: ComparisonNames
  readonly linesOf: LinesOf
}

/** An action with the step it is in. */
interface Placed {
  readonly step: Step
  readonly action: Action
  /** What the release that it deploys is called; null where it deploys none. */
  readonly child: string | null
}

type Index = ReadonlyMap<ActionId, Placed>

/** Step by step what differs: those of `after` in their order, then those that are gone. */
export async function compareSteps(before: Process, after: Process, ask: StepAsk): Promise<readonly StepDifference[]> {
  const [was, is] = [indexOf(before), indexOf(after)]
  const [old, now] = [byId(before.steps), byId(after.steps)]
  const moved = movedAmong([...old.keys()], [...now.keys()])
  const differences: StepDifference[] = []
  for (const id of [...now.keys(), ...[...old.keys()].filter(known => !now.has(known))]) {
    const [from, to] = [old.get(id), now.get(id)]
    const found = await stepDifference(id, from, to, moved.has(id), { ...ask, was, is })
    if (found !== null) differences.push(found)
  }
  return differences
}

interface At {
  readonly step: Step
  /** From 1. */
  readonly position: number
}

const byId = (steps: readonly Step[]): ReadonlyMap<StepId, At> =>
  new Map(steps.map((step, index) => [step.id, { step, position: index + 1 }]))

const indexOf = ({ steps, children = [] }: Process): Index =>
  new Map(
    steps.flatMap(step =>
      step.actions.map(action => {
        const child = children.find(item => item.actionId === action.id)
        return [action.id, { step, action, child: child ? childWords(child) : null }] as const
      })
    )
  )

/** The hash tells two states of one version apart, whose variables were updated in between. */
const childWords = ({ version, snapshot }: NonNullable<Process['children']>[number]): string =>
  `${version} (${snapshot.slice(0, 12)})`

interface Around extends StepAsk {
  readonly was: Index
  readonly is: Index
}

async function stepDifference(
  stepId: StepId,
  before: At | undefined,
  after: At | undefined,
  isMoved: boolean,
  around: Around
): Promise<StepDifference | null> {
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
  const { names, linesOf } = around
  const told = (at: At | undefined) => (at === undefined ? null : stepEntries(at.step, names))
  const { fields } = await compareEntries(told(before), told(after), linesOf)
  const actions = await actionDifferences(before?.step, after?.step, around)
  const order = orderDifference(before?.step, after?.step)
  if (kind === 'changed' && !isMoved && fields.length + actions.length + order.length === 0) return null
  return {
    stepId,
    name: (after ?? before)?.step.name ?? stepId,
    kind,
    before: before?.position ?? null,
    after: after?.position ?? null,
    isMoved,
    fields: [...fields, ...order],
    actions
  }
}

/** Those of the step as it is, then those that are gone altogether. */
async function actionDifferences(
  before: Step | undefined,
  after: Step | undefined,
  around: Around
): Promise<readonly ActionDifference[]> {
  const { was, is } = around
  const gone = (before?.actions ?? []).filter(({ id }) => !is.has(id))
  const found: ActionDifference[] = []
  for (const { id } of [...(after?.actions ?? []), ...gone]) {
    const difference = await actionDifference(id, was.get(id), is.get(id), around)
    if (difference !== null) found.push(difference)
  }
  return found
}

async function actionDifference(
  actionId: ActionId,
  before: Placed | undefined,
  after: Placed | undefined,
  { names, linesOf }: StepAsk
): Promise<ActionDifference | null> {
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
  const told = (placed: Placed | undefined) => (placed === undefined ? null : placedEntries(placed, names))
  const { fields, texts } = await compareEntries(told(before), told(after), linesOf)
  const places = placeDifferences(before, after)
  if (kind === 'changed' && fields.length + texts.length + places.length === 0) return null
  const named = after ?? before
  return {
    actionId,
    name: named === undefined ? actionId : nameOf(named),
    kind,
    fields: [...places, ...fields],
    texts
  }
}

function placedEntries({ action, child }: Placed, names: ComparisonNames): readonly Entry[] {
  const own = actionEntries(action, names)
  return child === null ? own : [...own, { field: 'release', text: child }]
}

const nameOf = ({ step, action }: Placed): string => actionName(step, action)

/** Where an action went, and what it is called now; the name of an only action is its step's, which tells of it. */
function placeDifferences(before: Placed | undefined, after: Placed | undefined): readonly FieldDifference[] {
  if (before === undefined || after === undefined) return []
  const isSameStep = before.step.id === after.step.id
  const isStepsOwn = isSameStep && before.step.actions.length === 1 && after.step.actions.length === 1
  const [was, is] = [nameOf(before), nameOf(after)]
  return [
    ...(isSameStep ? [] : [{ field: 'step', before: before.step.name, after: after.step.name }]),
    ...(isStepsOwn || was === is ? [] : [{ field: 'name', before: was, after: is }])
  ]
}

/** Whether the actions that stayed in a step stand in another order. */
function orderDifference(before: Step | undefined, after: Step | undefined): readonly FieldDifference[] {
  if (before === undefined || after === undefined) return []
  const stayed = (of: Step, other: Step) =>
    of.actions.filter(action => other.actions.some(({ id }) => id === action.id))
  const [old, now] = [stayed(before, after), stayed(after, before)]
  if (old.every(({ id }, index) => id === now[index]?.id)) return []
  const words = (step: Step, actions: readonly Action[]) => actions.map(action => actionName(step, action)).join(', ')
  return [{ field: 'order of actions', before: words(before, old), after: words(after, now) }]
}

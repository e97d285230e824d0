import { actionConditionWords, type ConditionWords, conditionWords, effortWords, paceWords } from './condition-words'
import { acquireIds, type Plan, type PlannedStep, type Stage, stagesOf, stepsOf, typeOf } from './plan'
import { listOf } from './words'

/** A step with its actions. */
export interface PlanItem {
  readonly step: PlannedStep
  readonly stages: readonly Stage[]
}

/** What is drawn one below the other: a step, or several that begin together. */
export interface PlanBlock {
  readonly items: readonly PlanItem[]
  /** They begin together, and what follows waits for all of them. */
  readonly isTogether: boolean
}

const hasRuns = ({ stages }: PlanItem): boolean => stages.some(stage => stage.runs.length > 0)

/** Whether it takes its turn; steps for a cancel stand aside. */
const isInRow = (item: PlanItem): boolean => hasRuns(item) && item.step.condition.when !== 'cancel'

/** A plan from top to bottom. Steps of which nothing runs stand where the process has them. */
export function blocksOf(plan: Plan): readonly PlanBlock[] {
  const items = stepsOf(plan).map(step => ({ step, stages: stagesOf(plan, step) }))
  const last = new Map<number, number>()
  for (const [index, item] of items.entries()) if (isInRow(item)) last.set(item.step.group, index)
  const blocks: PlanBlock[] = []
  for (let index = 0; index < items.length; ) {
    const item = items[index]
    if (item === undefined) break
    const end = isInRow(item) ? (last.get(item.step.group) ?? index) : index
    blocks.push({ items: items.slice(index, end + 1), isTogether: end > index })
    index = end + 1
  }
  return blocks
}

/** What is known of a step or an action before it runs, as short sentences without full stops. */
export interface PlanNotes {
  readonly words: readonly string[]
  /** What decides only when it begins. */
  readonly condition: ConditionWords | null
}

/** What is to be said about how a step runs; nothing about what is usual. */
export function stepNotes(plan: Plan, { step, stages }: PlanItem): PlanNotes {
  if (!stages.some(stage => stage.runs.length > 0)) return { words: [], condition: null }
  const isReordered = step.lanes.length > 1 && !isInNameOrder(plan, step.lanes)
  const words = [...paceWords(step), ...(isReordered ? [`in the order ${orderWords(plan, step.lanes)}`] : [])]
  return { words, condition: step.condition.when === 'success' ? null : conditionWords(step.condition) }
}

/** The same for an action. */
export function actionNotes(stage: Stage): PlanNotes {
  if (stage.runs.length === 0) return { words: [], condition: null }
  const words = [...effortWords(stage), ...peopleWords(stage)]
  const condition = stage.condition === undefined || stage.condition.when === 'success' ? null : stage.condition
  return { words, condition: condition && actionConditionWords(condition) }
}

function peopleWords(stage: Stage): readonly string[] {
  if (typeOf(stage) !== 'manual') return []
  const who = stage.responsible === undefined ? 'a person' : listOf(stage.responsible, 'or')
  return [`waits for ${who}`, ...(stage.blocksOthers ? ['other deployments there wait as well'] : [])]
}

const isInNameOrder = ({ targets }: Plan, lanes: PlannedStep['lanes']): boolean => {
  const places = lanes.map(lane => targets.findIndex(target => target.id === lane))
  return places.every((place, index) => index === 0 || place > (places[index - 1] ?? -1))
}

/** How many targets of an order are named. */
const namedInOrder = 3

function orderWords({ targets }: Plan, lanes: PlannedStep['lanes']): string {
  const names = lanes.slice(0, namedInOrder).map(lane => targets.find(target => target.id === lane)?.name ?? '')
  return `${names.join(', ')}${lanes.length > namedInOrder ? ', …' : ''}`
}

/** How many steps of a plan run something, of all; what acquires packages is no step of the process. */
export function stepCounts(plan: Plan): { readonly running: number; readonly all: number } {
  const steps = stepsOf(plan).filter(step => step.stepId !== acquireIds.step)
  const items = steps.map(step => ({ step, stages: stagesOf(plan, step) }))
  return { running: items.filter(hasRuns).length, all: items.length }
}

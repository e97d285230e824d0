import type { BundleCondition } from '@shared/bundle/content'
import { type Deployment, isDecided, type Run } from '@shared/deployment'
import type { RunId, TargetId } from '@shared/ids'
import { expressionOf, type StepCondition } from '@shared/model/run-condition'
import { orderOf, type StepLanes } from '@shared/plan/lanes'
import { isFailure } from '@shared/schedule/lane-progress'

/** A run that goes into a bundle, with what is left to decide there. */
export interface RemainingRun {
  readonly id: RunId
  readonly when: { readonly step: BundleCondition; readonly action: BundleCondition }
}

/** What is still to come on a target. */
export interface Remaining {
  /** In the order in which they run there. */
  readonly runs: readonly RemainingRun[]
  /** What is decided now, because its expression is not true. */
  readonly leftOut: readonly { readonly id: RunId; readonly reason: string }[]
  /** The name of the manual intervention that a further bundle waits for; null where this one is the last. */
  readonly waitsFor: string | null
}

/** Says whether the expression of a condition is true in a run; `before` are those that go into the bundle before it. */
type IsTrue = (run: RunId, expression: string, before: readonly RunId[]) => boolean

/**
 * What a bundle for a target holds: every action that is still to come there, in order, up to the first manual
 * intervention that nobody has answered: what it is to approve is not handed over before. Expressions, and what has
 * failed already, are decided now; success and failure at the far end are decided there.
 * @param first the run whose turn it is
 */
export function remainingOn(deployment: Deployment, target: TargetId, first: RunId, isTrue: IsTrue): Remaining {
  const runs: RemainingRun[] = []
  const leftOut: { readonly id: RunId; readonly reason: string }[] = []
  const groups = orderOf(deployment.plan).groups
  for (const [index, group] of groups.entries()) {
    const waitsFor = runs.length === 0 ? null : openIntervention(deployment, groups[index - 1] ?? [])
    if (waitsFor !== null) return { runs: plainly(runs, deployment), leftOut, waitsFor }
    const hasFailed = groups.slice(0, index).some(earlier => earlier.some(step => hasFailedIn(deployment, step)))
    for (const step of group) {
      const found = remainingIn(deployment, step, target, { first, hasFailed, isTrue, before: runs })
      runs.push(...found.runs)
      leftOut.push(...found.leftOut)
    }
  }
  return { runs: plainly(runs, deployment), leftOut, waitsFor: null }
}

/** In front of the first step of a bundle stands nothing that could fail: its conditions are said the simple way. */
function plainly(runs: readonly RemainingRun[], { plan }: Deployment): readonly RemainingRun[] {
  const stepOf = (id: RunId | undefined) => plan.stages.find(stage => stage.runs.some(run => run.id === id))?.number
  const first = stepOf(runs[0]?.id)
  return runs.map(({ id, when }, index) =>
    stepOf(id) === first
      ? { id, when: { step: 'success', action: index === 0 ? 'success' : when.action } }
      : { id, when }
  )
}

interface Ground {
  readonly first: RunId
  /** Something failed in the groups before. */
  readonly hasFailed: boolean
  readonly isTrue: IsTrue
  /** Of earlier steps. */
  readonly before: readonly RemainingRun[]
}

type Found = Pick<Remaining, 'runs' | 'leftOut'>

function remainingIn(deployment: Deployment, item: StepLanes, target: TargetId, ground: Ground): Found {
  const { step } = item
  const progress = deployment.steps[step.number]
  const nothing: Found = { runs: [], leftOut: [] }
  if (deployment.excluded.some(excluded => excluded.targetId === target)) return nothing
  if (progress?.state === 'skipped' || progress?.canary === 'stop' || progress?.leftOut?.includes(target))
    return nothing
  const lane = item.lanes.find(other => other.target === target)
  const mayGo = lane?.runs.filter(({ id, stage }) => {
    const run = deployment.runs[id]
    return run !== undefined && isToCome(run) && isOnTarget(stage.runs, id)
  })
  const [leader] = mayGo ?? []
  if (lane === undefined || mayGo === undefined || leader === undefined) return nothing
  const ofStep = isDecided(progress) ? 'always' : decided(step.condition, leader.id, ground)
  if (ofStep === null) return nothing
  if (ofStep === 'never')
    return { runs: [], leftOut: mayGo.map(({ id }) => ({ id, reason: falseWords(step.condition) })) }
  const hasFailed = lane.runs.some(({ id }) => isFailure(deployment.runs[id]))
  const runs: RemainingRun[] = []
  const leftOut: { readonly id: RunId; readonly reason: string }[] = []
  for (const { id, stage } of mayGo) {
    const condition = stage.condition ?? { when: 'success' as const }
    const ofAction =
      id === ground.first
        ? 'always'
        : decided(condition, id, { ...ground, hasFailed, before: [...ground.before, ...runs] })
    if (ofAction === 'never') leftOut.push({ id, reason: falseWords(condition) })
    else if (ofAction !== null) runs.push({ id, when: { step: ofStep, action: ofAction } })
  }
  return { runs, leftOut }
}

const isToCome = ({ state }: Pick<Run, 'state'>): boolean =>
  state === 'pending' || state === 'running' || state === 'retrying'

const isOnTarget = (runs: readonly { readonly id: RunId; readonly on: string }[], id: RunId): boolean =>
  runs.some(run => run.id === id && run.on === 'target')

/** What is left of a condition; `never`: its expression is not true. Null: what failed before decides against it. */
function decided(
  condition: StepCondition,
  run: RunId,
  { hasFailed, isTrue, before }: Pick<Ground, 'hasFailed' | 'isTrue' | 'before'>
): BundleCondition | 'never' | null {
  const expression = expressionOf(condition)
  if (condition.when === 'cancel') return null
  if (hasFailed && (condition.when === 'success' || condition.when === 'success-and')) return null
  const idsBefore = before.map(({ id }) => id)
  if (expression !== null && !isTrue(run, expression, idsBefore)) return 'never'
  if (condition.when === 'always' || condition.when === 'variable') return 'always'
  if (condition.when === 'failure') return hasFailed ? 'always' : 'failure'
  return 'success'
}

const falseWords = (condition: StepCondition): string => `Its condition, ${expressionOf(condition)}, came to False.`

const hasFailedIn = ({ runs, steps }: Deployment, { step, runs: ids }: StepLanes): boolean =>
  steps[step.number]?.canary === 'stop' || ids.some(id => isFailure(runs[id]))

/** The name of a manual intervention among these steps that is not answered. */
function openIntervention({ runs }: Deployment, steps: readonly StepLanes[]): string | null {
  for (const { lanes } of steps)
    for (const { id, stage } of lanes.flatMap(lane => lane.runs)) {
      const run = runs[id]
      if (stage.type === 'manual' && run !== undefined && (isToCome(run) || run.state === 'waiting')) return stage.name
    }
  return null
}

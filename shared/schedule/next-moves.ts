import {
  type Deployment,
  hasFailed,
  isDecided,
  isHandedOver,
  isOpen,
  isRunOver,
  type Outcome,
  openQuestions
} from '../deployment'
import type { TargetId } from '../ids'
import { orderOf, type PlanOrder, type StepLanes } from '../plan/lanes'
import { isFailure } from './lane-progress'
import { type Move, type NextMoves, record } from './move'
import { leaveOutExcluded, type Moment, movesInStep } from './step-moves'
import { failedBefore, notCancelled, nothingFailed, nothingLeft } from './words'

export type { Move, NextMoves } from './move'

/**
 * What may begin now, as far as plan and state say: groups of steps in series, the steps of a group in parallel, and
 * inside a step no more lanes than its width. It goes on wherever the state is, also one that was continued. As long as
 * nothing is under way, no question is open and it is not paused, there is a move or a time to look again.
 */
export function nextMoves(deployment: Deployment, now: number): NextMoves {
  if (!isOpen(deployment)) return { moves: [], wakeAt: null }
  if (deployment.state === 'queued') return firstMove(deployment, now)
  const moment = momentOf(deployment, now)
  const order = orderOf(deployment.plan)
  if (deployment.state === 'cancelling') movesAfterCancel(moment, order, deployment)
  else if (!leaveOutExcluded(moment, [...order.groups.flat(), ...order.cleanUps])) movesInOrder(moment, order)
  const { moves, wakes } = moment
  return { moves, wakeAt: wakes.length === 0 ? null : Math.min(...wakes) }
}

function firstMove({ isPaused, startAt }: Deployment, now: number): NextMoves {
  if (isPaused) return { moves: [], wakeAt: null }
  if (startAt !== null && now < startAt) return { moves: [], wakeAt: startAt }
  return { moves: [record({ kind: 'started' })], wakeAt: null }
}

const momentOf = (deployment: Deployment, now: number): Moment => ({
  deployment,
  now,
  isHeld: deployment.isPaused && deployment.state === 'running',
  excluded: new Map<TargetId | null, string>(deployment.excluded.map(item => [item.targetId, item.reason])),
  moves: [],
  wakes: []
})

function movesInOrder(moment: Moment, order: PlanOrder): void {
  const { deployment } = moment
  const group = currentGroup(deployment, order)
  if (group === null) {
    movesAtEnd(moment, order, outcomeOf(deployment))
    return
  }
  let isBehind = false
  for (const step of group) {
    const progress = deployment.steps[step.step.number]
    const isOver = isStepOver(deployment, step)
    // What has no runs belongs to no group: that it is skipped is said when what stands before it is over.
    if (step.runs.length === 0 && isBehind) continue
    isBehind ||= !isOver
    if (isOver) withdrawCanary(moment, step)
    else if (progress !== undefined && isDecided(progress)) movesInStep(moment, step, progress)
    else if (!moment.isHeld) moment.moves.push(decision(moment, order, step))
  }
}

/** The first group that is not over; null when all are. */
function currentGroup(deployment: Deployment, { groups }: PlanOrder): readonly StepLanes[] | null {
  const isLeft = (group: readonly StepLanes[]) => group.some(step => !isStepOver(deployment, step))
  // What was decided since the deployment was last continued was so because everything before it was over.
  const since = deployment.resumedAt.at(-1) ?? 0
  const from = groups.findLastIndex(group =>
    group.some(({ step }) => (deployment.steps[step.number]?.decidedAt ?? 0) > since)
  )
  return groups.slice(Math.max(0, from)).find(isLeft) ?? groups.find(isLeft) ?? null
}

const isStepOver = ({ runs, steps }: Deployment, step: StepLanes): boolean =>
  step.runs.length === 0 ? isDecided(steps[step.step.number]) : step.runs.every(id => isOverIn(runs, id))

const isOverIn = (runs: Deployment['runs'], id: StepLanes['runs'][number]): boolean => {
  const run = runs[id]
  return run === undefined || isRunOver(run)
}

/** What is decided about a step whose turn has come; its expression is worked out by whoever knows the variables. */
function decision({ deployment, excluded }: Moment, order: PlanOrder, { step, lanes, runs }: StepLanes): Move {
  const skipped = (reason: string) => record({ kind: 'step-skipped', step: step.number, reason })
  const started = record({ kind: 'step-started', step: step.number })
  if (runs.length === 0) return skipped(step.why)
  const { when } = step.condition
  const failed = when === 'always' || when === 'variable' ? null : firstFailure(deployment, order, step.group)
  if (failed !== null && (when === 'success' || when === 'success-and')) return skipped(failedBefore(failed))
  if (failed === null && when === 'failure') return skipped(nothingFailed)
  if (when !== 'variable' && when !== 'success-and') return started
  const asked = lanes
    .filter(lane => !excluded.has(lane.target) && lane.runs.some(({ id }) => !isOverIn(deployment.runs, id)))
    .map(lane => lane.target)
  // Where all targets are excluded there is nobody to ask it for.
  return asked.length === 0 ? started : { kind: 'decide-step', step: step.number, lanes: asked }
}

/** The name of the first action or step that failed in the groups before this one. */
function firstFailure({ runs, steps }: Deployment, { groups }: PlanOrder, group: number): string | null {
  for (const { step, lanes } of groups.flat()) {
    if (step.group >= group) continue
    if (steps[step.number]?.canary === 'stop') return step.name
    for (const lane of lanes) for (const { id, stage } of lane.runs) if (isFailure(runs[id])) return stage.name
  }
  return null
}

function movesAfterCancel(
  moment: Moment,
  order: PlanOrder,
  deployment: Deployment & { readonly state: 'cancelling' }
): void {
  const { startedAt, cancels, runs } = deployment
  const regular = order.groups.flat()
  // What never began needs no clean-up, and a second request stops that, too.
  const isAll = startedAt === null || cancels > 1
  for (const step of [...regular, ...(isAll ? order.cleanUps : [])]) cancelRest(moment, step, deployment.cancelledBy)
  if (!isAll) leaveOutExcluded(moment, order.cleanUps)
  if (moment.moves.length > 0 || regular.some(step => step.runs.some(id => !isOverIn(runs, id)))) return
  const cameTooLate = startedAt !== null && !regular.some(step => step.runs.some(id => runs[id]?.state === 'cancelled'))
  const next = isAll || cameTooLate ? undefined : order.cleanUps.find(step => !isStepOver(deployment, step))
  if (next === undefined) movesAtEnd(moment, order, cameTooLate ? outcomeOf(deployment) : 'cancelled')
  else cleanUp(moment, next)
}

function cleanUp(moment: Moment, step: StepLanes): void {
  const { number, why } = step.step
  const progress = moment.deployment.steps[number]
  if (progress !== undefined && isDecided(progress)) movesInStep(moment, step, progress)
  else if (step.runs.length === 0) moment.moves.push(record({ kind: 'step-skipped', step: number, reason: why }))
  else moment.moves.push(record({ kind: 'step-started', step: number }))
}

/** Ends what has not begun or waits in a step; what runs is stopped by whoever runs it. */
function cancelRest({ deployment, moves }: Moment, { step, runs }: StepLanes, by: string): void {
  const isIn = new Set(runs)
  for (const question of openQuestions(deployment))
    if (question.kind === 'canary' ? question.step === step.number : isIn.has(question.run))
      moves.push(withdraw(question.number, by, ''))
  for (const id of runs) {
    const state = deployment.runs[id]?.state
    if (state === 'pending' || state === 'retrying') moves.push(record({ kind: 'run-cancelled', run: id }))
  }
}

const withdraw = (question: number, by: string, note: string): Move =>
  record({ kind: 'question-answered', question, choice: 'withdrawn', by, note })

/** Nobody needs to be asked about going on where nothing is left to go on with. */
function withdrawCanary({ deployment, moves }: Moment, { step }: StepLanes): void {
  for (const question of openQuestions(deployment))
    if (question.kind === 'canary' && question.step === step.number)
      moves.push(withdraw(question.number, deployment.queuedBy, nothingLeft))
}

/** Every step has had its turn: what is only for a cancel is left out, and then it is over. */
function movesAtEnd(moment: Moment, { groups, cleanUps }: PlanOrder, outcome: Outcome): void {
  const { deployment, moves } = moment
  for (const step of [...groups.flat(), ...cleanUps]) withdrawCanary(moment, step)
  for (const { step, runs } of cleanUps.filter(item => !isStepOver(deployment, item))) {
    const reason = runs.length === 0 ? step.why : notCancelled
    if (!isDecided(deployment.steps[step.number]))
      moves.push(record({ kind: 'step-skipped', step: step.number, reason }))
  }
  if (moves.length === 0 && Object.values(deployment.runs).every(isRunOver)) moves.push({ kind: 'finish', outcome })
}

/** How it went, cancelling aside. */
export function outcomeOf(deployment: Deployment): Outcome {
  const isUnknown = Object.values(deployment.runs).some(run => run.state === 'unknown')
  if (hasFailed(deployment) || isUnknown) return 'failed'
  return isHandedOver(deployment) ? 'handed-over' : 'succeeded'
}

import { type Deployment, hasFailed, isDecided, isRunOver, type Run } from './deployment'
import { elapsedOf } from './idle-time'
import type { RunId, TargetId } from './ids'
import type { ActionCondition, StepCondition } from './model/run-condition'
import { type Plan, type PlannedRun, type PlannedStep, type Stage, stagesOf, stepsOf, typeOf } from './plan/plan'
import { type Timing, type Timings, usually } from './timings'

/** How long a deployment is likely to go on, in milliseconds, without the time that it waits for people. */
export interface Eta {
  readonly low: number
  readonly remaining: number
  readonly high: number
  /** Names of actions that are still to run and never did before: they are not counted in. */
  readonly without: readonly string[]
  /** It takes longer than nine of ten did. */
  readonly isLate: boolean
}

/** Three views of the future; each run takes the longer the further down. */
const outlooks = ['low', 'remaining', 'high'] as const
type Outlook = (typeof outlooks)[number]

/** What was measured a few times says little about the slowest of ten. */
const slowOf = ({ p50, p90, count }: Timing): number => Math.max(p90, p50 * (1 + 0.5 / count))

/** As far below the middle as the slow end is above it, by proportion. */
function quickOf(timing: Timing): number {
  const slow = slowOf(timing)
  return slow === 0 ? 0 : (timing.p50 * timing.p50) / slow
}

/**
 * What is left of a run that has been going for `spent`. It shrinks with every moment until it is late, because an
 * estimate that stands still is worse than none, and is never negative.
 */
export function leftOf(timing: Timing, spent: number, outlook: Outlook): number {
  const slow = slowOf(timing)
  if (outlook === 'low') return Math.max(0, quickOf(timing) - spent)
  if (outlook === 'high') return Math.max(0, slow - spent)
  const { p50 } = timing
  if (spent >= slow) return 0
  // At its usual time, half of the way to its slow end is still to come; but a part of it has passed, whatever that is.
  const atMiddle = Math.min(p50 * 0.75, (slow - p50) / 2)
  if (spent < p50) return p50 - (spent * (p50 - atMiddle)) / p50
  return (atMiddle * (slow - spent)) / (slow - p50)
}

/** One pass of a target through a step. */
interface Lane {
  readonly isUnderWay: boolean
  /** Milliseconds that are left of it. */
  readonly left: number
}

/** When each lane ends, in order, if at most `width` are under way and the next begins when one ends. */
function endsOf(lanes: readonly Lane[], width: number): readonly number[] {
  const ends = lanes.filter(lane => lane.isUnderWay).map(lane => lane.left)
  ends.sort((a, b) => a - b)
  for (const { left } of lanes.filter(lane => !lane.isUnderWay)) {
    insert(ends, nextBegin(ends, width) + left)
  }
  return ends
}

const nextBegin = (ends: readonly number[], width: number): number =>
  ends.length < width ? 0 : (ends[ends.length - width] ?? 0)

/** When the last lane ends, if at most `width` are under way and the next begins when one ends. */
export const makespan = (lanes: readonly Lane[], width: number): number => endsOf(lanes, width).at(-1) ?? 0

/** When one that comes after all these lanes begins, under the same rule. */
export const beginAfter = (lanes: readonly Lane[], width: number): number => nextBegin(endsOf(lanes, width), width)

function insert(sorted: number[], value: number): void {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  sorted.splice(low, 0, value)
}

/** Whether something runs as far as that can be known beforehand; what an expression will say counts as true. */
function mayRun({ when }: StepCondition | ActionCondition, failed: boolean): boolean {
  if (when === 'success' || when === 'success-and') return !failed
  if (when === 'failure') return failed
  return when !== 'cancel'
}

const success = { when: 'success' } as const

/** What the rest of a deployment is made of; asked once, looked at with three outlooks. */
interface Ground {
  readonly plan: Plan
  readonly runs: Readonly<Record<RunId, Run>>
  readonly timings: Timings
  readonly now: number
  readonly excluded: ReadonlySet<TargetId>
  /** Actions of which nothing is known. */
  readonly without: Set<string>
  /** Whether anything that was counted is known. */
  known: boolean
}

const groundOf = (plan: Plan, runs: Ground['runs'], timings: Timings, now: number): Ground => ({
  plan,
  runs,
  timings,
  now,
  excluded: new Set(),
  without: new Set(),
  known: false
})

const byLane = new WeakMap<Stage, ReadonlyMap<TargetId | null, PlannedRun>>()

/** The run of an action in a lane. Remembered, because plans never change and wide ones are asked each second. */
function runIn(stage: Stage, lane: TargetId | null): PlannedRun | undefined {
  const known = byLane.get(stage) ?? new Map(stage.runs.map(run => [run.targetId, run]))
  byLane.set(stage, known)
  return known.get(lane)
}

/** What is left of one run; 0 where it is over or waits for a person. */
function leftOfRun(ground: Ground, stage: Stage, run: Run, targetId: TargetId | null, outlook: Outlook): number {
  if (isRunOver(run) || run.state === 'waiting' || typeOf(stage) === 'manual') return 0
  const timing = usually(ground.timings, stage.actionId, targetId)
  const pause = run.state === 'retrying' ? Math.max(0, run.retryAt - ground.now) : 0
  if (timing === null) {
    ground.without.add(stage.name)
    return pause
  }
  ground.known = true
  return pause + leftOf(timing, run.state === 'running' ? Math.max(0, ground.now - run.startedAt) : 0, outlook)
}

/** Null where nothing of it is left. */
function laneOf(ground: Ground, stages: readonly Stage[], lane: TargetId | null, outlook: Outlook): Lane | null {
  let [left, isUnderWay, isOver, failed] = [0, false, true, false]
  for (const stage of stages) {
    const planned = runIn(stage, lane)
    const run = planned && ground.runs[planned.id]
    if (!run) continue
    if (run.state !== 'pending' && run.state !== 'skipped') isUnderWay = true
    if (run.state === 'failed') failed = true
    if (isRunOver(run)) continue
    const isDue = run.state !== 'pending' || mayRun(stage.condition ?? success, failed)
    if (!isDue || (lane !== null && ground.excluded.has(lane) && run.state === 'pending')) continue
    isOver = false
    left += leftOfRun(ground, stage, run, lane, outlook)
  }
  return isOver ? null : { left, isUnderWay }
}

/** When a lane ended, or null while it has not. */
function endOfLane(ground: Ground, stages: readonly Stage[], lane: TargetId | null): number | null {
  const runs = stages.flatMap(stage => {
    const planned = runIn(stage, lane)
    return planned ? (ground.runs[planned.id] ?? []) : []
  })
  if (!runs.every(isRunOver)) return null
  return Math.max(0, ...runs.map(run => ('finishedAt' in run ? run.finishedAt : 0)))
}

interface Scheduled {
  readonly step: PlannedStep
  readonly width: number
  /** No further lane begins. */
  readonly isStopped: boolean
  /** The first lanes have proved themselves. */
  readonly isPastCanary: boolean
}

function leftOfStep(ground: Ground, scheduled: Scheduled, outlook: Outlook): number {
  const { step, width, isStopped } = scheduled
  const stages = stagesOf(ground.plan, step)
  const left = (lanes: PlannedStep['lanes']) =>
    makespan(
      lanes.flatMap(lane => {
        const found = laneOf(ground, stages, lane, outlook)
        return found === null || (isStopped && !found.isUnderWay) ? [] : found
      }),
      width
    )
  const { canary, lanes } = step
  const rest = canary === null ? [] : lanes.slice(canary.targets)
  const hasBegun = rest.some(lane => stages.some(stage => isBegun(ground, stage, lane)))
  if (canary === null || scheduled.isPastCanary || hasBegun) return left(lanes)
  const first = lanes.slice(0, canary.targets)
  const ends = first.map(lane => endOfLane(ground, stages, lane))
  const lastEnd = ends.includes(null) ? null : Math.max(0, ...ends.map(end => end ?? 0))
  const soak = lastEnd === null ? canary.soakMs : Math.max(0, canary.soakMs - (ground.now - lastEnd))
  return left(first) + (isStopped ? 0 : soak + left(rest))
}

function isBegun(ground: Ground, stage: Stage, lane: TargetId | null): boolean {
  const planned = runIn(stage, lane)
  const state = planned && ground.runs[planned.id]?.state
  return state !== undefined && state !== 'pending' && state !== 'skipped'
}

/** Groups follow each other; the steps of a group go side by side. */
function leftOfSteps(ground: Ground, steps: readonly Scheduled[], outlook: Outlook): number {
  const groups = new Map<number, number>()
  for (const item of steps)
    groups.set(item.step.group, Math.max(groups.get(item.step.group) ?? 0, leftOfStep(ground, item, outlook)))
  return [...groups.values()].reduce((sum, left) => sum + left, 0)
}

function scheduledSteps(deployment: Deployment): readonly Scheduled[] {
  const failed = hasFailed(deployment)
  // What failed before it was continued stops nothing any more.
  const since = deployment.resumedAt.at(-1) ?? Number.NEGATIVE_INFINITY
  return stepsOf(deployment.plan).flatMap(step => {
    const progress = deployment.steps[step.number]
    const planned = stagesOf(deployment.plan, step).flatMap(stage => stage.runs)
    const stateOf = (run: PlannedRun) => deployment.runs[run.id]?.state ?? 'pending'
    // Logs of Slipway 0.1.0 say of no step that it began.
    const hasBegun = planned.some(run => !['pending', 'skipped'].includes(stateOf(run)))
    const isSkipped = isDecided(progress) ? progress?.state === 'skipped' : !hasBegun && !mayRun(step.condition, failed)
    if (isSkipped) return []
    const hasFailedNow = ({ id }: PlannedRun) => {
      const run = deployment.runs[id]
      return run?.state === 'failed' && run.finishedAt > since
    }
    const failedLanes = new Set(planned.filter(hasFailedNow).map(run => run.targetId))
    return {
      step,
      width: Math.max(1, progress?.width ?? step.width),
      isStopped: progress?.canary === 'stop' || (step.stopAfter !== null && failedLanes.size >= step.stopAfter),
      isPastCanary: progress?.canary === 'proceed'
    }
  })
}

/**
 * Goes through the rest of the plan with what runs took in the past. Null when it will not go on by itself, or when
 * nothing is known about what is left.
 */
export function estimate(deployment: Deployment, timings: Timings, now: number): Eta | null {
  if (deployment.state !== 'queued' && deployment.state !== 'running') return null
  if (timings.whole === null && Object.keys(timings.actions).length === 0) return null
  const excluded = new Set(deployment.excluded.map(item => item.targetId))
  const ground = { ...groundOf(deployment.plan, deployment.runs, timings, now), excluded }
  const steps = scheduledSteps(deployment)
  const [low = 0, remaining = 0, high = 0] = outlooks.map(outlook => leftOfSteps(ground, steps, outlook))
  if (ground.without.size > 0 && !ground.known) return null
  const active = elapsedOf(deployment, now)?.active ?? 0
  const isOverdue = deployment.state === 'running' && ground.known && high === 0
  const isLate = isOverdue || (timings.whole !== null && active > slowOf(timings.whole))
  return { low, remaining, high, without: [...ground.without], isLate }
}

/** How long each step of a plan usually takes from beginning to end, by its number; null where that is not known. */
export function usualSteps(plan: Plan, timings: Timings): ReadonlyMap<number, number | null> {
  return new Map(
    stepsOf(plan).map(step => {
      const ground = groundOf(plan, {}, timings, 0)
      const lanes = step.lanes.map(lane => ({ isUnderWay: false, left: usualLane(ground, step, lane) }))
      return [step.number, ground.without.size > 0 ? null : makespan(lanes, step.width)]
    })
  )
}

function usualLane(ground: Ground, step: PlannedStep, lane: TargetId | null): number {
  return stagesOf(ground.plan, step).reduce((sum, stage) => {
    if (typeOf(stage) === 'manual' || !runIn(stage, lane)) return sum
    const timing = usually(ground.timings, stage.actionId, lane)
    if (timing === null) ground.without.add(stage.name)
    return sum + (timing?.p50 ?? 0)
  }, 0)
}

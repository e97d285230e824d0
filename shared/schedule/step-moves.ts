import { type Deployment, isRunOver, type StepProgress } from '../deployment'
import type { TargetId } from '../ids'
import type { ActionCondition } from '../model/run-condition'
import type { Lane, StepLanes } from '../plan/lanes'
import { isFailure, type LaneProgress, laneProgress } from './lane-progress'
import { type Move, record } from './move'
import { canaryFailed, canaryStopped, failedInLane, nothingFailedInLane, nothingLeft, tooManyFailed } from './words'

/** What the moves of a step are looked for in. */
export interface Moment {
  readonly deployment: Deployment
  /** Milliseconds since 1970 UTC. */
  readonly now: number
  /** Nothing new is to begin. */
  readonly isHeld: boolean
  /** Why targets take no further part, by target. */
  readonly excluded: ReadonlyMap<TargetId | null, string>
  readonly moves: Move[]
  /** The times at which to look again. */
  readonly wakes: number[]
}

/** The moves inside a step that has started. */
export function movesInStep(moment: Moment, step: StepLanes, progress: StepProgress): void {
  const { deployment, moves } = moment
  const since = deployment.resumedAt.at(-1) ?? null
  const all = step.lanes.map(lane => laneProgress(lane, deployment.runs, since))
  if (progress.state === 'skipped') {
    for (const { lane } of all) moves.push(...skipping(moment, lane, progress.reason ?? nothingLeft))
    return
  }
  const going = all.filter(item => item.isUnderWay)
  for (const { lane } of going) advance(moment, lane)
  const entering = all.filter(item => !item.isOver && !item.isUnderWay)
  if (entering.length === 0) return
  const reason = whyNoMore(moment, step, progress, all)
  if (reason !== null) {
    for (const { lane } of entering) moves.push(...skipping(moment, lane, reason))
    return
  }
  if (moment.isHeld) return
  const admitted = throughCanary(moment, step, progress, all, entering)
  enter(moment, admitted, (progress.width ?? step.step.width) - going.length)
}

/** Lets lanes in as far as there is room; what had begun before the deployment was continued comes first. */
function enter(moment: Moment, lanes: readonly LaneProgress[], room: number): void {
  let left = room
  for (const { lane } of [...lanes.filter(item => item.hasBegun), ...lanes.filter(item => !item.hasBegun)]) {
    if (left <= 0) return
    if (advance(moment, lane)) left--
  }
}

/**
 * Leaves out what is still to come on excluded targets, in all of the steps at once: nobody is to think that it waits for
 * its turn. Whether there was such; which targets go first, and whether there is room, is seen once these are out.
 */
export function leaveOutExcluded(moment: Moment, steps: readonly StepLanes[]): boolean {
  const before = moment.moves.length
  if (moment.excluded.size > 0)
    for (const lane of steps.flatMap(step => step.lanes)) {
      const reason = moment.excluded.get(lane.target)
      if (reason !== undefined) moment.moves.push(...skipping(moment, lane, reason))
    }
  return moment.moves.length > before
}

/** Leaves out what is still to come in a lane. */
const skipping = ({ deployment: { runs } }: Moment, { runs: inLane }: Lane, reason: string): readonly Move[] =>
  inLane
    .filter(({ id }) => runs[id]?.state === 'pending' || runs[id]?.state === 'retrying')
    .map(({ id }) => record({ kind: 'run-skipped', run: id, reason }))

/** Why no further lane begins in a step; null where others may. */
function whyNoMore(
  moment: Moment,
  step: StepLanes,
  { canary }: StepProgress,
  lanes: readonly LaneProgress[]
): string | null {
  if (canary === 'stop') return canaryStopped(step, moment.deployment)
  const { stopAfter } = step.step
  const failed = stopAfter === null ? 0 : lanes.filter(hasFailed).length
  if (stopAfter !== null && failed >= stopAfter) return tooManyFailed(step, failed)
  return canary === null && firstLanes(moment, step, lanes).some(hasFailed) ? canaryFailed(step) : null
}

/** What failed before the deployment was continued holds nothing back: a person saw it, and had it go on. */
const hasFailed = ({ failure }: LaneProgress): boolean => failure === 'now'

/** The lanes that go first, for the others to wait for. */
function firstLanes(
  { deployment: { runs }, excluded }: Moment,
  { step }: StepLanes,
  lanes: readonly LaneProgress[]
): readonly LaneProgress[] {
  if (step.canary === null) return []
  // One that ended without a success, and that holds nothing back, is no sign for the others: the next takes its place.
  const counts = ({ lane, isOver, isLeftOut, failure }: LaneProgress): boolean => {
    if (isLeftOut) return false
    if (!isOver || failure === 'now') return true
    return failure === 'none' && hasComeThrough(lane, runs, excluded.get(lane.target))
  }
  return lanes.filter(counts).slice(0, step.canary.targets)
}

/** Whether a lane did everything that its conditions let it do; one that was excluded may have left early. */
const hasComeThrough = ({ runs: inLane }: Lane, runs: Deployment['runs'], excluded: string | undefined): boolean =>
  excluded === undefined ||
  inLane.every(({ id }) => {
    const run = runs[id]
    return run?.state === 'succeeded' || (run?.state === 'skipped' && run.reason !== excluded)
  })

/** The lanes that may enter as far as the first targets decide it: these alone, until they are done, rested and agreed to. */
function throughCanary(
  moment: Moment,
  step: StepLanes,
  progress: StepProgress,
  lanes: readonly LaneProgress[],
  entering: readonly LaneProgress[]
): readonly LaneProgress[] {
  const { deployment, now, moves, wakes } = moment
  const { canary, number } = step.step
  if (canary === null || progress.canary === 'proceed') return entering
  const first = firstLanes(moment, step, lanes)
  if (first.some(item => !item.isOver)) return entering.filter(item => first.includes(item))
  const restedAt = Math.max(...first.map(item => item.endedAt)) + canary.soakMs
  if (now < restedAt) {
    wakes.push(restedAt)
    return []
  }
  if (!canary.holds) return entering
  const isAsked = deployment.questions.some(
    item => item.kind === 'canary' && item.step === number && item.answer === null
  )
  if (!isAsked) moves.push(record({ kind: 'asked', question: { kind: 'canary', step: number } }))
  return []
}

/** Takes a lane to the next run that begins, over those whose condition does not hold. Whether the lane needs its place. */
function advance(moment: Moment, lane: Lane): boolean {
  const { deployment, moves, wakes, now, isHeld } = moment
  let failed: string | null = null
  for (const { id, stage } of lane.runs) {
    const run = deployment.runs[id]
    if (run === undefined) continue
    if (isRunOver(run)) {
      if (isFailure(run)) failed ??= stage.name
      continue
    }
    if (run.state === 'running' || run.state === 'waiting' || isHeld) return true
    if (run.state === 'retrying') {
      if (now >= run.retryAt) moves.push({ kind: 'begin', run: id })
      else wakes.push(run.retryAt)
      return true
    }
    const verdict = judge(stage.condition, failed, lane)
    if (verdict === 'go' || verdict === 'ask') {
      moves.push({ kind: verdict === 'go' ? 'begin' : 'decide-run', run: id })
      return true
    }
    moves.push(record({ kind: 'run-skipped', run: id, reason: verdict.reason }))
  }
  return false
}

type Verdict = 'go' | 'ask' | { readonly reason: string }

/** Whether one of several actions runs after what came before it in its lane; `failed` is the first that failed there. */
function judge(condition: ActionCondition | undefined, failed: string | null, lane: Lane): Verdict {
  switch (condition?.when ?? 'success') {
    case 'always':
      return 'go'
    case 'variable':
      return 'ask'
    case 'failure':
      return failed === null ? { reason: nothingFailedInLane(lane) } : 'go'
    case 'success':
      return failed === null ? 'go' : { reason: failedInLane(failed, lane) }
    case 'success-and':
      return failed === null ? 'ask' : { reason: failedInLane(failed, lane) }
  }
}

import type {
  Answer,
  Deployment,
  DeploymentBase,
  DeploymentEvent,
  DeploymentFact,
  Question,
  ResumeDecision,
  Run,
  StepProgress
} from './deployment'
import { isDecided, isRunOver } from './deployment'
import { phraseOf, titledOf } from './deployment-title'
import type { RunId, TargetId } from './ids'
import { type Lane, orderOf, type StepLanes } from './plan/lanes'
import { allRuns, type PlannedStep } from './plan/plan'
import { withNote } from './plan/words'
import { again, baseOf, cancelled, cancelPending, IllegalTransition, mapRuns, pendingRun, startOf } from './run-reducer'
import { isFailure } from './schedule/lane-progress'

type Resumed = Extract<DeploymentEvent, { kind: 'resumed' }>
type Decisions = ReadonlyMap<RunId, ResumeDecision>

/** What a person does who continues a deployment, to be recorded. */
export const resuming = (by: string, decisions: readonly ResumeDecision[]) =>
  ({ kind: 'resumed', by, decisions, rules: 3 }) as const satisfies DeploymentFact

/** Why what had not begun was once recorded as skipped when a deployment broke off. */
const leftByBreakdown = 'The deployment failed before.'

/** The same with what a breakdown left undone as what it is by now: cancelled, and still to be done. */
const mended = (current: Deployment, at: number): Deployment => ({
  ...current,
  runs: mapRuns(current.runs, run =>
    run.state === 'skipped' && run.reason === leftByBreakdown ? cancelled(run, at) : run
  )
})

/**
 * Takes up a deployment that has ended: what a person decided is carried out, what was left out because of a failure or
 * a cancel is to be done, and steps that come after what is to be done are decided anew. What succeeded stays so, but
 * steps that look at how it went are done once more.
 */
export function resumed(ended: Deployment, event: Resumed): Deployment {
  const current = event.rules === undefined ? ended : mended(ended, event.at)
  const canGoOn = current.state === 'interrupted' || (current.state === 'finished' && current.outcome !== 'succeeded')
  if (!canGoOn) throw new IllegalTransition(event, current.state)
  for (const { run } of event.decisions)
    if (!Object.hasOwn(current.runs, run))
      throw new Error(`Event ${event.seq} names the run “${run}”, which the plan does not have`)
  const decisions = new Map(event.decisions.map(item => [item.run, item]))
  const excluded = [...current.excluded, ...newlyExcluded(current, event)]
  const out = new Set<TargetId | null>(excluded.map(item => item.targetId))
  const runs: Record<RunId, Run> = { ...current.runs }
  const steps: Record<number, StepProgress> = { ...current.steps }
  const result = { decisions, out, runs, steps }
  const { groups, cleanUps } = orderOf(current.plan)
  const first = groups.findIndex(group => group.some(step => hasWork(current, step, decisions)))
  let before: Before = { runsAgain: false, hasFailed: false }
  for (const [index, group] of groups.entries()) {
    if (first === -1 || index < first) continue
    for (const step of group)
      resumeStep(current, event, step, { place: index === first ? 'first' : 'later', before, isCleanUp: false }, result)
    before = after(before, group, result)
  }
  const isCleanUp = event.rules === 3
  for (const step of cleanUps) resumeStep(current, event, step, { place: 'later', before, isCleanUp }, result)
  return {
    ...openAgain(current),
    ...(event.overridesFreeze === undefined ? {} : { overridesFreeze: event.overridesFreeze }),
    state: 'running',
    startedAt: current.startedAt ?? event.at,
    runs,
    steps,
    questions: current.questions.map(question => closed(question, decisions, runs, event)),
    excluded,
    resumedAt: [...current.resumedAt, event.at]
  }
}

/** Each target once, though several of its runs may have been decided about. */
function newlyExcluded(current: Deployment, { decisions }: Resumed): Deployment['excluded'] {
  const isKnown = new Set<TargetId | null>([null, ...current.excluded.map(item => item.targetId)])
  return decisions.flatMap(({ run, choice, reason }) => {
    const targetId = choice === 'exclude' ? targetOf(current, run) : null
    if (targetId === null || isKnown.has(targetId)) return []
    isKnown.add(targetId)
    return [{ targetId, reason }]
  })
}

const targetOf = ({ plan }: Deployment, id: RunId): TargetId | null =>
  allRuns(plan).find(run => run.id === id)?.targetId ?? null

/** What belongs to the state that a deployment is in, and to no other. */
type Stated = Exclude<Deployment extends infer D ? (D extends unknown ? keyof D : never) : never, keyof DeploymentBase>

/** What a deployment keeps when it leaves its state for another one. */
function keptOf(current: DeploymentBase & Readonly<Partial<Record<Stated, unknown>>>): DeploymentBase {
  const { state, startedAt, cancelledBy, interruptedAt, finishedAt, outcome, summary, ...kept } = current
  return kept
}

/** The same with nothing left of a cancel or a pause. */
const openAgain = (current: Deployment): DeploymentBase => ({ ...keptOf(current), isPaused: false, cancels: 0 })

/** What was asked about a run that a person decided about otherwise, or that nobody waits with any more. */
function closed(question: Question, decisions: Decisions, runs: Deployment['runs'], { by, at }: Resumed): Question {
  if (question.kind === 'canary' || question.answer !== null) return question
  const decision = decisions.get(question.run)
  if (decision === undefined && runs[question.run]?.state === 'waiting') return question
  return { ...question, answer: { choice: 'withdrawn', by, note: decision?.reason ?? '', at } }
}

/** Whether something of a step is to be done, or stands in the way of what comes after it. */
const hasWork = ({ runs, steps }: Deployment, step: StepLanes, decisions: Decisions): boolean =>
  steps[step.step.number]?.canary === 'stop' ||
  step.runs.some(id => {
    const state = (runs[id] ?? pendingRun(id)).state
    return decisions.has(id) ? state !== 'succeeded' : !isDone.has(state)
  })

/** States that stand in nobody's way. What was handed over is for its receipt to tell of. */
const isDone: ReadonlySet<Run['state']> = new Set(['succeeded', 'ignored', 'skipped', 'handed-over'])

/** Where a step lies: among the first that have something to do, or after them. */
type Place = 'first' | 'later'

/** What is known of the groups before a step. */
interface Before {
  /** Something of them is to be done. */
  readonly runsAgain: boolean
  /** Something of them has failed, and stays so. */
  readonly hasFailed: boolean
}

interface Standing {
  readonly place: Place
  readonly before: Before
  /** It cleans up after a cancel, which is forgotten: nothing of it goes on. */
  readonly isCleanUp: boolean
}

interface Result {
  readonly decisions: Decisions
  /** Targets that take no further part. */
  readonly out: ReadonlySet<TargetId | null>
  readonly runs: Record<RunId, Run>
  readonly steps: Record<number, StepProgress>
}

/** What is known after a group, too. */
function after(before: Before, group: readonly StepLanes[], { out, runs }: Result): Before {
  const isHeldBack = ({ condition: { when } }: PlannedStep) =>
    before.hasFailed && (when === 'success' || when === 'success-and')
  const runsAgain = group
    .filter(({ step }) => !isHeldBack(step))
    .flatMap(step => step.lanes)
    .some(
      ({ target, runs: inLane }) => !out.has(target) && inLane.some(({ id }) => !isRunOver(runs[id] ?? pendingRun(id)))
    )
  const hasFailed = group.some(step => step.runs.some(id => isFailure(runs[id])))
  return { runsAgain: before.runsAgain || runsAgain, hasFailed: before.hasFailed || hasFailed }
}

/** Whether a step is for how the deployment goes, so that what it did for one attempt is nothing for the next. */
const looksAtCourse = ({ step, lanes }: StepLanes): boolean =>
  ['always', 'failure', 'cancel'].includes(step.condition.when) &&
  // The packages that were brought are there.
  !lanes.some(lane => lane.runs.some(({ stage }) => stage.type === 'acquire'))

function resumeStep(current: Deployment, event: Resumed, step: StepLanes, standing: Standing, result: Result): void {
  const { number } = step.step
  const { place, before, isCleanUp } = standing
  const progress = current.steps[number]
  const has = (runs: Deployment['runs'], ...states: readonly Run['state'][]) =>
    step.runs.some(id => states.includes(runs[id]?.state ?? 'pending'))
  // What waits for its time or for a person goes on, and its step with it.
  const mayGoOn = !isCleanUp && has(current.runs, 'waiting', 'retrying')
  const isOnceMore =
    event.rules !== undefined && place === 'later' && before.runsAgain && !mayGoOn && looksAtCourse(step)
  for (const lane of step.lanes) {
    const isAnew = isOnceMore && !result.out.has(lane.target)
    const mayReopen = isReopened(current, lane, progress, place, result.decisions)
    for (const { id } of lane.runs) {
      const run = current.runs[id] ?? pendingRun(id)
      result.runs[id] = resumedRun(run, result.decisions.get(id), { isAnew, isCleanUp, mayReopen, place, at: event.at })
    }
  }
  if (progress === undefined) return
  const canary = progress.canary === 'stop' || isOnceMore ? null : progress.canary
  const mayChange = progress.state === 'skipped' || (place === 'later' && !has(result.runs, 'waiting', 'retrying'))
  result.steps[number] =
    has(result.runs, 'pending') && isDecided(progress) && mayChange
      ? { state: 'started', reason: null, decidedAt: 0, width: progress.width, canary }
      : { ...progress, canary }
}

/** Whether what was skipped in a lane may come out otherwise now, because of what went wrong before it. */
function isReopened(
  { runs }: Deployment,
  { target, runs: inLane }: Lane,
  progress: StepProgress | undefined,
  place: Place,
  decisions: Decisions
): boolean {
  if (progress?.state === 'skipped') return place === 'later'
  const states = inLane.map(({ id }) => runs[id]?.state ?? 'pending')
  if (states.every(state => state === 'skipped'))
    return place === 'later' || !(progress?.leftOut ?? []).includes(target)
  return inLane.some(({ id }, index) => decisions.has(id) || !isDone.has(states[index] ?? 'pending'))
}

interface RunStanding {
  /** Its step is done once more. */
  readonly isAnew: boolean
  readonly isCleanUp: boolean
  readonly mayReopen: boolean
  readonly place: Place
  readonly at: number
}

function resumedRun(
  run: Run,
  decision: ResumeDecision | undefined,
  { isAnew, isCleanUp, mayReopen, place, at }: RunStanding
): Run {
  if (run.state === 'succeeded') return isAnew ? again(run) : run
  if (decision?.choice === 'done')
    return {
      ...baseOf(run),
      state: 'succeeded',
      startedAt: startOf(run) ?? at,
      finishedAt: at,
      markedDone: decision.reason
    }
  if (decision !== undefined || run.state === 'cancelled' || run.state === 'pending') return again(run)
  if (run.state === 'skipped') return isAnew || mayReopen ? again(run) : run
  if (run.state === 'ignored') return isAnew ? again(run) : run
  if (isCleanUp && (run.state === 'waiting' || run.state === 'retrying')) return again(run)
  // What failed after something that is done again has another chance; what nobody knows about has not.
  return run.state === 'failed' && place === 'later' ? again(run) : run
}

/** The way out of an interrupted deployment that nobody continues. */
export function givenUp(current: Deployment, event: Extract<DeploymentEvent, { kind: 'given-up' }>): Deployment {
  if (current.state !== 'interrupted') throw new IllegalTransition(event, current.state)
  const answer: Answer = { choice: 'withdrawn', by: event.by, note: event.reason, at: event.at }
  const words = `${event.by} gave up the ${phraseOf(titledOf(current.plan))}, which had been interrupted`
  return {
    ...openAgain(current),
    state: 'finished',
    runs: cancelPending(current.runs, event.at),
    questions: current.questions.map(question => (question.answer === null ? { ...question, answer } : question)),
    startedAt: current.startedAt,
    finishedAt: event.at,
    outcome: 'failed',
    summary: withNote(words, event.reason)
  }
}

/** A receipt is taken in: one that is over is open again until the receipt's last word. */
export function receiving(current: Deployment, event: Extract<DeploymentEvent, { kind: 'receipt' }>): Deployment {
  const { targetId, receipt, by, at } = event
  const receipts = [...(current.receipts ?? []), { targetId, receipt, by, at }]
  if (current.state === 'running') return { ...current, receipts }
  if ((current.state !== 'finished' && current.state !== 'interrupted') || current.startedAt === null)
    throw new IllegalTransition(event, current.state)
  return { ...keptOf(current), state: 'running', startedAt: current.startedAt, receipts }
}

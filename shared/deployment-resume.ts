import type {
  Answer,
  Deployment,
  DeploymentBase,
  DeploymentEvent,
  Question,
  ResumeDecision,
  Run,
  StepProgress
} from './deployment'
import { isDecided } from './deployment'
import { phraseOf, titledOf } from './deployment-title'
import type { RunId, TargetId } from './ids'
import { type Lane, orderOf, type StepLanes } from './plan/lanes'
import { allRuns } from './plan/plan'
import { withNote } from './plan/words'
import { again, baseOf, cancelPending, IllegalTransition, pendingRun, startOf } from './run-reducer'

type Resumed = Extract<DeploymentEvent, { kind: 'resumed' }>
type Decisions = ReadonlyMap<RunId, ResumeDecision>

/**
 * Takes up a deployment that has ended: what a person decided is carried out, what was left out because of a failure or
 * a cancel is to be done, and steps that come after what is to be done are decided anew. What succeeded stays so.
 */
export function resumed(current: Deployment, event: Resumed): Deployment {
  const canGoOn = current.state === 'interrupted' || (current.state === 'finished' && current.outcome !== 'succeeded')
  if (!canGoOn) throw new IllegalTransition(event, current.state)
  for (const { run } of event.decisions)
    if (!Object.hasOwn(current.runs, run))
      throw new Error(`Event ${event.seq} names the run “${run}”, which the plan does not have`)
  const decisions = new Map(event.decisions.map(item => [item.run, item]))
  const { groups, cleanUps } = orderOf(current.plan)
  const first = groups.findIndex(group => group.some(step => hasWork(current, step, decisions)))
  const runs: Record<RunId, Run> = { ...current.runs }
  const steps: Record<number, StepProgress> = { ...current.steps }
  const take = (step: StepLanes, place: Place) => resumeStep(current, event, step, place, { decisions, runs, steps })
  groups.forEach((group, index) => {
    if (first === -1 || index < first) return
    for (const step of group) take(step, index === first ? 'first' : 'later')
  })
  for (const step of cleanUps) take(step, 'later')
  return {
    ...openAgain(current),
    ...(event.overridesFreeze === undefined ? {} : { overridesFreeze: event.overridesFreeze }),
    state: 'running',
    startedAt: current.startedAt ?? event.at,
    runs,
    steps,
    questions: current.questions.map(question => closed(question, decisions, event)),
    excluded: [...current.excluded, ...newlyExcluded(current, event)],
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

/** What was asked about a run that a person decided about otherwise. */
function closed(question: Question, decisions: Decisions, { by, at }: Resumed): Question {
  const decision = question.kind === 'canary' ? undefined : decisions.get(question.run)
  if (question.answer !== null || decision === undefined) return question
  return { ...question, answer: { choice: 'withdrawn', by, note: decision.reason, at } }
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

interface Result {
  readonly decisions: Decisions
  readonly runs: Record<RunId, Run>
  readonly steps: Record<number, StepProgress>
}

function resumeStep(current: Deployment, event: Resumed, step: StepLanes, place: Place, result: Result): void {
  const { number } = step.step
  const progress = current.steps[number]
  for (const lane of step.lanes) {
    const mayReopen = isReopened(current, lane, progress, place, result.decisions)
    for (const { id } of lane.runs) {
      const run = current.runs[id] ?? pendingRun(id)
      result.runs[id] = resumedRun(run, result.decisions.get(id), { mayReopen, place, at: event.at })
    }
  }
  if (progress === undefined) return
  const canary = progress.canary === 'stop' ? null : progress.canary
  const has = (...states: readonly Run['state'][]) =>
    step.runs.some(id => states.includes(result.runs[id]?.state ?? 'pending'))
  // What waits for its time or for a person goes on, and its step with it.
  const mayChange = progress.state === 'skipped' || (place === 'later' && !has('waiting', 'retrying'))
  const isAnew = has('pending') && isDecided(progress) && mayChange
  result.steps[number] = isAnew
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

interface Standing {
  readonly mayReopen: boolean
  readonly place: Place
  readonly at: number
}

function resumedRun(run: Run, decision: ResumeDecision | undefined, { mayReopen, place, at }: Standing): Run {
  if (run.state === 'succeeded') return run
  if (decision?.choice === 'done')
    return {
      ...baseOf(run),
      state: 'succeeded',
      startedAt: startOf(run) ?? at,
      finishedAt: at,
      markedDone: decision.reason
    }
  if (decision !== undefined || run.state === 'cancelled' || run.state === 'pending') return again(run)
  if (run.state === 'skipped') return mayReopen ? again(run) : run
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

import {
  type Answer,
  type Deployment,
  type DeploymentEvent,
  type DeploymentSummary,
  hasDoneNothing,
  isDecided,
  isOpen,
  isRunFlawed,
  isRunOver,
  isWaiting,
  openQuestions,
  type Question,
  type Run,
  type StepProgress
} from './deployment'
import { begun } from './deployment-beginning'
import { givenUp, receiving, resumed } from './deployment-resume'
import { idleAfter, isNeverIdle, timeThere } from './idle-time'
import type { RunId } from './ids'
import { isMovedOnAfter } from './moved-on'
import { allRuns, stagesOf, stepsOf } from './plan/plan'
import { withNote } from './plan/words'
import { movedToTop, placeTaken } from './queue-slot'
import { answered, applyToRun, baseOf, cancelPending, IllegalTransition, mapRuns, skipped } from './run-reducer'
import { withTold } from './told-end'

/**
 * Adds one event to a deployment's state. Used alike in the main process and in the window.
 * @throws when the event cannot follow, because that is a defect or a damaged log and must not be smoothed over.
 */
export function applyEvent(current: Deployment | null, event: DeploymentEvent): Deployment {
  if (event.kind === 'queued') {
    if (current) throw new IllegalTransition(event, current.state)
    return begun(event)
  }
  if (!current) throw new IllegalTransition(event, 'nothing')
  if (event.seq !== current.seq + 1) throw new Error(`Event ${event.seq} came after event ${current.seq}`)
  if (event.kind === 'resumed') return stamped(current, resumed(current, event), event)
  if (event.kind === 'given-up') return stamped(current, givenUp(current, event), event)
  if (event.kind === 'receipt') return stamped(current, receiving(current, event), event)
  if (!isOpen(current)) throw new IllegalTransition(event, current.state)
  return stamped(current, applyToOpen(current, event), event)
}

/** Events that neither begin nor end anything; there are too many of them to look at all runs each time. */
const isPassing = ({ kind }: DeploymentEvent): boolean =>
  kind === 'output' || kind === 'run-progress' || kind === 'output-variable' || kind === 'artifact'

/** Of an interruption is known only when it was noticed: nothing was heard of the deployment since the event before. */
function stamped(before: Deployment, after: Deployment, event: DeploymentEvent): Deployment {
  const { seq, at: changedAt } = event
  const isMovedOn = isMovedOnAfter(before.isMovedOn, event)
  if (isPassing(event)) return { ...after, seq, changedAt, isMovedOn }
  const idle = idleAfter(before.idle, after, event.kind === 'interrupted' ? before.changedAt : event.at)
  return { ...withTold(after, event), seq, changedAt, isMovedOn, idle }
}

/** Runs that a fold made for itself and may still change. */
const ownRuns = new WeakSet<Deployment['runs']>()

/**
 * State while events arrive. It adds up exactly as `applyEvent` does, but copies the runs, of which there may be
 * thousands, only after somebody was handed the state.
 */
export class DeploymentFold {
  #state: Deployment | null

  constructor(state: Deployment | null = null) {
    this.#state = state
  }

  /** The sequence number of the last event; 0 before the first. */
  get seq(): number {
    return this.#state?.seq ?? 0
  }

  /** @throws like `applyEvent`; the state is then as it was. */
  add(event: DeploymentEvent): void {
    if (this.#state !== null && !ownRuns.has(this.#state.runs)) {
      const runs = { ...this.#state.runs }
      ownRuns.add(runs)
      this.#state = { ...this.#state, runs }
    }
    this.#state = applyEvent(this.#state, event)
  }

  /** The state at this moment, to keep. */
  state(): Deployment | null {
    if (this.#state !== null) ownRuns.delete(this.#state.runs)
    return this.#state
  }

  /** The state to look at and not to keep: it changes with the next event. */
  peek(): Deployment | null {
    return this.#state
  }
}

/** Adds several events; the same as `applyEvent` one after another. @throws like it; `current` stays as it was. */
export function applyEvents(current: Deployment, events: readonly DeploymentEvent[]): Deployment {
  const fold = new DeploymentFold(current)
  for (const event of events) fold.add(event)
  return fold.state() ?? current
}

type Later = Exclude<DeploymentEvent, { kind: 'queued' | 'resumed' | 'given-up' | 'receipt' }>

const startedAtOf = (current: Deployment): number | null => ('startedAt' in current ? current.startedAt : null)

function applyToOpen(current: Deployment, event: Later): Deployment {
  switch (event.kind) {
    case 'started':
    case 'cancel-requested':
    case 'interrupted':
    case 'finished':
      return applyTurn(current, event)
    case 'step-started':
    case 'step-skipped':
    case 'width-changed':
      return applyToStep(current, event)
    case 'asked':
    case 'question-taken':
    case 'question-answered':
      return applyToQuestion(current, event)
    case 'target-excluded':
      return excluding(current, event.targetId, event.reason)
    case 'paused':
      return { ...current, isPaused: true }
    case 'unpaused':
      return { ...current, isPaused: false }
    case 'moved-to-top':
      return movedToTop(current, event)
    case 'place-taken':
      return placeTaken(current, event)
    case 'output':
      return {
        ...current,
        lines: current.lines + event.lines,
        runs: event.run === null ? current.runs : withRun(current, event.run, event, run => countLines(run, event))
      }
    default:
      if (event.kind === 'run-started' && startedAtOf(current) === null)
        throw new IllegalTransition(event, current.state)
      return { ...current, runs: withRun(current, event.run, event, run => applyToRun(run, event)) }
  }
}

type Turn = Extract<Later, { kind: 'started' | 'cancel-requested' | 'interrupted' | 'finished' }>

function applyTurn(current: Deployment, event: Turn): Deployment {
  const startedAt = startedAtOf(current)
  switch (event.kind) {
    case 'started':
      if (startedAt !== null) throw new IllegalTransition(event, current.state)
      // A request to cancel may be recorded while the engine is about to begin.
      if (current.state === 'cancelling') return { ...current, startedAt: event.at }
      return { ...current, state: 'running', startedAt: event.at }
    case 'cancel-requested':
      return { ...current, state: 'cancelling', startedAt, cancelledBy: event.by, cancels: current.cancels + 1 }
    case 'interrupted':
      return { ...current, state: 'interrupted', startedAt, interruptedAt: event.at, runs: markUnknown(current.runs) }
    case 'finished': {
      const isLate = event.outcome === 'expired'
      // One that waited may be refused when its turn comes, or be superseded before: then nothing of it ran.
      const isRefused = current.state === 'queued' && (event.outcome === 'failed' || event.outcome === 'cancelled')
      if ((current.state === 'queued' && !isLate && !isRefused) || (isLate && startedAt !== null))
        throw new IllegalTransition(event, current.state)
      const runs = isLate || isRefused ? cancelPending(current.runs, event.at) : current.runs
      requireAllOver({ ...current, runs }, event)
      const { outcome, summary } = event
      return { ...current, state: 'finished', runs, startedAt, finishedAt: event.at, outcome, summary }
    }
  }
}

type StepEvent = Extract<Later, { kind: 'step-started' | 'step-skipped' | 'width-changed' }>

const undecided: StepProgress = { state: 'started', reason: null, decidedAt: 0, width: null, canary: null }

function applyToStep(current: Deployment, event: StepEvent): Deployment {
  const step = stepsOf(current.plan).find(item => item.number === event.step)
  if (!step) throw new Error(`Event ${event.seq} names the step ${event.step}, which the plan does not have`)
  const known = current.steps[event.step]
  const put = (progress: StepProgress) => ({ ...current.steps, [event.step]: progress })
  if (event.kind === 'width-changed') return { ...current, steps: put({ ...(known ?? undecided), width: event.width }) }
  if (known && isDecided(known)) throw new IllegalTransition(event, `step ${event.step} ${known.state}`)
  const decided = { ...(known ?? undecided), decidedAt: event.at }
  const skip = (runs: Record<RunId, Run>, reasonFor: (lane: string | null) => string | null) => {
    for (const { id, targetId } of stagesOf(current.plan, step).flatMap(stage => stage.runs)) {
      const run = runs[id]
      const reason = reasonFor(targetId)
      if (run && reason !== null && run.state === 'pending') runs[id] = skipped(run, reason)
    }
    return runs
  }
  if (event.kind === 'step-skipped') {
    const runs = skip(ownCopy(current), () => event.reason)
    return { ...current, runs, steps: put({ ...decided, state: 'skipped', reason: event.reason }) }
  }
  if (event.skipped === undefined || event.skipped.length === 0) return { ...current, steps: put(decided) }
  const lanes = new Map(event.skipped.map(item => [item.lane as string | null, item.reason]))
  const runs = skip(ownCopy(current), lane => lanes.get(lane) ?? null)
  return { ...current, runs, steps: put({ ...decided, leftOut: event.skipped.map(item => item.lane) }) }
}

type QuestionEvent = Extract<Later, { kind: 'asked' | 'question-taken' | 'question-answered' }>

function applyToQuestion(current: Deployment, event: QuestionEvent): Deployment {
  if (event.kind === 'asked') {
    const { question } = event
    const base = { number: current.questions.length + 1, askedAt: event.at, takenBy: null, answer: null }
    const asked: Question = { responsible: [], ...question, ...base }
    const runs =
      question.kind === 'canary'
        ? current.runs
        : withRun(current, question.run, event, run => {
            if (run.state !== 'running') throw new IllegalTransition(event, `run ${run.id} ${run.state}`)
            return { ...baseOf(run), state: 'waiting', startedAt: run.startedAt, question: base.number }
          })
    return { ...current, runs, questions: [...current.questions, asked] }
  }
  const question = current.questions[event.question - 1]
  if (!question || question.answer !== null) throw new IllegalTransition(event, `question ${event.question}`)
  const put = (changed: Question) => current.questions.map(item => (item.number === changed.number ? changed : item))
  if (event.kind === 'question-taken') return { ...current, questions: put({ ...question, takenBy: event.by }) }
  const answer: Answer = { choice: event.choice, by: event.by, note: event.note, at: event.at }
  return { ...settle(current, question, answer, event), questions: put({ ...question, answer }) }
}

/** What an answer does to the rest: the run that waits goes on, a target leaves, a step may go on after its first targets. */
function settle(current: Deployment, question: Question, answer: Answer, event: QuestionEvent): Deployment {
  if (question.kind === 'canary') {
    if (answer.choice !== 'proceed' && answer.choice !== 'stop') return current
    const progress = current.steps[question.step] ?? undecided
    return { ...current, steps: { ...current.steps, [question.step]: { ...progress, canary: answer.choice } } }
  }
  const runs = withRun(current, question.run, event, run => {
    if (run.state !== 'waiting') throw new IllegalTransition(event, `run ${run.id} ${run.state}`)
    return answered(run, question, answer, event.seq)
  })
  const after = { ...current, runs }
  const targetId = allRuns(current.plan).find(run => run.id === question.run)?.targetId ?? null
  if (answer.choice !== 'exclude' || targetId === null) return after
  return excluding(after, targetId, withNote(`${answer.by} excluded it after a failure`, answer.note))
}

function excluding<D extends Deployment>(
  current: D,
  targetId: Deployment['excluded'][number]['targetId'],
  reason: string
): D {
  if (current.excluded.some(item => item.targetId === targetId)) return current
  return { ...current, excluded: [...current.excluded, { targetId, reason }] }
}

function countLines(run: Run, event: Extract<Later, { kind: 'output' }>): Run {
  return {
    ...run,
    lines: run.lines + event.lines,
    warnings: run.warnings + (event.level === 'warning' ? event.lines : 0),
    errors: run.errors + (event.level === 'error' ? event.lines : 0)
  }
}

const ownCopy = (current: Deployment): Record<RunId, Run> =>
  ownRuns.has(current.runs) ? current.runs : { ...current.runs }

function withRun(
  current: Deployment,
  id: RunId,
  event: Pick<DeploymentEvent, 'seq'>,
  change: (run: Run) => Run
): Record<RunId, Run> {
  const run = Object.hasOwn(current.runs, id) ? current.runs[id] : undefined
  if (!run) throw new Error(`Event ${event.seq} names the run “${id}”, which the plan does not have`)
  const changed = change(run)
  const runs = ownCopy(current)
  runs[id] = changed
  return runs
}

/** What was under way is unknown; what waited, for its time or for a person, still does when it is continued. */
const markUnknown = (runs: Deployment['runs']): Record<RunId, Run> =>
  mapRuns(runs, run => (run.state === 'running' ? { ...baseOf(run), state: 'unknown', startedAt: run.startedAt } : run))

function requireAllOver({ runs, questions }: Pick<Deployment, 'runs' | 'questions'>, event: Later): void {
  const open = Object.values(runs).find(run => !isRunOver(run))
  if (open) throw new IllegalTransition(event, `run ${open.id} ${open.state}`)
  const [asked] = openQuestions({ questions })
  if (asked) throw new IllegalTransition(event, `question ${asked.number} open`)
}

/** Folds a whole log. Null when it holds no event. @throws like `applyEvent`. */
export const foldEvents = (events: Iterable<DeploymentEvent>): Deployment | null => {
  const fold = new DeploymentFold()
  for (const event of events) fold.add(event)
  return fold.state()
}

/** What lists show of a deployment. */
export function summarize(deployment: Deployment): DeploymentSummary {
  const { plan } = deployment
  const runs = countRuns(deployment)
  const there = timeThere(deployment)
  return {
    id: deployment.id,
    projectId: plan.project.id,
    projectName: plan.project.name,
    releaseId: plan.release.id,
    releaseVersion: plan.release.version,
    environmentId: plan.environment.id,
    environmentName: plan.environment.name,
    ...(plan.tenant === undefined ? {} : { tenant: { id: plan.tenant.id, name: plan.tenant.name } }),
    runbook: plan.runbook ?? null,
    state: deployment.state,
    isWaiting: isWaiting(deployment),
    isPaused: deployment.isPaused,
    // Only those who know of the others can say.
    waitsFor: null,
    openQuestions: openQuestions(deployment).length,
    ...(deployment.slot === undefined || !isOpen(deployment) ? {} : { slot: deployment.slot }),
    startAt: deployment.startAt,
    expiresAt: deployment.expiresAt,
    outcome: deployment.state === 'finished' ? deployment.outcome : null,
    hasWarnings: runs.isFlawed || hasDoneNothing(deployment),
    runsDone: runs.done,
    runsTotal: runs.total,
    queuedAt: deployment.queuedAt,
    queuedBy: deployment.queuedBy,
    startedAt: 'startedAt' in deployment ? deployment.startedAt : null,
    ...endOf(deployment, runs.ranUntil),
    ...(isNeverIdle(deployment) ? {} : { idle: deployment.idle }),
    ...(there === null ? {} : { tookThere: there === 'unknown' ? null : there }),
    summary: deployment.state === 'finished' ? deployment.summary : null,
    ...(deployment.comment === undefined ? {} : { comment: deployment.comment })
  }
}

function endOf(
  deployment: Deployment,
  ranUntil: number
): Pick<DeploymentSummary, 'finishedAt' | 'ranUntil' | 'isTold'> {
  if (deployment.state !== 'finished') return { finishedAt: null }
  const { finishedAt, startedAt, queuedAt, outcome, isTold } = deployment
  return {
    finishedAt,
    // The clock of a machine whose receipt told of it may be ahead.
    ranUntil: ranUntil === 0 ? (startedAt ?? queuedAt) : Math.min(ranUntil, finishedAt),
    ...(isTold && outcome === 'succeeded' ? { isTold } : {})
  }
}

/** When a run was last known to do something; 0 where it never did. */
function ranUntilOf(run: Run): number {
  if (!('finishedAt' in run) || run.state === 'handed-over' || run.attempt === 0) return 0
  // What a person said to be done ran before that.
  return run.state === 'succeeded' && run.markedDone !== undefined ? run.startedAt : run.finishedAt
}

/** One pass, because it is made with every turn of a run and there may be thousands of them. */
function countRuns({ plan, runs }: Pick<Deployment, 'plan' | 'runs'>) {
  let done = 0
  let total = 0
  let isFlawed = false
  let ranUntil = 0
  for (const stage of plan.stages)
    for (const { id } of stage.runs) {
      const run = runs[id]
      if (run === undefined) continue
      total++
      if (isRunOver(run)) done++
      if (isRunFlawed(run)) isFlawed = true
      ranUntil = Math.max(ranUntil, ranUntilOf(run))
    }
  return { done, total, isFlawed, ranUntil }
}

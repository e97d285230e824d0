import type { Deployment, DeploymentEvent, DeploymentSummary, Run } from './deployment'
import { isOpen, isRunOver } from './deployment'
import type { RunId } from './ids'
import { allRuns, type Plan } from './plan/plan'
import { assertNever } from './result'

type Patch<T extends Run['state']> = Omit<Extract<Run, { state: T }>, keyof Extract<Run, { state: 'pending' }>> & {
  state: T
}

const pendingRun = (id: RunId): Run => ({
  id,
  state: 'pending',
  lines: 0,
  warnings: 0,
  errors: 0,
  progress: null,
  artifacts: [],
  outputs: []
})

const initialRuns = (plan: Plan): Record<RunId, Run> =>
  Object.fromEntries(allRuns(plan).map(run => [run.id, pendingRun(run.id)]))

class IllegalTransition extends Error {
  constructor(event: DeploymentEvent, state: string) {
    super(`Event ${event.seq} “${event.kind}” cannot follow the state “${state}”`)
  }
}

/**
 * Adds one event to a deployment's state. Used alike in the main process and in the window.
 * @throws when the event cannot follow, because that is a defect or a damaged log and must not be smoothed over.
 */
export function applyEvent(current: Deployment | null, event: DeploymentEvent): Deployment {
  if (event.kind === 'queued') {
    if (current) throw new IllegalTransition(event, current.state)
    return {
      state: 'queued',
      id: event.id,
      plan: event.plan,
      queuedAt: event.at,
      queuedBy: event.by,
      seq: event.seq,
      runs: initialRuns(event.plan),
      lines: 0
    }
  }
  if (!current) throw new IllegalTransition(event, 'nothing')
  if (event.seq !== current.seq + 1) throw new Error(`Event ${event.seq} came after event ${current.seq}`)
  if (!isOpen(current)) throw new IllegalTransition(event, current.state)
  return { ...applyToOpen(current, event), seq: event.seq }
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

type Later = Exclude<DeploymentEvent, { kind: 'queued' }>

function applyToOpen(current: Deployment, event: Later): Deployment {
  const startedAt = 'startedAt' in current ? current.startedAt : null
  switch (event.kind) {
    case 'started':
      if (startedAt !== null) throw new IllegalTransition(event, current.state)
      // A request to cancel may be recorded while the engine is about to begin.
      if (current.state === 'cancelling') return { ...current, startedAt: event.at }
      return { ...current, state: 'running', startedAt: event.at }
    case 'cancel-requested':
      if (current.state === 'cancelling') throw new IllegalTransition(event, current.state)
      return { ...current, state: 'cancelling', startedAt, cancelledBy: event.by }
    case 'interrupted':
      return { ...current, state: 'interrupted', startedAt, interruptedAt: event.at, runs: markUnknown(current.runs) }
    case 'finished':
      if (current.state === 'queued') throw new IllegalTransition(event, current.state)
      requireAllOver(current, event)
      return {
        ...current,
        state: 'finished',
        startedAt,
        finishedAt: event.at,
        outcome: event.outcome,
        summary: event.summary
      }
    case 'output':
      return {
        ...current,
        lines: current.lines + event.lines,
        runs: event.run === null ? current.runs : withRun(current, event.run, event, run => countLines(run, event))
      }
    default:
      if (event.kind === 'run-started' && startedAt === null) throw new IllegalTransition(event, current.state)
      return { ...current, runs: withRun(current, event.run, event, run => applyToRun(run, event)) }
  }
}

type RunEvent = Exclude<Later, { kind: 'started' | 'cancel-requested' | 'interrupted' | 'finished' | 'output' }>

function applyToRun(run: Run, event: RunEvent): Run {
  const refuse = (): never => {
    throw new IllegalTransition(event, `run ${run.id} ${run.state}`)
  }
  const finish = <T extends 'succeeded' | 'failed'>(patch: Omit<Patch<T>, 'startedAt' | 'finishedAt'>): Run =>
    run.state === 'running' ? ({ ...run, ...patch, finishedAt: event.at } as Run) : refuse()
  switch (event.kind) {
    case 'run-started':
      return run.state === 'pending' ? { ...run, state: 'running', startedAt: event.at } : refuse()
    case 'run-progress':
      return run.state === 'running'
        ? { ...run, progress: { percentage: event.percentage, message: event.message } }
        : refuse()
    case 'run-succeeded':
      return finish<'succeeded'>({ state: 'succeeded' })
    case 'run-failed':
      return finish<'failed'>({ state: 'failed', end: event.end, failure: event.failure })
    case 'run-cancelled':
      if (isRunOver(run)) return refuse()
      return {
        ...run,
        state: 'cancelled',
        startedAt: run.state === 'running' ? run.startedAt : null,
        finishedAt: event.at
      }
    case 'run-skipped':
      return run.state === 'pending' ? { ...run, state: 'skipped', reason: event.reason } : refuse()
    case 'output-variable':
      if (run.state !== 'running') return refuse()
      return {
        ...run,
        outputs: [
          ...run.outputs.filter(item => item.name !== event.variable.name),
          { ...event.variable, seq: event.seq }
        ]
      }
    case 'artifact':
      return run.state === 'running' ? { ...run, artifacts: [...run.artifacts, event.artifact] } : refuse()
    default:
      return assertNever(event)
  }
}

function countLines(run: Run, event: Extract<Later, { kind: 'output' }>): Run {
  return {
    ...run,
    lines: run.lines + event.lines,
    warnings: run.warnings + (event.level === 'warning' ? event.lines : 0),
    errors: run.errors + (event.level === 'error' ? event.lines : 0)
  }
}

function withRun(current: Deployment, id: RunId, event: Later, change: (run: Run) => Run): Record<RunId, Run> {
  const run = Object.hasOwn(current.runs, id) ? current.runs[id] : undefined
  if (!run) throw new Error(`Event ${event.seq} names the run “${id}”, which the plan does not have`)
  const runs: Record<RunId, Run> = ownRuns.has(current.runs) ? current.runs : { ...current.runs }
  runs[id] = change(run)
  return runs
}

const markUnknown = (runs: Deployment['runs']): Record<RunId, Run> =>
  Object.fromEntries(
    Object.entries(runs).map(([id, run]) => [id, run.state === 'running' ? { ...run, state: 'unknown' as const } : run])
  )

function requireAllOver(current: Deployment, event: Later): void {
  const open = Object.values(current.runs).find(run => !isRunOver(run))
  if (open) throw new IllegalTransition(event, `run ${open.id} ${open.state}`)
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
  const runs = Object.values(deployment.runs)
  return {
    id: deployment.id,
    projectId: plan.project.id,
    projectName: plan.project.name,
    releaseId: plan.release.id,
    releaseVersion: plan.release.version,
    environmentId: plan.environment.id,
    environmentName: plan.environment.name,
    state: deployment.state,
    outcome: deployment.state === 'finished' ? deployment.outcome : null,
    hasWarnings: runs.some(run => run.warnings > 0),
    runsDone: runs.filter(isRunOver).length,
    runsTotal: runs.length,
    queuedAt: deployment.queuedAt,
    queuedBy: deployment.queuedBy,
    startedAt: 'startedAt' in deployment ? deployment.startedAt : null,
    finishedAt: deployment.state === 'finished' ? deployment.finishedAt : null,
    summary: deployment.state === 'finished' ? deployment.summary : null
  }
}

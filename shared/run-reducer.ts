import type { Answer, Deployment, DeploymentEvent, Run } from './deployment'
import { isRunOver } from './deployment'
import type { BundleId, RunId } from './ids'
import { withNote } from './plan/words'
import { assertNever } from './result'

/** An event that cannot follow: a defect, or a damaged log. */
export class IllegalTransition extends Error {
  constructor(event: Pick<DeploymentEvent, 'seq' | 'kind'>, state: string) {
    super(`Event ${event.seq} “${event.kind}” cannot follow the state “${state}”`)
  }
}

export const pendingRun = (id: RunId): Run => ({
  id,
  state: 'pending',
  attempt: 0,
  tries: 0,
  lines: 0,
  warnings: 0,
  errors: 0,
  progress: null,
  artifacts: [],
  outputs: []
})

type Base = Omit<Extract<Run, { state: 'pending' }>, 'state'>

/** What every run has, without what belongs to its state. */
export const baseOf = ({ id, attempt, tries, lines, warnings, errors, progress, artifacts, outputs }: Run): Base => ({
  id,
  attempt,
  tries,
  lines,
  warnings,
  errors,
  progress,
  artifacts,
  outputs
})

/** A run that is to happen again, as if it never had: only what it left in the log is counted on. */
export const again = (run: Run): Run => ({ ...baseOf(run), state: 'pending', tries: 0, progress: null })

/** What begins when it is started: a run that has not yet, or one that is to be tried again. */
const mayBegin = (run: Run): boolean => run.state === 'pending' || run.state === 'retrying'

type RunEvent = Extract<
  DeploymentEvent,
  {
    kind:
      | 'run-started'
      | 'run-retrying'
      | 'run-progress'
      | 'run-succeeded'
      | 'run-failed'
      | 'run-cancelled'
      | 'run-skipped'
      | 'run-handed-over'
      | 'run-returned'
      | 'output-variable'
      | 'artifact'
  }
>

/** Adds an event to the run that it is about. @throws IllegalTransition */
export function applyToRun(run: Run, event: RunEvent): Run {
  const refuse = (): never => {
    throw new IllegalTransition(event, `run ${run.id} ${run.state}`)
  }
  switch (event.kind) {
    case 'run-started':
      if (!mayBegin(run)) return refuse()
      return {
        ...baseOf(run),
        state: 'running',
        attempt: run.attempt + 1,
        tries: run.tries + 1,
        startedAt: run.state === 'retrying' ? run.startedAt : event.at
      }
    case 'run-retrying':
      if (run.state !== 'running') return refuse()
      return {
        ...baseOf(run),
        state: 'retrying',
        startedAt: run.startedAt,
        retryAt: event.retryAt,
        failure: event.failure
      }
    case 'run-progress':
      return run.state === 'running'
        ? { ...run, progress: { percentage: event.percentage, message: event.message } }
        : refuse()
    case 'run-succeeded':
      if (run.state !== 'running') return refuse()
      return { ...baseOf(run), state: 'succeeded', startedAt: run.startedAt, finishedAt: event.at }
    case 'run-failed':
      if (run.state !== 'running') return refuse()
      return {
        ...baseOf(run),
        state: 'failed',
        startedAt: run.startedAt,
        finishedAt: event.at,
        end: event.end,
        failure: event.failure
      }
    case 'run-cancelled':
      return isRunOver(run) ? refuse() : cancelled(run, event.at)
    case 'run-skipped':
      return mayBegin(run) ? skipped(run, event.reason) : refuse()
    case 'run-handed-over':
      if (run.state !== 'running') return refuse()
      return {
        ...baseOf(run),
        state: 'handed-over',
        startedAt: run.startedAt,
        finishedAt: event.at,
        bundle: event.bundle
      }
    case 'run-returned':
      return isOfBundle(run) ? returned(run, event) : refuse()
    case 'output-variable':
      if (run.state !== 'running' && !isOfBundle(run)) return refuse()
      return withOutput(run, { ...event.variable, seq: event.seq })
    case 'artifact':
      return run.state === 'running' ? { ...run, artifacts: [...run.artifacts, event.artifact] } : refuse()
    default:
      return assertNever(event)
  }
}

type OfBundle = Run & { readonly bundle: BundleId }

/** Whether a receipt tells what became of it, or may tell more than it did. */
const isOfBundle = (run: Run): run is OfBundle => 'bundle' in run && run.bundle !== undefined

function returned(run: OfBundle, event: Extract<RunEvent, { kind: 'run-returned' }>): Run {
  const { startedAt, finishedAt, result } = event
  const { bundle } = run
  // It was begun once before it was handed over; what a receipt tells after another one is a further attempt.
  const base = {
    ...baseOf(run),
    attempt: run.attempt + (run.state === 'handed-over' ? 0 : 1),
    tookThere: (run.tookThere ?? 0) + Math.max(0, finishedAt - startedAt)
  }
  switch (result.state) {
    case 'succeeded':
      return { ...base, state: 'succeeded', startedAt, finishedAt }
    case 'failed':
      return { ...base, state: 'failed', startedAt, finishedAt, end: result.end, failure: result.failure, bundle }
    case 'skipped':
      return { ...base, state: 'skipped', reason: result.reason, bundle }
    case 'unknown':
      return { ...base, tookThere: undefined, state: 'unknown', startedAt, bundle }
  }
}

export const withOutput = <R extends Run>(run: R, output: Run['outputs'][number]): R => ({
  ...run,
  outputs: [...run.outputs.filter(item => item.name !== output.name), output]
})

export const skipped = (run: Run, reason: string): Run => ({ ...baseOf(run), state: 'skipped', reason })

export const cancelled = (run: Run, at: number): Run => ({
  ...baseOf(run),
  state: 'cancelled',
  startedAt: startOf(run),
  finishedAt: at
})

export const mapRuns = (runs: Deployment['runs'], change: (run: Run) => Run): Record<RunId, Run> =>
  Object.fromEntries(Object.entries(runs).map(([id, run]) => [id, change(run)]))

/** What is not over counts as cancelled. */
export const cancelPending = (runs: Deployment['runs'], at: number): Record<RunId, Run> =>
  mapRuns(runs, run => (isRunOver(run) ? run : cancelled(run, at)))

/** When a run began; null when it has not. */
export const startOf = (run: Run): number | null => ('startedAt' in run ? run.startedAt : null)

/** What a run that waits becomes when its question is answered. */
export function answered(
  run: Run & { readonly state: 'waiting' },
  asked: AskedAbout,
  answer: Answer,
  seq: number
): Run {
  const { startedAt } = run
  const over = { startedAt, finishedAt: answer.at }
  if (answer.choice === 'withdrawn') return cancelled(run, answer.at)
  if (asked.kind === 'manual') return manualAnswer(run, answer, seq)
  // It keeps its place among the others, and automatic retries count anew.
  if (answer.choice === 'retry')
    return { ...baseOf(run), state: 'retrying', tries: 0, startedAt, retryAt: answer.at, failure: asked.failure }
  if (answer.choice === 'fail')
    return { ...baseOf(run), state: 'failed', ...over, end: asked.end, failure: asked.failure }
  return { ...baseOf(run), state: 'ignored', ...over, failure: asked.failure, by: answer.by }
}

type AskedAbout =
  | { readonly kind: 'manual' }
  | (Pick<Extract<Run, { state: 'failed' }>, 'end' | 'failure'> & { readonly kind: 'failure' })

/** The outputs are Octopus' names for what was answered. */
function manualAnswer(run: Run & { readonly state: 'waiting' }, { choice, by, note, at }: Answer, seq: number): Run {
  const outputs = [
    ['Manual.Notes', note],
    ['Manual.Approved', choice === 'proceed' ? 'True' : 'False'],
    ['Manual.ResponsibleUser.Id', by],
    ['Manual.ResponsibleUser.Username', by],
    ['Manual.ResponsibleUser.DisplayName', by]
  ] as const
  const base = outputs.reduce((sum: Run, [name, value]) => withOutput(sum, { name, value, seq }), run)
  const over = { startedAt: run.startedAt, finishedAt: at }
  if (choice === 'proceed') return { ...baseOf(base), state: 'succeeded', ...over }
  const failure = {
    kind: 'aborted',
    message: withNote(`${by} answered “Abort”`, note),
    remedy: 'Talk to whoever aborted it; continue the deployment when they agree.'
  } as const
  return { ...baseOf(base), state: 'failed', ...over, end: null, failure }
}

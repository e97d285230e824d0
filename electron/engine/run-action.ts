import type { Failure } from '@shared/failure'
import { type Action, type ActionType, textsOf } from '@shared/model/action'
import { findAction } from '@shared/model/process'
import { stageTitle } from '@shared/plan/plan'
import { durationOf } from '@shared/plan/words'
import { plainOf, type Resolved } from '@shared/variables/resolve'
import { performAcquire } from './actions/acquire'
import { type AttemptEnd, tookTooLong } from './actions/action'
import { perform } from './actions/index'
import { type Context, isForCancel, othersToCome, type StagedRun } from './context'
import { type HandOverEnd, handOver, offlineTargetOf } from './offline/hand-over'
import { internalFailure } from './outcomes'
import { packagesLacking } from './packages-lacking'
import type { HostLease } from './ports'
import { resolveRun } from './resolve-run'
import { variablesOf } from './run-variables'

/** An attempt at a run that is under way. */
export interface ActiveRun {
  /** Makes it end as soon as it can. */
  stop(): void
  /** Settles when its end is recorded. Never rejects. */
  readonly ended: Promise<void>
}

/** Begins an attempt at a run: from `run-started` to what became of it. */
export function beginRun(context: Context, staged: StagedRun): ActiveRun {
  const controller = new AbortController()
  const startedAt = context.ports.now()
  const recorded = context.record({ kind: 'run-started', run: staged.id })
  void context.log.say(staged.id, 'info', openingWords(context, staged))
  const ended = attempt(context, staged, recorded, controller.signal)
    .catch((error): HandOverEnd => ({ kind: 'failed', end: null, failure: internalFailure(error) }))
    .then(end => close(context, staged, end, { startedAt, isStopped: controller.signal.aborted }))
    .then(() => {
      if (isOverHere(context, staged)) context.connections.release(staged.place)
    })
  return { stop: () => controller.abort(), ended }
}

function openingWords({ ports }: Context, { stage, id, placeName }: StagedRun): string {
  const tries = ports.state().runs[id]?.tries ?? 1
  const most = (stage.retries?.count ?? 0) + 1
  const which = tries > 1 ? `, attempt ${tries} of ${Math.max(most, tries)}` : ''
  return `${stageTitle(stage)} on ${placeName}${which}`
}

/** Lets go of a place as soon as nothing more is to happen there. */
const isOverHere = (context: Context, staged: StagedRun): boolean => {
  const state = context.ports.state().runs[staged.id]?.state
  const isOver = state !== 'running' && state !== 'retrying' && state !== 'waiting' && state !== 'pending'
  return isOver && !othersToCome(context, staged)
}

/** @param recorded settles when the start is on disk: what runs must never be unknown to the log */
async function attempt(
  context: Context,
  staged: StagedRun,
  recorded: Promise<void>,
  signal: AbortSignal
): Promise<HandOverEnd> {
  if (staged.stage.type === 'acquire') {
    await recorded
    return signal.aborted || context.end.aborted ? { kind: 'stopped' } : performAcquire({ context, staged, signal })
  }
  if (offlineTargetOf(staged) !== null) {
    await recorded
    return signal.aborted || context.end.aborted ? { kind: 'stopped' } : handOver(context, staged, signal)
  }
  const lacking = packagesLacking(context, staged)
  if (lacking !== null) {
    await recorded
    return { kind: 'failed', end: null, failure: lacking }
  }
  const action = findAction(context.request.snapshot.steps, staged.stage.actionId)?.action
  if (action === undefined) throw new Error(`The release has no action “${staged.stage.name}”`)
  const lease = await leaseOf(context, staged, action, signal)
  try {
    await recorded
    if (signal.aborted || context.end.aborted) return { kind: 'stopped' }
    return await inTime(context, staged, action, signal)
  } finally {
    lease?.release()
  }
}

/** What runs scripts, one at a time on each host unless all of them share it. */
const runsScripts: ReadonlySet<ActionType> = new Set(['script', 'package-script', 'deploy-package'])

/**
 * Waits until nothing else runs on the host of a script, or only what shares it as well; null where nothing has to be
 * waited for.
 */
async function leaseOf(
  context: Context,
  staged: StagedRun,
  action: Action,
  signal: AbortSignal
): Promise<HostLease | null> {
  const { target } = staged.place
  if (!runsScripts.has(action.type) || staged.run.on !== 'target' || target === 'here') return null
  const mode = bypasses(context, staged) ? 'shared' : 'exclusive'
  return context.ports.hosts.acquire(target, mode, signal, ({ who, alias, isAhead }) => {
    void context.log.say(staged.id, 'wait', waitWords(staged.placeName, alias, `${who} runs a script`, isAhead))
  })
}

/** Why a script does not begin yet. `alias` is the machine by the name under which it is in use; null for `place`. */
function waitWords(place: string, alias: string | null, inUse: string, isAhead: boolean): string {
  const first = isAhead ? ' first' : ''
  return alias === null
    ? `Waits for ${place}, where ${inUse}${first}.`
    : `Waits: ${alias} is the same machine, and ${inUse} there${first}.`
}

const bypass = 'octopusbypassdeploymentmutex'

function bypasses(context: Context, { stage, run }: StagedRun): boolean {
  const isDefined = context.ground.names.has(bypass)
  return isDefined && isOn(variablesOf(context, stage, run, ''), bypass) === true
}

/** What a switch of the variables says; null where it is not set. */
function isOn({ variables }: Resolved, name: string): boolean | null {
  const found = variables.find(variable => variable.name.toLowerCase() === name)
  return found === undefined ? null : plainOf(found.value).trim().toLowerCase() === 'true'
}

/** One attempt, ended when it takes longer than it may. Waiting for the host does not count, connecting does. */
async function inTime(context: Context, staged: StagedRun, action: Action, signal: AbortSignal): Promise<AttemptEnd> {
  const { timeoutMs } = staged.stage
  if (timeoutMs === undefined) return performNow(context, staged, action, signal)
  const own = new AbortController()
  const end = () => own.abort()
  signal.addEventListener('abort', end, { once: true })
  const timer = new AbortController()
  let isLate = false
  void context.ports.sleep(timeoutMs, timer.signal).then(() => {
    if (timer.signal.aborted) return
    isLate = true
    own.abort(tookTooLong)
  })
  try {
    const result = await performNow(context, staged, action, own.signal)
    if (result.kind !== 'stopped' || !isLate || signal.aborted) return result
    return { kind: 'failed', end: null, failure: tooLate(staged, timeoutMs) }
  } finally {
    timer.abort()
    signal.removeEventListener('abort', end)
  }
}

const tooLate = ({ stage, placeName }: StagedRun, timeoutMs: number): Failure => ({
  kind: 'timed-out',
  message: `“${stage.name}” on ${placeName} took longer than ${durationOf(timeoutMs)} and was ended.`,
  remedy: 'Find out what it waited for; give it more time in the process, or mend that.'
})

async function performNow(
  context: Context,
  staged: StagedRun,
  action: Action,
  signal: AbortSignal
): Promise<AttemptEnd> {
  const texts = textsOf(action)
    .map(({ text }) => text)
    .join('\n')
  return perform({ context, staged, action, signal, ...resolveRun(context, staged, texts) })
}

interface Closing {
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number
  /** It was told to end. */
  readonly isStopped: boolean
}

async function close(
  context: Context,
  staged: StagedRun,
  end: HandOverEnd,
  { startedAt, isStopped }: Closing
): Promise<void> {
  const { record, log, ports } = context
  const { id: run, stage, placeName } = staged
  const what = `“${stage.name}” on ${placeName}`
  const took = durationOf(ports.now() - startedAt)
  switch (end.kind) {
    case 'succeeded':
      void log.say(run, 'info', `${what} succeeded after ${took}.`)
      return record({ kind: 'run-succeeded', run })
    case 'handed-over':
      return
    case 'stopped':
      void log.say(run, 'warning', `${what} was cancelled after ${took}.`)
      return record({ kind: 'run-cancelled', run })
    case 'asks': {
      const { responsible } = end
      const who = responsible.length === 0 ? 'somebody' : responsible.join(' or ')
      void log.say(run, 'wait', `${what} waits for an answer of ${who}.`)
      const instructions = context.redactor.text(end.instructions)
      return record({ kind: 'asked', question: { kind: 'manual', run, instructions, responsible } })
    }
    case 'failed':
      return failed(context, staged, end, isStopped)
  }
}

/** A failure is tried again, put before a person, or final. */
async function failed(
  context: Context,
  staged: StagedRun,
  end: AttemptEnd & { kind: 'failed' },
  isStopped: boolean
): Promise<void> {
  const { record, log, ports, redactor } = context
  const { id: run, stage } = staged
  const failure = {
    ...end.failure,
    message: redactor.text(end.failure.message),
    remedy: redactor.text(end.failure.remedy)
  }
  void log.fail(run, failure)
  const about = { run, end: end.end, failure }
  const state = ports.state()
  // A cancel may have been recorded without having come here yet; what cleans up after it goes on.
  const mayGoOn = state.state === 'running' || (state.cancels === 1 && isForCancel(context, staged))
  if (!mayGoOn || isStopped || context.end.aborted) return record({ kind: 'run-failed', ...about })
  // It would end the same as long as the packages are not brought, which is a run of its own.
  if (failure.kind === 'package-missing' && packagesLacking(context, staged) !== null)
    return record({ kind: 'run-failed', ...about })
  const tries = state.runs[run]?.tries ?? 1
  if (tries <= (stage.retries?.count ?? 0)) {
    // The first time at once: what failed by chance need not wait.
    const pause = tries === 1 ? 0 : (stage.retries?.backoffSeconds ?? 0) * 1000
    const when = pause === 0 ? 'at once' : `in ${durationOf(pause)}`
    void log.say(run, 'warning', `It is tried again ${when}.`)
    return record({ kind: 'run-retrying', ...about, retryAt: ports.now() + pause })
  }
  if (state.state !== 'running' || !isGuided(context, staged)) return record({ kind: 'run-failed', ...about })
  void log.say(run, 'wait', 'Somebody is asked what to do about it.')
  return record({ kind: 'asked', question: { kind: 'failure', ...about } })
}

const guided = 'octopususeguidedfailure'

/** What whoever deploys said comes first, then the variable, then project and environment. */
function isGuided(context: Context, { stage, run }: StagedRun): boolean {
  const { plan } = context.request
  if (plan.choices?.isGuided !== undefined) return plan.choices.isGuided
  const said = context.ground.names.has(guided) ? isOn(variablesOf(context, stage, run, ''), guided) : null
  return said ?? plan.isGuided === true
}

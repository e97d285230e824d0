import type { ExecEnd } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { ScriptSyntax } from '@shared/model/action'
import type { ResolvedVariable } from '@shared/variables/resolve'
import { collectArtifact } from '../collect-artifact'
import { killCommand, type StartedProcess, scriptCommand } from '../commands'
import { type Context, type DueRun, othersToCome } from '../context'
import { createRunMessages, type RunMessages } from '../messages'
import { userOf } from '../other-user'
import { failureOf, type ScriptEnd } from '../outcomes'
import { createRunOutput } from '../output'
import type { Command, Connection, Execution } from '../ports'
import { asUser } from '../sudo'
import { tracedAs, traceFile } from '../traces'
import { type Attempt, type AttemptEnd, tookTooLong } from './action'

/** A place that an attempt is connected to, for one script or several. */
export interface EnteredPlace {
  readonly context: Context
  readonly connection: Connection
  readonly due: DueRun
  /** Aborted when the attempt is to end. */
  readonly signal: AbortSignal
}

/** Connects to where an attempt is to happen, as whom it is to happen; or says how the attempt ends instead. */
export async function enterPlace({
  context,
  staged,
  signal
}: Pick<Attempt, 'context' | 'staged' | 'signal'>): Promise<EnteredPlace | AttemptEnd> {
  const ending = stopOf(signal)
  const connected = await Promise.race([context.connections.open(staged.place), ending])
  if (connected === stopped || signal.aborted) return { kind: 'stopped' }
  if (!connected.ok) return { kind: 'failed', end: null, failure: connected.failure }
  const user = userOf(context, staged)
  if (!user.ok) return { kind: 'failed', end: null, failure: user.failure }
  // Another user's folder is not the place's, so it is never the script that takes the latter along.
  const isLast = user.value === null && !othersToCome(context, staged)
  const due: DueRun = { ...staged, user: user.value, isLast, stopped: ending }
  return { context, connection: connected.value, due, signal }
}

/** A script to run, with everything replaced that is to be replaced in it. */
export interface ReadyScript {
  readonly syntax: ScriptSyntax
  readonly body: string
  /** Absent for none. */
  readonly parameters?: string
  readonly variables: readonly ResolvedVariable[]
  /** Absolute path of the folder that it starts in there; absent for the work folder. */
  readonly startsIn?: string
  /** Whether it alone is the run, so that its traces say how the run went. */
  readonly leavesTraces: boolean
}

/** Runs one script to its end and fetches what it wanted kept. */
export async function performScriptIn(entered: EnteredPlace, ready: ReadyScript): Promise<AttemptEnd> {
  const { context, connection, due, signal } = entered
  const script = await runScript(entered, ready)
  if (script.wasStopped) {
    if (signal.reason === tookTooLong && script.end.kind !== 'lost') await collectAll(context, due, connection, script)
    return { kind: 'stopped' }
  }
  const scriptFailure = failureOf(script, {
    step: due.stage.name,
    place: due.placeName,
    syntax: ready.syntax,
    platform: due.place.platform,
    runAs: due.user?.name ?? null
  })
  // Artifacts are wanted most when a step has failed.
  const artifactFailure = script.end.kind === 'lost' ? null : await collectAll(context, due, connection, script)
  if (artifactFailure?.kind === 'cancelled') return { kind: 'stopped' }
  if (scriptFailure !== null) return { kind: 'failed', end: script.end, failure: scriptFailure }
  const failure = script.messages.failure() ?? artifactFailure
  return failure === null ? { kind: 'succeeded' } : { kind: 'failed', end: script.end, failure }
}

/** A script that has ended, with what it asked for on the way. */
interface FinishedScript extends ScriptEnd {
  /** Whether it was made to end, because the deployment is to stop. */
  readonly wasStopped: boolean
  readonly messages: RunMessages
  /** The folder it started in; null when it never announced itself. */
  readonly folder: string | null
}

const stopped = Symbol('stopped')

/** Settles when an attempt is to end. */
const stopOf = (signal: AbortSignal): Promise<typeof stopped> =>
  new Promise(resolve => {
    if (signal.aborted) resolve(stopped)
    signal.addEventListener('abort', () => resolve(stopped), { once: true })
  })

/** Fetches what the script wanted kept, one after the other; all are tried. Returns the first failure. */
async function collectAll(
  context: Context,
  staged: DueRun,
  connection: Connection,
  script: FinishedScript
): Promise<Failure | null> {
  let first: Failure | null = null
  for (const wanted of script.messages.artifacts()) {
    const failure = await collectArtifact(context, staged, connection, script.folder ?? '', wanted)
    if (failure === null) continue
    await context.log.say(staged.id, 'error', failure.message)
    first ??= failure
  }
  return first
}

async function runScript(entered: EnteredPlace, ready: ReadyScript): Promise<FinishedScript> {
  const { context, connection, due: staged } = entered
  const { ports, redactor, record } = context
  const nonce = ports.token()
  const asIs = commandOf(context, staged, ready, nonce)
  const command = staged.user === null ? asIs : asUser(staged.user, asIs)
  if (staged.user !== null) context.connections.willUse(staged.place, staged.user)
  const messages = createRunMessages(context, staged)
  const start = announcement()
  const output = createRunOutput({
    run: staged.id,
    nonce,
    isLast: staged.isLast,
    redactor,
    ports,
    record,
    onMessage: messages.take,
    onStarted: start.announce
  })
  const execution = connection.exec(command, output.write)
  const { end, wasStopped } = await endOrStop(context, staged, connection, execution, start.made)
  await output.end()
  await messages.settle()
  if (end.kind === 'lost') context.connections.lose(staged.place, connection)
  else if (output.hasLeft()) context.connections.hasLeft(staged.place)
  return {
    end,
    wasStopped,
    messages,
    hasStarted: start.process() !== null,
    folder: start.process()?.folder ?? null,
    resultMessage: messages.resultMessage(),
    lastWords: output.lastWords()
  }
}

/** The moment in which a script says that it has begun. */
function announcement() {
  let process: StartedProcess | null = null
  let resolve: (process: StartedProcess) => void = () => undefined
  const made = new Promise<StartedProcess>(settle => {
    resolve = settle
  })
  const announce = (announced: StartedProcess): void => {
    process = announced
    resolve(announced)
  }
  return { made, announce, process: (): StartedProcess | null => process }
}

function commandOf(context: Context, { id, place, isLast }: DueRun, ready: ReadyScript, nonce: string): Command {
  const { syntax, body, parameters, variables, startsIn, leavesTraces } = ready
  const run = context.ports.state().runs[id] ?? { id, attempt: 1 }
  return scriptCommand({
    syntax,
    platform: place.platform,
    nonce,
    folder: place.folder,
    script: body,
    isLast,
    variables,
    ...(startsIn === undefined ? {} : { startsIn }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(leavesTraces ? { traces: { file: traceFile(place.folder, context.startedAt), run: tracedAs(run) } } : {})
  })
}

export interface Ended {
  readonly end: ExecEnd
  readonly wasStopped: boolean
}

/** The script's own end; when the deployment is stopped before, the end that could be brought about. */
export async function endOrStop(
  context: Context,
  staged: DueRun,
  connection: Connection,
  execution: Execution,
  started: Promise<StartedProcess>
): Promise<Ended> {
  const own = await Promise.race([execution.ended, staged.stopped.then(() => null)])
  if (own !== null) return { end: own, wasStopped: false }
  const timer = new AbortController()
  try {
    const wait = (ms: number) => context.ports.sleep(ms, timer.signal).then(() => null)
    return { end: await stop(context, staged, connection, execution, started, wait), wasStopped: true }
  } finally {
    timer.abort()
  }
}

/** Kills what the script started, over a channel of its own; gives up on a target that does not answer. */
async function stop(
  context: Context,
  { id, place, placeName, stage, user }: DueRun,
  connection: Connection,
  execution: Execution,
  started: Promise<StartedProcess>,
  wait: (ms: number) => Promise<null>
): Promise<ExecEnd> {
  const { graceMs, limitMs } = context
  const first = await Promise.race([started, execution.ended, wait(limitMs)])
  if (first !== null && 'kind' in first) return first
  if (first !== null) {
    const kill = killCommand(first, place.platform, graceMs)
    // Nobody but the other user may end what runs as that user.
    connection.exec(user === null ? kill : asUser(user, kill), () => undefined)
    const killed = await Promise.race([execution.ended, wait(graceMs + limitMs)])
    if (killed !== null) return killed
  }
  const reason = 'It was to end, and the target did not answer in time.'
  execution.abandon(reason)
  const warning = `${placeName} did not confirm that “${stage.name}” has ended; it may still run there.`
  await context.log.say(id, 'warning', warning)
  return { kind: 'lost', reason }
}

import type { ExecEnd } from '@shared/deployment'
import { FailureError } from '@shared/failure-error'
import { undecided } from '@shared/variables/undecided'
import { killCommand, type StartedProcess, scriptCommand } from './commands'
import type { Context, DueRun } from './context'
import { createRunMessages, type RunMessages } from './messages'
import type { ScriptEnd } from './outcomes'
import { createRunOutput } from './output'
import type { Command, Connection, Execution } from './ports'
import { printedVariables, renderScript, variablesOf } from './run-variables'
import { asUser } from './sudo'

/** A script that has ended, with what it asked for on the way. */
export interface FinishedScript extends ScriptEnd {
  /** Whether it was made to end, because the deployment is to stop. */
  readonly wasStopped: boolean
  readonly messages: RunMessages
  /** The folder it started in; null when it never announced itself. */
  readonly folder: string | null
}

/** Runs the script of one run over an open connection, and sees to it that it ends when the deployment is stopped. */
export async function runScript(context: Context, staged: DueRun, connection: Connection): Promise<FinishedScript> {
  const { ports, redactor, record } = context
  const nonce = ports.token()
  const asIs = await prepare(context, staged, nonce)
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
  if (end.kind === 'lost') context.connections.skipCleanUp(staged.place)
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

async function prepare(context: Context, { stage, run, id, place, isLast }: DueRun, nonce: string): Promise<Command> {
  const { request } = context
  const body = request.snapshot.steps.find(step => step.id === stage.stepId)?.actions[0].body
  if (body === undefined) throw new Error(`The release has no step “${stage.name}”`)
  const resolved = variablesOf(context, stage, run, body)
  const { variables, ties, warnings } = resolved
  // Planning refuses ties; one that is there all the same is not decided by luck.
  if (ties.length > 0)
    throw new FailureError(
      undecided(
        ties.map(({ name }) => name),
        'released'
      )
    )
  const { script, problem } = renderScript(body, resolved)
  for (const said of problem === null ? warnings : [...warnings, problem]) await context.log.say(id, 'warning', said)
  for (const { warning, lines } of printedVariables(resolved)) {
    await context.log.say(id, 'warning', warning)
    await context.log.say(id, 'verbose', lines)
  }
  return scriptCommand({
    syntax: stage.syntax,
    platform: place.platform,
    nonce,
    folder: place.folder,
    script,
    isLast,
    variables
  })
}

interface Ended {
  readonly end: ExecEnd
  readonly wasStopped: boolean
}

/** The script's own end; when the deployment is stopped before, the end that could be brought about. */
async function endOrStop(
  context: Context,
  staged: DueRun,
  connection: Connection,
  execution: Execution,
  started: Promise<StartedProcess>
): Promise<Ended> {
  const own = await Promise.race([execution.ended, context.stopped.then(() => null)])
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
  const reason = 'The deployment was cancelled, and the target did not answer in time.'
  execution.abandon(reason)
  const warning = `${placeName} did not confirm that “${stage.name}” has ended; it may still run there.`
  await context.log.say(id, 'warning', warning)
  return { kind: 'lost', reason }
}

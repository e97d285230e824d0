import type { Input } from '@shared/api'
import { onlyWhileRunning } from '@shared/triggers/words'
import type { AddCommands } from '../adding'
import { AgentReport, type Tell, tellTo } from '../agent-report'
import { CommandFailed, exitCodes } from '../errors'
import { checkReach, listenPlaceOf } from '../listen-place'
import type { Session } from '../session'
import { watchFolder } from '../watch-folder'

interface Options {
  readonly watch?: string
  /** True where no address was given. */
  readonly listen?: string | true
  readonly evenOnNetwork?: boolean
}

/** `agent`: the workspace stays open without a window, and what is to happen by itself happens. */
export const addAgentCommand: AddCommands = (program, act) => {
  program
    .command('agent')
    .description('keep the workspace open without a window, for triggers, queued deployments and health checks')
    .option('--watch <folder>', 'import packages that come into this folder')
    .option('--listen [address]', 'let programs in by the HTTP API, at 8065 or 127.0.0.1:8065; else as in the settings')
    .option('--even-on-network', 'needed where other machines could reach the API, by plain HTTP')
    .addHelpText(
      'after',
      `\n${onlyWhileRunning}\nCtrl-C ends it: what runs is cancelled, what waits goes on waiting.\nExit codes: 0 ended by Ctrl-C, 1 the workspace or the folder cannot be opened, or nothing can listen there, 3 left by a second Ctrl-C without waiting.`
    )
    .action((options: Options) => act(session => runAgent(session, options)))
}

async function runAgent(session: Session, { watch: folder, listen, evenOnNetwork = false }: Options): Promise<void> {
  const place = typeof listen === 'string' ? listenPlaceOf(listen) : {}
  checkReach(place, evenOnNetwork)
  session.stayOpen()
  const since = Date.now()
  const stop = new AbortController()
  const left = leaving(session, stop)
  const tell = tellTo(session)
  try {
    const report = await opened(session, tell)
    const door = await session.door()
    const stopListening = door.subscribe(report.hear)
    try {
      await report.begin(since)
      await unlock(session, tell)
      if (listen !== undefined) await letIn(session, { ...place, evenOnNetwork }, tell)
      if (folder !== undefined) tell({ type: 'agent', text: `Packages that come into ${folder} are imported.` })
      await (folder === undefined ? untilAborted(stop.signal) : watchFolder(session, folder, tell, stop.signal))
      // What its end does to deployments is told as well.
      await Promise.race([session.close(), left.atOnce])
      await report.told()
    } finally {
      stopListening()
    }
  } finally {
    left.undo()
  }
}

async function opened(session: Session, tell: Tell): Promise<AgentReport> {
  try {
    const { kind, dataFolder } = await session.call('workspace.info', {})
    const what = kind === 'demo' ? 'the demo workspace' : dataFolder
    tell({ type: 'agent', text: `Slipway looks after ${what}. Ctrl-C ends it.` })
    return new AgentReport(session, tell)
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.failure.kind !== 'workspace-locked') throw error
    throw new CommandFailed({
      ...error.failure,
      message: `Another Slipway has this workspace open, and does what is to happen by itself. ${error.failure.message}`,
      remedy: 'Close that one first, or leave the work to it.'
    })
  }
}

/** Once, so that nothing stops in the night for want of a passphrase. */
async function unlock(session: Session, tell: Tell): Promise<void> {
  const { isLocked, problem } = await session.call('vault.status', {})
  if (!isLocked || problem !== null) return
  const typed =
    (await session.passphrase()) ?? (await session.io.question?.('Passphrase of the vault: ', false)) ?? null
  if (typed === null || typed === '') {
    tell({ type: 'agent', text: 'The vault stays locked: what needs secrets waits or fails. Give --passphrase-file.' })
    return
  }
  await session.call('vault.unlock', { passphrase: typed })
  tell({ type: 'agent', text: 'The vault is unlocked.' })
}

/** Listens for programs. @throws CommandFailed where that cannot be. */
async function letIn(session: Session, wanted: Input<'httpApi.listen'>, tell: Tell): Promise<void> {
  const { address, failure } = await session.call('httpApi.listen', wanted)
  if (failure !== null) throw new CommandFailed(failure)
  tell({ type: 'agent', text: `Programs come in by the HTTP API at ${address}.` })
  if ((await session.call('apiKey.list', {})).length > 0) return
  tell({ type: 'agent', text: 'There is no API key yet, so nobody gets in. End this, and: slipway api-key create ci' })
}

/** The first Ctrl-C ends the agent, the second one leaves without waiting for what runs. */
function leaving(session: Session, stop: AbortController) {
  let leave: () => void = () => undefined
  const atOnce = new Promise<void>(resolve => {
    leave = resolve
  })
  const undo = session.io.onInterrupt(() => {
    if (!stop.signal.aborted) {
      session.io.err('Ending; what runs is cancelled. Press Ctrl-C again to leave without waiting.\n')
      stop.abort()
      return
    }
    session.isAbandoned = true
    session.exitCode = exitCodes.cancelled
    leave()
  })
  return { undo, atOnce }
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

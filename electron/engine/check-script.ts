import type { OutputFact } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { killCommand, type Platform, type StartedProcess, scriptCommand } from './commands'
import { createRunOutput } from './output'
import type { Connection, EnginePorts } from './ports'
import { createRedactor } from './redactor'

/** A script that looks at a machine, such as a policy's. */
export interface CheckScript {
  readonly script: string
  readonly platform: Platform
  /** Name of its work folder; safe as a file name. */
  readonly folder: string
  /** Never shown in what the script says. */
  readonly secrets: readonly string[]
  /** How long it may take, in milliseconds. */
  readonly limitMs: number
}

/** What became of it. */
export interface CheckedByScript {
  /** `late`: it was ended because it took too long. `lost`: nobody knows. */
  readonly end: 'succeeded' | 'failed' | 'late' | 'lost'
  /** The exit code or the reason, for a sentence: `exit code 3`. */
  readonly how: string
  /** What it gave as the reason for failing; empty when it gave none. */
  readonly reason: string
  readonly warnings: readonly string[]
  readonly errors: readonly string[]
}

// On the script's first line, so that bash numbers its lines as they are written.
const helpers =
  'echo_warning() { write_warning "$@"; }; ' +
  `echo_error() { printf '##octopus[stdout-error]\\n%s\\n##octopus[stdout-default]\\n' "$*"; }; ` +
  'fail_healthcheck() { fail_step "$@"; }; '

const mostLines = 20
const graceMs = 2000

/**
 * Runs a bash script on a machine the way that steps run, without variables. `echo_warning`, `echo_error` and
 * `fail_healthcheck` are there for it to call. Never rejects; aborting ends the script.
 */
export async function runCheckScript(
  connection: Pick<Connection, 'exec'>,
  check: CheckScript,
  ports: Pick<EnginePorts, 'now' | 'sleep' | 'token'>,
  signal: AbortSignal
): Promise<CheckedByScript> {
  const nonce = ports.token()
  const { platform, folder, limitMs } = check
  const said = { warning: [] as string[], error: [] as string[] }
  let reason = ''
  let started: StartedProcess | null = null
  const redactor = createRedactor(check.secrets)
  const output = createRunOutput({
    run: 'check' as RunId,
    nonce,
    isLast: true,
    redactor,
    ports,
    record: async ({ level, text, stream }: OutputFact) => {
      // What programs write to stderr is no finding; what the script calls an error or a warning is.
      if ((level === 'warning' || level === 'error') && stream === 'stdout')
        said[level].push(...text.split('\n').slice(0, mostLines - said[level].length))
    },
    onMessage: message => {
      if (message.name === 'mask') redactor.add([message.values.get('value') ?? ''])
      if (message.name === 'resultMessage') reason = redactor.text(message.values.get('message') ?? '')
    },
    onStarted: process => {
      started = process
    }
  })
  const command = scriptCommand({
    syntax: 'bash',
    platform,
    nonce,
    folder,
    script: helpers + check.script,
    isLast: true,
    variables: []
  })
  const execution = connection.exec(command, output.write)
  const timer = new AbortController()
  const stopped = new Promise<'stopped'>(resolve => {
    if (signal.aborted) resolve('stopped')
    else signal.addEventListener('abort', () => resolve('stopped'), { once: true })
  })
  const late = ports.sleep(limitMs, timer.signal).then(() => 'late' as const)
  const first = await Promise.race([execution.ended, late, stopped])
  timer.abort()
  if (first === 'late' || first === 'stopped') {
    if (started !== null) connection.exec(killCommand(started, platform, graceMs), () => undefined)
    await Promise.race([execution.ended, ports.sleep(2 * graceMs)])
    execution.abandon('it was given up')
  }
  await output.end()
  const found = { reason, warnings: said.warning, errors: said.error }
  if (first === 'late') return { ...found, end: 'late', how: `no end after ${Math.round(limitMs / 1000)} s` }
  if (first === 'stopped') return { ...found, end: 'lost', how: 'the check was given up' }
  if (first.kind === 'lost') return { ...found, end: 'lost', how: first.reason }
  if (first.kind === 'signalled') return { ...found, end: 'failed', how: `the signal ${first.signal}` }
  if (started === null) {
    const words = output.lastWords()
    return {
      ...found,
      end: 'failed',
      how: `exit code ${first.code} before it began${words === null ? '' : `: ${words}`}`
    }
  }
  return { ...found, end: first.code === 0 ? 'succeeded' : 'failed', how: `exit code ${first.code}` }
}

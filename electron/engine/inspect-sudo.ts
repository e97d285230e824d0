import type { Failure } from '@shared/failure'
import { endWithin } from './end-within'
import type { Finding } from './host-inspection'
import type { Command, Connection, Sudo } from './ports'
import { asUser, noSudo, refused, sudoFailure } from './sudo'

export interface SudoQuestion {
  readonly sudo: Exclude<Sudo, { kind: 'none' }>
  /** For sentences: `web-1.example:22`. */
  readonly address: string
  /** How long sudo may take to answer, in milliseconds. */
  readonly limitMs: number
  readonly signal: AbortSignal
  /** Whom to become, and what for; root for the connection test when absent. */
  readonly wanted?: { readonly user: string; readonly by: string }
}

const nothing: Command = { line: 'exec true', argv: ['true'], stdin: new Uint8Array(0) }
// Without -k a password that sudo remembers would look like none being wanted.
const withoutPassword: Command = {
  line: 'exec sudo -k -n true',
  argv: ['sudo', '-k', '-n', 'true'],
  stdin: new Uint8Array(0)
}

/** Whether somebody who is logged in can become another user by sudo, and by which means. Changes nothing there. */
export async function inspectSudo(connection: Pick<Connection, 'exec'>, question: SudoQuestion): Promise<Finding> {
  const { sudo, address, wanted, limitMs } = question
  const run = (command: Command) => runToEnd(connection, command, question)
  const runAs = wanted?.user ?? 'root'
  const works = (detail: string): Finding => ({ outcome: 'ok', detail })
  if (runAs === 'root' && sudo.kind === 'password') {
    const { code, isLate } = await run(withoutPassword)
    if (code === 0) return works('works without a password (NOPASSWD); the stored one is not needed')
    if (isLate) return failed(noAnswer(address, runAs, limitMs))
  }
  const { code, said, isLate } = await run(asUser({ name: runAs, sudo }, nothing))
  if (isLate) return failed(noAnswer(address, runAs, limitMs))
  if (code === 0) return works(sudo.kind === 'password' ? 'works with the password' : 'works without a password')
  const why = sudoFailure(code === noSudo ? noSudo : refused, said === '' ? null : said, {
    step: wanted?.by ?? 'The connection test',
    place: address,
    runAs
  })
  const failure: Failure = why ?? { kind: 'sudo-failed', message: `sudo does not work on ${address}.`, remedy: '' }
  // Rules may be for other users only, and a step that runs as one of them works all the same.
  if (wanted === undefined && /not allowed to execute/i.test(said))
    return { outcome: 'warning', detail: 'not as root; steps may run as the users that the rules name', failure }
  return failed(failure)
}

const failed = (failure: Failure): Finding => ({ outcome: 'failed', detail: failure.message, failure })

const noAnswer = (address: string, runAs: string, limitMs: number): Failure => ({
  kind: 'sudo-failed',
  message: `sudo did not answer on ${address} within ${Math.round(limitMs / 1000)} s.`,
  remedy: `Try “sudo -u ${runAs} true” as the account there: sudo may be waiting for a directory of users or a name server.`
})

/** `code` is null where the command did not end by itself. */
async function runToEnd(
  connection: Pick<Connection, 'exec'>,
  command: Command,
  limits: Pick<SudoQuestion, 'limitMs' | 'signal'>
) {
  let said = ''
  const execution = connection.exec(command, (_stream, chunk) => {
    if (said.length < 2000) said += new TextDecoder().decode(chunk)
  })
  const { end, isLate } = await endWithin(execution, limits)
  return { code: end.kind === 'exited' ? end.code : null, said: said.trim().replaceAll(/\s+/g, ' '), isLate }
}

import type { Failure } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import type { Command, Connection } from '../../engine/ports'
import { onAbort } from '../on-abort'

const answerLimit = 2_000

const commands: Record<'posix' | 'windows', Command> = {
  posix: { line: 'bash --version', argv: ['bash', '--version'], stdin: new Uint8Array() },
  windows: {
    line: 'powershell -NoProfile -NonInteractive -Command "$PSVersionTable.PSVersion.ToString()"',
    argv: ['powershell', '-NoProfile', '-NonInteractive', '-Command', '$PSVersionTable.PSVersion.ToString()'],
    stdin: new Uint8Array()
  }
}

/**
 * Asks the interpreter that scripts need for its version.
 * @param ms how long the host may take
 * @returns a line for people, such as `GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)`
 */
export async function checkShell(
  connection: Pick<Connection, 'exec'>,
  platform: 'posix' | 'windows',
  address: string,
  ms: number,
  signal: AbortSignal
): Promise<Result<string>> {
  let said = ''
  const execution = connection.exec(commands[platform], (_stream, chunk) => {
    said = (said + Buffer.from(chunk).toString('utf8')).slice(0, answerLimit)
  })
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    execution.abandon('it took too long')
  }, ms)
  const ignore = onAbort(signal, () => execution.abandon('it was cancelled'))
  const end = await execution.ended
  clearTimeout(timer)
  ignore()

  const interpreter = platform === 'windows' ? 'PowerShell' : 'bash'
  const answer = said.split('\n')[0]?.trim() ?? ''
  if (end.kind === 'exited' && end.code === 0 && answer !== '')
    return ok(platform === 'windows' ? `PowerShell ${answer}` : answer)
  if (isLate) return fail(late(address, interpreter, ms))
  if (end.kind === 'lost') return fail(lost(address, end.reason))
  const how = end.kind === 'signalled' ? `was ended by ${end.signal}` : `ended with exit code ${end.code}`
  return fail({
    kind: 'interpreter-missing',
    message: `${interpreter} does not run on ${address}: its version check ${how}${answer === '' ? '' : ` (${answer})`}.`,
    remedy: `Install ${interpreter} on the host so that the account finds it on its PATH, and check that the account may run commands.`
  })
}

const late = (address: string, interpreter: string, ms: number): Failure => ({
  kind: 'connection-timeout',
  message: `${address} did not answer within ${Math.round(ms / 1000)} s when asked for its ${interpreter}.`,
  remedy: 'Check the account’s login scripts on the host: one of them may be waiting for something.'
})

const lost = (address: string, reason: string): Failure => ({
  kind: 'connection-lost',
  message: `No command could be run on ${address}: ${reason}.`,
  remedy: 'Check on the host that the account may run commands over SSH.'
})

import type { ExecEnd } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { ScriptSyntax } from '@shared/model/process'
import { mendItsLastLines } from '@shared/script-failure'
import type { Platform } from './commands'
import { sudoFailure } from './sudo'

/** How a script went, as far as its end alone does not tell. */
export interface ScriptEnd {
  readonly end: ExecEnd
  /** Whether the script announced itself; without that, whatever ended was not the script. */
  readonly hasStarted: boolean
  /** What the script gave as its result; empty when it gave none. */
  readonly resultMessage: string
  /** The last line of the login shell; null without any. */
  readonly lastWords: string | null
}

/** Where a script ran, in words: `web-1`, or `this machine for web-1`. */
export interface Scene {
  readonly step: string
  readonly place: string
  readonly syntax: ScriptSyntax
  readonly platform: Platform
  /** The other user that it was to run as; null for the login user. */
  readonly runAs: string | null
}

/** Null when the script succeeded: it announced itself and ended with exit code 0. */
export function failureOf(script: ScriptEnd, scene: Scene): Failure | null {
  const { end } = script
  if (end.kind === 'lost') return lost(script, end.reason, scene)
  if (!script.hasStarted) return notStarted(script, end, scene)
  if (end.kind === 'signalled') {
    return {
      kind: 'script-signalled',
      message: `“${scene.step}” on ${scene.place} was ended by the signal ${end.signal}.`,
      remedy: `Something on ${scene.place} ended the script, such as an administrator or a lack of memory; look at the lines above and at its system log.`
    }
  }
  if (end.code === 0) return null
  const said = script.resultMessage === '' ? '.' : `: ${script.resultMessage}`
  return {
    kind: 'script-failed',
    message: `“${scene.step}” on ${scene.place} ended with exit code ${end.code}${said}`,
    remedy: mendItsLastLines
  }
}

function lost(script: ScriptEnd, reason: string, { step, place }: Scene): Failure {
  const what = script.hasStarted
    ? `The connection to ${place} was lost while “${step}” ran; it is unknown whether the script still runs there`
    : `The connection to ${place} was lost before “${step}” began`
  return {
    kind: 'connection-lost',
    message: `${what}.`,
    remedy: `Check that ${place} is up and reachable${script.hasStarted ? ', look there for what the script left behind' : ''}, then deploy again.`,
    detail: { reason }
  }
}

const interpreters: Record<ScriptSyntax, Record<Platform, string>> = {
  bash: { posix: 'bash', windows: 'bash' },
  python: { posix: 'python3', windows: 'python' },
  powershell: { posix: 'pwsh', windows: 'powershell' }
}

/** Exit codes by which shells say that a command does not exist or cannot be executed. */
const missingCodes: ReadonlySet<number> = new Set([126, 127, 9009])

function notStarted(script: ScriptEnd, end: Exclude<ExecEnd, { kind: 'lost' }>, scene: Scene): Failure {
  const { step, place, runAs } = scene
  const bySudo =
    runAs === null || end.kind !== 'exited' ? null : sudoFailure(end.code, script.lastWords, { step, place, runAs })
  if (bySudo !== null) return bySudo
  const interpreter = interpreters[scene.syntax][scene.platform]
  if (end.kind === 'exited' && missingCodes.has(end.code)) {
    return {
      kind: 'interpreter-missing',
      message: `“${step}” could not begin on ${place}: ${interpreter} was not found there.`,
      remedy: `Install ${interpreter} on ${place} so that it is found on the PATH of a non-interactive login, or write the step in another language.`
    }
  }
  const how = end.kind === 'exited' ? `exit code ${end.code}` : `the signal ${end.signal}`
  const said = script.lastWords === null ? '.' : `, after saying: ${script.lastWords}`
  return {
    kind: 'script-failed',
    message: `“${step}” did not begin on ${place}: the login ended with ${how}${said}`,
    remedy: `Check that the account may run commands on ${place} and that its login shell does not end by itself.`
  }
}

/** What a throw was about; what carries no failure can only be a defect of Slipway. */
export const internalFailure = (error: unknown): Failure =>
  error instanceof FailureError ? error.failure : defect(error)

const defect = (error: unknown): Failure => ({
  kind: 'internal',
  message: `Slipway itself failed: ${error instanceof Error ? error.message : String(error)}.`,
  remedy: 'Deploy again; if it happens once more, report it with this log.'
})

import type { ConnectionStageReport } from '@shared/connection-report'
import type { Failure } from '@shared/failure'
import type { ScriptSyntax } from '@shared/model/action'
import { hopStages } from '@shared/model/target'
import { listOf } from '@shared/plan/words'
import type { PreflightCheck } from '@shared/preflight'
import { interpreterOf, type Platform } from '../engine/commands'
import type { Finding } from '../engine/host-inspection'

const fine = (what: PreflightCheck['what'], words: string): PreflightCheck => ({
  what,
  verdict: 'ok',
  words,
  failure: null
})

const wrong = (
  what: PreflightCheck['what'],
  failure: Failure,
  verdict: 'warning' | 'error' = 'error'
): PreflightCheck => ({
  what,
  verdict,
  words: failure.message,
  failure
})

/** What kept a machine from being reached. */
export const unreachable = (failure: Failure): PreflightCheck => wrong('reach', failure)

/** Whether the way to a host was open, from the stages of reaching it. */
export function reachOf(stages: readonly ConnectionStageReport[]): PreflightCheck {
  const failed = stages.find(({ outcome }) => outcome === 'failed')
  if (failed !== undefined) return unreachable(failed.failure ?? unexplained(failed))
  const hops = new Set(
    stages.flatMap(({ host, stage }) => (isHop(stage) && host.kind === 'jump-host' ? [host.name] : []))
  )
  const way = hops.size === 0 ? '' : ` through ${listOf([...hops])}`
  return fine('reach', `Logged in${way}; the host key is the accepted one.`)
}

const isHop = (stage: ConnectionStageReport['stage']): boolean => (hopStages as readonly string[]).includes(stage)

const unexplained = ({ host, detail }: ConnectionStageReport): Failure => ({
  kind: 'connection-lost',
  message: `${host.name} could not be reached. ${detail}`.trim(),
  remedy: 'Test the connection to the target.'
})

export const reachedHere: PreflightCheck = fine('reach', 'Scripts can be started on this machine.')

/**
 * What was found on a machine, from the stages of looking at it.
 * @param syntaxes the languages that are needed there, with the actions that need them
 */
export function foundOn(
  stages: readonly ConnectionStageReport[],
  platform: Platform,
  name: string,
  syntaxes: ReadonlyMap<ScriptSyntax, readonly string[]>
): readonly PreflightCheck[] {
  const stageOf = (stage: ConnectionStageReport['stage']) => stages.find(item => item.stage === stage)
  const [shell, tools] = [stageOf('shell'), stageOf('tools')]
  const missing = (tools?.failure?.detail?.missing ?? '').split(' ').filter(Boolean)
  const checks = [
    asCheck('shell', shell),
    shell?.outcome === 'ok' && tools?.outcome !== 'skipped' ? interpreters(missing, platform, name, syntaxes) : null,
    asCheck('disk', stageOf('disk')),
    asCheck('clock', stageOf('clock')),
    toolsOf(tools, missing, platform, name, syntaxes)
  ]
  return checks.filter(check => check !== null)
}

function asCheck(what: PreflightCheck['what'], report: ConnectionStageReport | undefined): PreflightCheck | null {
  if (report === undefined || report.outcome === 'skipped') return null
  if (report.outcome === 'ok') return fine(what, capital(report.detail))
  const failure = report.failure ?? unexplained(report)
  return wrong(what, failure, report.outcome === 'failed' ? 'error' : 'warning')
}

const capital = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`

function interpreters(
  missing: readonly string[],
  platform: Platform,
  name: string,
  syntaxes: ReadonlyMap<ScriptSyntax, readonly string[]>
): PreflightCheck | null {
  if (syntaxes.size === 0) return null
  const programs = [...syntaxes].map(([syntax, actions]) => ({ program: interpreterOf(platform, syntax), actions }))
  const [first] = programs.filter(({ program }) => missing.includes(program))
  if (first === undefined) {
    const names = listOf(programs.map(({ program }) => program))
    return fine('interpreters', `${names} ${programs.length === 1 ? 'is' : 'are'} there.`)
  }
  return wrong('interpreters', {
    kind: 'interpreter-missing',
    message: `${name} has no ${first.program}, which ${listOf(first.actions.map(action => `“${action}”`))} needs.`,
    remedy: `Install ${first.program} so that the account finds it on its PATH, or write the script in another language.`
  })
}

/** Programs besides interpreters: those of the policy, and those that Slipway works with. */
function toolsOf(
  report: ConnectionStageReport | undefined,
  missing: readonly string[],
  platform: Platform,
  name: string,
  syntaxes: ReadonlyMap<ScriptSyntax, readonly string[]>
): PreflightCheck | null {
  const programs = [...syntaxes.keys()].map(syntax => interpreterOf(platform, syntax))
  const others = missing.filter(tool => !programs.includes(tool))
  if (report === undefined || report.outcome === 'skipped') return null
  if (others.length === missing.length) return asCheck('tools', report)
  if (others.length === 0) return null
  return wrong(
    'tools',
    {
      kind: 'tools-missing',
      message: `${name} lacks ${listOf(others)}.`,
      remedy: 'Install what is missing so that the account finds it on its PATH.'
    },
    'warning'
  )
}

/** Whether scripts can run as another user. */
export const sudoCheck = (user: string, { outcome, detail, failure }: Finding): PreflightCheck =>
  outcome === 'ok' || failure === undefined
    ? fine('sudo', `Running as ${user} ${detail}.`)
    : wrong('sudo', failure, outcome === 'warning' ? 'warning' : 'error')

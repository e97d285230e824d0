import type { ConnectionReport, SeenHostKey } from '@shared/connection-report'
import { CommandFailed } from './errors'
import type { Session } from './session'
import { table } from './text'

/** Fingerprints as given on the command line; `SHA256:` may be left out. */
export const fingerprints = (given: readonly string[] | undefined): ReadonlySet<string> =>
  new Set((given ?? []).map(text => (text.startsWith('SHA256:') ? text : `SHA256:${text}`)))

/**
 * Runs a connection test, accepting named keys on the way: each one lets the next test get further. Prints what was
 * found. @throws CommandFailed when a stage failed
 */
export async function testConnection(
  session: Session,
  run: () => Promise<ConnectionReport>,
  accepted: ReadonlySet<string>
): Promise<void> {
  let report = await run()
  while (await acceptShownKeys(session, report, accepted)) report = await run()
  session.answer(report, describeReport)
  const failed = report.stages.find(stage => stage.outcome === 'failed')
  if (failed?.failure && !session.isJson) throw new CommandFailed(failed.failure)
  if (failed) session.exitCode = 1
}

/**
 * Accepts the keys that hosts showed when the person named those very keys. Answers whether any was accepted.
 * Naming a key is on purpose, so it replaces one that was accepted before.
 */
export async function acceptShownKeys(
  session: Session,
  { hostKeys }: ConnectionReport,
  accepted: ReadonlySet<string>
): Promise<boolean> {
  const wanted = hostKeys.filter(({ shown, trust }) => trust !== 'pinned' && accepted.has(shown.fingerprint))
  for (const { host, shown } of wanted) {
    if (host.kind === 'target') await session.call('target.trust', { id: host.id, hostKey: shown, replace: true })
    else await session.call('jumpHost.trust', { id: host.id, hostKey: shown, replace: true })
    session.say(`Accepted the host key of “${host.name}”: ${shown.algorithm} ${shown.fingerprint}`)
  }
  return wanted.length > 0
}

const marks = { ok: 'ok', warning: 'warning', failed: 'FAILED', skipped: '-' } as const

/** A connection test for a terminal: host by host, stage by stage, and at last the keys. */
function describeReport({ stages, hostKeys }: ConnectionReport): string {
  const names = new Map(stages.map(({ host }) => [host.id as string, host.name]))
  const parts = [...names].map(([id, name]) => {
    const own = stages.filter(({ host }) => host.id === id)
    const rows = own.map(({ stage, outcome, ms, detail }) => [stage, marks[outcome], `${ms} ms`, detail])
    return names.size > 1 ? `${name}\n${table(rows)}` : table(rows)
  })
  return [...parts, ...stages.flatMap(adviceOf), ...hostKeys.map(key => keyLine(key, names.size > 1))].join('\n')
}

const adviceOf = ({ outcome, failure }: ConnectionReport['stages'][number]): readonly string[] =>
  outcome === 'warning' && failure !== undefined ? [`${failure.message} ${failure.remedy}`] : []

const keyLine = ({ host, shown, trust }: SeenHostKey, isNamed: boolean): string =>
  `Host key${isNamed ? ` of ${host.name}` : ''}: ${shown.algorithm} ${shown.fingerprint} (${trust})`

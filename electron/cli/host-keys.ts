import type { ConnectionReport, SeenHostKey } from '@shared/connection-report'
import { targetId } from '@shared/ids'
import type { Session } from './session'
import { table } from './text'

/** Fingerprints as given on the command line; `SHA256:` may be left out. */
export const fingerprints = (given: readonly string[] | undefined): ReadonlySet<string> =>
  new Set((given ?? []).map(text => (text.startsWith('SHA256:') ? text : `SHA256:${text}`)))

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
    await session.call('target.trust', { id: targetId.parse(host.id), hostKey: shown, replace: true })
    session.say(`Accepted the host key of “${host.name}”: ${shown.algorithm} ${shown.fingerprint}`)
  }
  return wanted.length > 0
}

const marks = { ok: 'ok', warning: 'warning', failed: 'FAILED', skipped: '-' } as const

/** A connection test for a terminal: host by host, stage by stage, and at last the keys. */
export function describeReport({ stages, hostKeys }: ConnectionReport): string {
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

import type { AuditDraft, AuditSubject } from '@shared/audit'
import type { Failure } from '@shared/failure'
import type { HostKeyPin } from '@shared/model/target'
import { changesOf } from './audit-changes'
import { hostKeyText } from './audit-subjects'

/** A record with a host whose key a person accepts. */
interface Pinned {
  readonly id: string
  readonly name: string
  readonly host: string
  readonly port: number
  readonly hostKey: HostKeyPin | null
}

/** Whether two pins are the same key. */
const sameKey = (a: HostKeyPin, b: HostKeyPin): boolean =>
  a.algorithm === b.algorithm && a.fingerprint === b.fingerprint

/** The accepted key, as long as it is still the same host and port on the same way that it was accepted for. */
export function keptHostKey(
  current: Pinned & { readonly viaId: string | null },
  input: Pick<Pinned, 'host' | 'port'> & { readonly viaId: string | null }
): HostKeyPin | null {
  const isSamePlace = current.host.toLowerCase() === input.host.toLowerCase() && current.port === input.port
  return isSamePlace && current.viaId === input.viaId ? current.hostKey : null
}

/** Why `shown` cannot be accepted: another key was, and nobody said that it is to be replaced. */
export function otherKeyAccepted({ name, hostKey }: Pinned, shown: HostKeyPin, replace: boolean): Failure | null {
  if (hostKey === null || replace || sameKey(hostKey, shown)) return null
  return {
    kind: 'host-key-changed',
    message: `Another host key was accepted for “${name}” before.`,
    remedy: 'Find out why the host has a new key; if the reason is good, replace the accepted key on purpose.',
    issues: [{ path: 'replace', message: 'must be true to replace the accepted key' }],
    detail: {
      expectedAlgorithm: hostKey.algorithm,
      expectedFingerprint: hostKey.fingerprint,
      actualAlgorithm: shown.algorithm,
      actualFingerprint: shown.fingerprint
    }
  }
}

/**
 * What the audit log says about a host key that a person accepted; nothing when it was accepted already.
 * @param word what the record is in a sentence, such as `target`
 */
export function trustDrafts(kind: AuditSubject, word: string, record: Pinned, key: HostKeyPin): readonly AuditDraft[] {
  const before = record.hostKey
  if (before && sameKey(before, key)) return []
  const subject = { kind, id: record.id, name: record.name }
  const changes = changesOf('Host key', hostKeyText(before), hostKeyText(key))
  const what = `host key of the ${word} “${record.name}”.`
  return before
    ? [{ verb: 'host-key-replaced', subject, summary: `Replaced the accepted ${what}`, changes }]
    : [{ verb: 'host-key-accepted', subject, summary: `Accepted the ${what}`, changes }]
}

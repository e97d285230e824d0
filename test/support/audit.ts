import type { AuditDraft, AuditEntry } from '@shared/audit'
import type { EnvironmentId, Sha256 } from '@shared/ids'
import { hashOf, noHash } from '../../electron/store/audit/entry'

/** What a service might say when it makes environment `n`. */
export const aDraft = (n: number, changes: Partial<AuditDraft> = {}): AuditDraft => {
  const id = `environment-${String(n).padStart(10, '0')}` as EnvironmentId
  const name = `Environment ${n}`
  return {
    verb: 'created',
    subject: { kind: 'environment', id, name },
    environmentId: id,
    summary: `Created the environment “${name}”.`,
    ...changes
  }
}

/** An entry with the hash that belongs to its content. */
export const rehashed = (entry: AuditEntry): AuditEntry => ({ ...entry, hash: hashOf({ ...entry }) })

/** A sound chain of `count` entries, made by ada, one each second. */
export function aChain(count: number): readonly AuditEntry[] {
  const chain: AuditEntry[] = []
  let prev: Sha256 = noHash
  for (let seq = 1; seq <= count; seq++) {
    const entry = rehashed({ ...aDraft(seq), seq, at: seq * 1000, user: 'ada', door: 'window', prev, hash: noHash })
    chain.push(entry)
    prev = entry.hash
  }
  return chain
}

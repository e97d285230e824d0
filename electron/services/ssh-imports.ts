import { createHash, createHmac } from 'node:crypto'
import type { AuditDraft } from '@shared/audit'
import type { Failure } from '@shared/failure'
import {
  type KnownHostMatch,
  type KnownHostRef,
  type KnownHostsPreview,
  parseKnownHosts
} from '@shared/import/known-hosts'
import { type KeyedHost, matchKnownHost } from '@shared/import/match-known-hosts'
import type { HostKeyPin } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import type { Change, Store } from '../store/store'
import { changesOf } from './audit-changes'
import { hostKeyText } from './audit-subjects'
import type { ServiceContext } from './context'
import { byName, sentenceList } from './rules'

/** Takes over the host keys that OpenSSH knows. Nothing is connected to. */
export function createKnownHostsImport({ store, publish, exclusive }: ServiceContext) {
  const preview = (text: string): KnownHostsPreview => {
    const { lines, bad } = parseKnownHosts(text)
    return {
      matches: hostsIn(store).map(host => matchKnownHost(lines, host, { hashName, fingerprint })),
      bad,
      authorities: lines.filter(({ marker }) => marker === 'cert-authority').map(({ line }) => line),
      read: lines.length
    }
  }

  return {
    preview: async (text: string): Promise<Result<KnownHostsPreview>> => ok(preview(text)),

    /** Accepts the keys of the hosts that were chosen: all of them, or none when one cannot be. */
    apply: (text: string, hosts: readonly KnownHostRef[]): Promise<Result<{ readonly accepted: number }>> =>
      exclusive(async () => {
        const chosen = preview(text).matches.filter(({ ref }) => hosts.some(({ id }) => id === ref.id))
        const refused = chosen.filter(({ outcome }) => outcome !== 'new')
        if (refused.length > 0) return fail(notNew(refused))
        if (chosen.length < new Set(hosts.map(({ id }) => id)).size) return fail(someGone)
        const made = chosen.flatMap(match => (match.pin ? [acceptance(store, match, match.pin)] : []))
        await store.commit(
          made.map(({ change }) => change),
          made.map(({ draft }) => draft)
        )
        for (const entity of new Set(chosen.map(({ ref }) => ref.kind))) publish({ type: 'catalog.changed', entity })
        return ok({ accepted: made.length })
      })
  }
}

function hostsIn(store: Store): readonly KeyedHost[] {
  const targets = byName(store.targets.all()).flatMap((target): KeyedHost[] =>
    target.kind === 'ssh' ? [{ ...target, ref: { kind: 'target', id: target.id } }] : []
  )
  const jumpHosts = byName(store.jumpHosts.all()).map(
    (jumpHost): KeyedHost => ({ ...jumpHost, ref: { kind: 'jump-host', id: jumpHost.id } })
  )
  return [...targets, ...jumpHosts].map(({ ref, name, host, port, hostKey }) => ({ ref, name, host, port, hostKey }))
}

function acceptance(
  store: Store,
  { ref, name }: KnownHostMatch,
  pin: HostKeyPin
): { readonly change: Change; readonly draft: AuditDraft } {
  const word = ref.kind === 'target' ? 'target' : 'jump host'
  const draft: AuditDraft = {
    verb: 'host-key-accepted',
    subject: { kind: ref.kind, id: ref.id, name },
    summary: `Accepted the host key of the ${word} “${name}” from a known_hosts file.`,
    changes: changesOf('Host key', null, hostKeyText(pin))
  }
  if (ref.kind === 'jump-host') {
    const jumpHost = store.jumpHosts.get(ref.id)
    if (jumpHost) return { change: store.jumpHosts.putting({ ...jumpHost, hostKey: pin }), draft }
  } else {
    const target = store.targets.get(ref.id)
    if (target?.kind === 'ssh') return { change: store.targets.putting({ ...target, hostKey: pin }), draft }
  }
  throw new Error('A host of the preview is gone')
}

const hashName = (salt: string, name: string): string =>
  createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64')

const fingerprint = (key: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/, '')}`

const notNew = (refused: readonly KnownHostMatch[]): Failure => ({
  kind: 'conflict',
  message: `An import accepts keys for hosts that have none; ${sentenceList(refused.slice(0, 3).map(({ name }) => `“${name}”`))} cannot get one from this file.`,
  remedy: 'Look at the preview again, and leave these hosts out.'
})

const someGone: Failure = {
  kind: 'not-found',
  message: 'One of the chosen hosts does not exist any more.',
  remedy: 'Look at the preview again.'
}

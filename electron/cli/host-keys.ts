import type { Output } from '@shared/api'
import type { Session } from './session'

type Target = Output<'target.list'>[number]
type Report = Output<'target.test'>

/** Fingerprints as given on the command line; `SHA256:` may be left out. */
export const fingerprints = (given: readonly string[] | undefined): ReadonlySet<string> =>
  new Set((given ?? []).map(text => (text.startsWith('SHA256:') ? text : `SHA256:${text}`)))

/**
 * Accepts the key that a host shows when the person named that very key. Answers whether it did.
 * Naming a key is on purpose, so it replaces one that was accepted before.
 */
export async function acceptShownKey(
  session: Session,
  target: Target,
  { hostKey, trust }: Report,
  accepted: ReadonlySet<string>
): Promise<boolean> {
  if (!hostKey || trust === 'pinned' || trust === 'none' || !accepted.has(hostKey.fingerprint)) return false
  await session.call('target.trust', { id: target.id, hostKey, replace: true })
  session.say(`Accepted the host key of “${target.name}”: ${hostKey.algorithm} ${hostKey.fingerprint}`)
  return true
}

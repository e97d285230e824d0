import { z } from 'zod'
import { accountId, jumpHostId } from '../ids'
import { host, hostKeyPin, port } from './target'
import { name, notes } from './text'

/** A machine that connections to targets, and to further jump hosts, go through (OpenSSH: ProxyJump; bastion). */
export const jumpHostInput = z.strictObject({
  name,
  description: notes.default(''),
  host,
  port,
  accountId,
  /** The jump host before this one; null when it is reached directly. Never leads back to itself. */
  viaId: jumpHostId.nullable().default(null)
})
export type JumpHostInput = z.infer<typeof jumpHostInput>

export const jumpHost = jumpHostInput.extend({
  id: jumpHostId,
  /** Null until a person accepted its key; nothing connects through it before. */
  hostKey: hostKeyPin.nullable()
})
export type JumpHost = z.infer<typeof jumpHost>

/** How many jump hosts a connection may go through. */
export const hopLimit = 8

/**
 * The jump hosts on the way to what is behind `viaId`, the one that is dialled first at the head.
 * Null when one of them is not there any more or the way leads in a circle.
 */
export function hopsTo(
  viaId: JumpHost['id'] | null,
  get: (id: JumpHost['id']) => JumpHost | undefined
): readonly JumpHost[] | null {
  const hops: JumpHost[] = []
  for (let at = viaId; at !== null; ) {
    const hop = get(at)
    if (hop === undefined || hops.length === hopLimit || hops.includes(hop)) return null
    hops.unshift(hop)
    at = hop.viaId
  }
  return hops
}

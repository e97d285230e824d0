import type { Input, Output } from '@shared/api'

type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never

/** A target as it is saved again: its host key and its password stay as they are. */
export function writable(target: DistributiveOmit<Output<'target.list'>[number], 'id'>): Input<'target.create'> {
  if (target.kind === 'offline') return { ...target, password: null }
  if (target.kind === 'local') return target
  const { hostKey: _kept, ...input } = target
  return input
}

import type { Input, Output } from '@shared/api'
import type { Session } from '../session'

type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never

/** A target as it is saved again: its host key and its password stay as they are. */
export function writable(target: DistributiveOmit<Output<'target.list'>[number], 'id'>): Input<'target.create'> {
  if (target.kind === 'offline') return { ...target, password: null }
  if (target.kind === 'local') return target
  const { hostKey: _kept, ...input } = target
  return input
}

/** The environments that are named, by name or id. */
export async function environmentIdsOf(
  session: Session,
  references: readonly string[]
): Promise<Input<'target.create'>['environmentIds']> {
  const ids: Input<'target.create'>['environmentIds'] = []
  for (const reference of references) ids.push((await session.environment(reference)).id)
  return ids
}

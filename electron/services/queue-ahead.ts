import type { DeploymentId } from '@shared/ids'
import type { QueueEntry, Verdict } from './queue'

/**
 * What has to be over, or to begin, before one that waits for its turn may: first what is under way, then what comes
 * before it in the line. Empty for one that waits for its time or for a person, or not at all: nobody is in its way.
 *
 * @param verdicts on each that waits, in the order of their turns
 */
export function aheadOf(
  entries: readonly QueueEntry[],
  verdicts: ReadonlyMap<DeploymentId, Verdict>,
  id: DeploymentId
): readonly DeploymentId[] {
  const own = entries.find(entry => entry.id === id)
  const verdict = verdicts.get(id)
  if (own === undefined || (verdict?.kind !== 'key' && verdict?.kind !== 'limit')) return []
  const others = entries.filter(entry => entry.id !== id)
  const isOfKey = ({ key }: QueueEntry) => key === own.key
  const isInTheWay = verdict.kind === 'key' ? isOfKey : isOnAPlace
  const before = [...verdicts.keys()].slice(0, [...verdicts.keys()].indexOf(id))
  const byId = new Map(others.map(entry => [entry.id, entry]))
  return [
    ...others.filter(entry => isUnderWay(entry) && isInTheWay(entry)).map(entry => entry.id),
    ...before.filter(other => {
      const entry = byId.get(other)
      return entry !== undefined && isInTheLine(verdicts.get(other), verdict.kind) && isInTheWay(entry)
    })
  ]
}

/** A step of another deployment has no place of its own. */
const isOnAPlace = ({ parent, place }: QueueEntry): boolean => parent === null && place.kind !== 'parked'

const isUnderWay = ({ place }: QueueEntry): boolean =>
  place.kind === 'running' || (place.kind === 'parked' && place.keepsKey)

/** Whether one that waits is passed by nobody behind it, for as long as it waits for that. */
function isInTheLine(verdict: Verdict | undefined, by: 'key' | 'limit'): boolean {
  if (verdict === undefined || verdict.kind === 'time') return false
  // A vault is opened for all, so the order of those with the same key stays until then.
  if (verdict.kind === 'held') return by === 'key' && verdict.by === 'vault'
  return by === 'key' || verdict.kind !== 'key'
}

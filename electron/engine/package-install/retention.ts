import type { ActionOf } from '@shared/model/action'
import type { Installation } from './journal'

export type Keep = NonNullable<ActionOf<'deploy-package'>['keep']>

const dayMs = 86_400_000

/**
 * The earlier installations that go, once the present one has succeeded. By days: those that are older. By count: all but
 * the last so many that succeeded; failed ones do not count and may go, and where no more is preserved than the count,
 * nothing goes at all. What may be under way stays, and so does every folder that something preserved lies in.
 * @param present the number of the one that has just succeeded
 * @param now milliseconds since 1970 UTC, by the clock of the place
 */
export function outdated(
  installations: readonly Installation[],
  keep: Keep,
  present: string,
  now: number
): readonly Installation[] {
  const mayBeUnderWay = (item: Installation): boolean => item.state === 'began' && now - item.at < dayMs
  const earlier = installations.filter(item => item.number !== present)
  const stays = new Set(
    keep.unit === 'days' ? younger(earlier, now - keep.count * dayMs) : lastSuccessful(earlier, keep.count)
  )
  if (keep.unit === 'count' && stays.size < keep.count) return []
  const goes = (item: Installation) => !stays.has(item) && !mayBeUnderWay(item)
  const kept = new Set(installations.filter(item => item.number === present || !goes(item)).map(item => item.path))
  return earlier.filter(item => goes(item) && !kept.has(item.path))
}

const younger = (installations: readonly Installation[], since: number) =>
  installations.filter(item => item.at >= since)

const lastSuccessful = (installations: readonly Installation[], count: number) =>
  installations.filter(item => item.state === 'succeeded').slice(-count)

import type { Input } from '@shared/api'
import { useRead } from '../../stores/catalog'

/**
 * Why a place has nothing to go back to; null where it has something, and as long as nobody knows.
 * @param place null where going back is not offered at all
 * @param words what the place is called: `Test`, or `Test for Acme`
 */
export function useNoWayBack(place: Input<'rollback.ways'> | null, words: string): string | null {
  const { load } = useRead('rollback.ways', place)
  if (place === null || load.state !== 'ready' || load.value.some(({ why }) => why === null)) return null
  return load.value[0]?.why ?? `Nothing else succeeded in ${words} before.`
}

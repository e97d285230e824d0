import type { Failure } from '@shared/failure'

/** Something that is fetched. Once there, it stays while it is fetched again; `staleBecause` tells when that failed. */
export type Load<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'ready'; readonly value: T; readonly staleBecause: Failure | null }

export const loading: Load<never> = { state: 'loading' }
export const ready = <T>(value: T): Load<T> => ({ state: 'ready', value, staleBecause: null })

/** What a failed fetch makes of what was there before. */
export const afterFailure = <T>(before: Load<T>, failure: Failure): Load<T> =>
  before.state === 'ready' ? { ...before, staleBecause: failure } : { state: 'failed', failure }

/** The same load with another value. */
export function mapLoad<T, U>(load: Load<T>, change: (value: T) => U): Load<U> {
  return load.state === 'ready' ? { ...load, value: change(load.value) } : load
}

/** Both or neither: the first one that is not ready wins. */
export function bothLoads<A, B>(a: Load<A>, b: Load<B>): Load<readonly [A, B]> {
  if (a.state !== 'ready') return a
  if (b.state !== 'ready') return b
  return { state: 'ready', value: [a.value, b.value], staleBecause: a.staleBecause ?? b.staleBecause }
}

/**
 * The same load, not ready before it is known of the others what they are: so that they push nothing about when they come.
 * It is of use without them, so that none of them has to succeed.
 */
export const together = <T>(load: Load<T>, ...others: readonly Load<unknown>[]): Load<T> =>
  load.state === 'ready' && others.some(({ state }) => state === 'loading') ? loading : load

/** The value, or the fallback while there is none. */
export const valueOr = <T, F>(load: Load<T>, fallback: F): T | F => (load.state === 'ready' ? load.value : fallback)

/** Whether a list is there and has nothing in it. */
export const isEmptyList = (load: Load<readonly unknown[]>): boolean =>
  load.state === 'ready' && load.value.length === 0

/**
 * An entry of a list as it is stored now, for what was opened from that list and stays open: others may change it
 * meanwhile. As it was when it was opened, where the list does not have it (any more); null for a new one stays null.
 */
export const asStored = <Entry extends { readonly id: string }, Opened extends Entry | null>(
  list: Load<readonly Entry[]>,
  opened: Opened
): Entry | Opened => valueOr(list, []).find(({ id }) => id === opened?.id) ?? opened

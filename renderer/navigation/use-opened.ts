import { useEffect } from 'react'
import { appHistory, navigate, useSearch } from './history'

/** The address of a screen that opens one of its entries. */
export const opening = (path: string, id: string): string => `${path}?open=${encodeURIComponent(id)}`

/**
 * Opens the entry that the address names, as soon as the list has it. The name is taken from the address then, so that
 * coming back to the screen, or closing what was opened, does not open it again.
 * @param list undefined while it is not read yet
 */
export function useOpened<Entry extends { readonly id: string }>(
  list: readonly Entry[] | undefined,
  open: (entry: Entry) => void
): void {
  const wanted = new URLSearchParams(useSearch()).get('open')
  const entry = wanted === null ? undefined : list?.find(({ id }) => id === wanted)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each entry that is asked for
  useEffect(() => {
    if (entry === undefined) return
    navigate(appHistory().path(), { replace: true })
    open(entry)
  }, [entry?.id])
}

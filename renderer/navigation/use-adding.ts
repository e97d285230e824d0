import { useEffect } from 'react'
import { useScreenKey } from '../lib/use-screen-key'
import { appHistory, navigate, useSearch } from './history'

/** The address of a screen that begins with adding to what it lists. */
export const adding = (path: string): string => `${path}?add`

/**
 * Adds to what a screen lists: with N, and at once where the address says so. That is taken from the address then, so that
 * coming back to the screen adds nothing.
 */
export function useAdding(add: () => void): void {
  useScreenKey('n', add)
  const isAsked = new URLSearchParams(useSearch()).has('add')
  // biome-ignore lint/correctness/useExhaustiveDependencies: once each time that it is asked for
  useEffect(() => {
    if (!isAsked) return
    navigate(appHistory().path(), { replace: true })
    add()
  }, [isAsked])
}

import { useCallback, useLayoutEffect, useRef } from 'react'

/**
 * The same function for as long as the calling component is shown; it does what the one of the last render would. For what
 * happens on a key or a click: parts of a screen that are handed it need not be drawn anew because of it.
 */
export function useSteady<Args extends readonly unknown[], Result>(
  act: (...args: Args) => Result
): (...args: Args) => Result {
  const latest = useRef(act)
  useLayoutEffect(() => {
    latest.current = act
  })
  return useCallback((...args) => latest.current(...args), [])
}

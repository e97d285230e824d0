import { useEffect, useRef, useState } from 'react'

/** How long nothing has changed before work in the background begins, in milliseconds. */
const quiet = 250
/** A window that is never idle still gives this much of every so often, both in milliseconds: a screen must not stay old. */
const leastSlice = 8
const longestWait = 150

type Idle = (work: (deadline: { timeRemaining(): number }) => void) => () => void

/** Runs something when the window has nothing better to do. */
const whenIdle: Idle = work => {
  if (!('requestIdleCallback' in window)) {
    const handle = setTimeout(() => work({ timeRemaining: () => 10 }), 0)
    return () => clearTimeout(handle)
  }
  const handle = window.requestIdleCallback(work, { timeout: longestWait })
  return () => window.cancelIdleCallback(handle)
}

/**
 * What a long computation came to, worked out in slices between frames and never while somebody types. Until it is
 * there the result before it stays. A new `compute` starts over; keep it the same while its inputs are.
 */
export function useIdle<T>(
  compute: () => Generator<unknown, T>,
  initial: T
): { readonly value: T; readonly isOld: boolean } {
  const [result, setResult] = useState<{ readonly value: T; readonly of: unknown }>({ value: initial, of: null })
  const cancel = useRef<() => void>(() => undefined)
  useEffect(() => {
    const timer = setTimeout(() => {
      const work = compute()
      const goOn = (deadline: { timeRemaining(): number }) => {
        const until = performance.now() + Math.max(leastSlice, deadline.timeRemaining() - 2)
        do {
          const step = work.next()
          if (step.done === true) return setResult({ value: step.value, of: compute })
        } while (performance.now() < until)
        cancel.current = whenIdle(goOn)
      }
      cancel.current = whenIdle(goOn)
    }, quiet)
    return () => {
      clearTimeout(timer)
      cancel.current()
    }
  }, [compute])
  return { value: result.value, isOld: result.of !== compute }
}

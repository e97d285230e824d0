import { startTransition, useEffect, useState } from 'react'

/** The present in milliseconds since 1970 UTC, anew each second while `isTicking`. */
export function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isTicking) return
    setNow(Date.now())
    // A clock that is drawn a moment later is still right, while a key that waits for it is felt.
    const timer = setInterval(() => startTransition(() => setNow(Date.now())), 1000)
    return () => clearInterval(timer)
  }, [isTicking])
  return now
}

import { startTransition, useEffect, useState } from 'react'
import { afterKeys } from '../../lib/keys-of-window'

/** The present in milliseconds since 1970 UTC, anew each second while `isTicking`. */
export function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isTicking) return
    setNow(Date.now())
    // A clock that is drawn a moment later is still right, while a key that waits for it is felt.
    const draw = () => startTransition(() => setNow(Date.now()))
    let giveUp: () => void = () => undefined
    const timer = setInterval(() => {
      giveUp()
      giveUp = afterKeys(draw)
    }, 1000)
    return () => {
      clearInterval(timer)
      giveUp()
    }
  }, [isTicking])
  return now
}

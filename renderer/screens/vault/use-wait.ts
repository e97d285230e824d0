import type { Failure } from '@shared/failure'
import { useEffect, useState } from 'react'

/** Whole seconds until the attempt after this failure may be made, counting down to 0. */
export function useWait(failure: Failure | null): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const until = Date.now() + Number(failure?.detail?.waitMs ?? 0)
    const left = () => Math.max(0, Math.ceil((until - Date.now()) / 1000))
    setSeconds(left())
    if (left() === 0) return
    const timer = setInterval(() => {
      setSeconds(left())
      if (left() === 0) clearInterval(timer)
    }, 250)
    return () => clearInterval(timer)
  }, [failure])
  return seconds
}

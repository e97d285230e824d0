import { useEffect, useRef } from 'react'
import { chordTime, isBare, isForDialog, isTyping } from '../../lib/keys'

/** What the screen's own keys do; each may say that it had nothing to do by returning false. */
export type DeploymentKeys = Readonly<Record<string, () => boolean | undefined>>

/** Keys that work anywhere on the screen while nobody is typing. Caught early, so that Esc closes before it goes back. */
export function useDeploymentKeys(keys: DeploymentKeys): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    let lastG = Number.NEGATIVE_INFINITY
    const listener = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isBare(event) || isTyping(event.target) || isForDialog(event)) return
      // The letter after `g` leads to another screen.
      const isChord = event.timeStamp - lastG < chordTime
      lastG = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
      if (isChord) return
      const action = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined
      if (!action || action() === false) return
      event.preventDefault()
    }
    window.addEventListener('keydown', listener, { capture: true })
    return () => window.removeEventListener('keydown', listener, { capture: true })
  }, [])
}

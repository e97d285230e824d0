import { useEffect, useRef } from 'react'
import { isInGrid } from '../../../components/matrix/matrix-keys'
import { chordTime, isBare, isForDialog, isMod, isTyping } from '../../../lib/keys'

/** What keys do that belong to the log wherever the focus is on its screen. */
export interface LogScreenKeys {
  /** Single letters, while nobody types. False where there was nothing to do. */
  readonly letters: Readonly<Record<string, () => boolean | undefined>>
  readonly search: () => void
  readonly step: (by: 1 | -1) => void
}

/** Keys that work anywhere on the screen. */
export function useLogScreenKeys(keys: LogScreenKeys): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    let lastG = Number.NEGATIVE_INFINITY
    const listener = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isForDialog(event)) return
      // The letter after `g` leads to another screen.
      const isChord = event.timeStamp - lastG < chordTime
      lastG = event.key === 'g' && isBare(event) ? event.timeStamp : Number.NEGATIVE_INFINITY
      if (isChord) return
      if (isMod(event) && event.key.toLowerCase() === 'f') latest.current.search()
      else if (event.key === 'F3' && !event.ctrlKey && !event.altKey) latest.current.step(event.shiftKey ? -1 : 1)
      else if (!isBare(event) || isTyping(event.target) || isOfGrid(event.target)) return
      else if (event.key === '/') latest.current.search()
      else if (!Object.hasOwn(latest.current.letters, event.key)) return
      else if (latest.current.letters[event.key]?.() === false) return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}

/** A grid moves by keys of its own. */
const isOfGrid = (target: EventTarget | null): boolean =>
  target instanceof Element && isInGrid(target) && !(target instanceof HTMLButtonElement)

import { useEffect, useRef } from 'react'
import { isMod } from './keys'

/** Ctrl/Cmd+S, from anywhere on the screen including its text fields. */
export function useSaveKey(save: () => void, isEnabled: boolean): void {
  const latest = useRef(save)
  latest.current = save
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (!isMod(event) || event.key.toLowerCase() !== 's') return
      event.preventDefault()
      if (isEnabled) latest.current()
    }
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [isEnabled])
}

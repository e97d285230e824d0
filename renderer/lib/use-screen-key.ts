import { useEffect, useRef } from 'react'
import { isBare, isForDialog, isTyping } from './keys'

/** A single letter that works while its screen is shown, nobody is typing and no dialog is open. */
export function useScreenKey(key: string, action: () => void, isEnabled = true): void {
  const latest = useRef(action)
  latest.current = action
  useEffect(() => {
    if (!isEnabled) return
    const listener = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isBare(event) || isTyping(event.target) || isForDialog(event)) return
      if (event.key.toLowerCase() !== key) return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [key, isEnabled])
}

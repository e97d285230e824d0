import { useEffect, useRef } from 'react'
import { isForDialog, isMod } from '../../lib/keys'
import { useScreenKey } from '../../lib/use-screen-key'

/** `/` and Ctrl+F put the cursor into the search. */
export function useHelpKeys(search: () => void): void {
  useScreenKey('/', search)
  const latest = useRef(search)
  latest.current = search
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (!isMod(event) || event.key.toLowerCase() !== 'f' || isForDialog(event)) return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}

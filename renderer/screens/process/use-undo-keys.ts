import { useEffect, useRef } from 'react'
import { isForDialog } from '../../lib/keys'

/** Ctrl/Cmd+Z takes back, with Shift or as Ctrl+Y it does again: from everywhere on the screen, its text fields too. */
export function useUndoKeys(undo: () => void, redo: () => void): void {
  const latest = useRef({ undo, redo })
  latest.current = { undo, redo }
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      const isMod = (event.ctrlKey || event.metaKey) && !event.altKey
      if (!isMod || event.defaultPrevented || isForDialog(event)) return
      const key = event.key.toLowerCase()
      if (key === 'z' && !event.shiftKey) latest.current.undo()
      else if (key === 'z' || (key === 'y' && !event.shiftKey)) latest.current.redo()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}

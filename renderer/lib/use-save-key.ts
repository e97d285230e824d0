import { useEffect, useRef } from 'react'
import { isMod } from './keys'

/**
 * Ctrl/Cmd+S, from anywhere on the screen including its text fields. Pressed while something is being saved, it counts for
 * what was typed since, as soon as that is over.
 * @param canSave whether there is something to save that may be saved
 */
export function useSaveKey(save: () => void, canSave: boolean, isBusy = false): void {
  const latest = useRef(save)
  latest.current = save
  const isWanted = useRef(false)
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (!isMod(event) || event.key.toLowerCase() !== 's') return
      event.preventDefault()
      if (isBusy) isWanted.current = true
      else if (canSave) latest.current()
    }
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [canSave, isBusy])
  useEffect(() => {
    if (isBusy || !isWanted.current) return
    isWanted.current = false
    if (canSave) latest.current()
  }, [canSave, isBusy])
}

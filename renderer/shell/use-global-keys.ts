import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { screenHelpPath } from '../help/topics'
import { chordTime, isBare, isForDialog, isMod, isTyping } from '../lib/keys'
import { appHistory, navigate } from '../navigation/history'
import { closeOverlay, showOverlay, useOverlay } from '../stores/overlay'
import { openPalette } from './CommandPalette'
import { navItems } from './nav-items'

/** The help would take the place of what is typed in a dialog. Only the sheet of keys is there to be read. */
function helpFromDialog(): void {
  const isSheet = useOverlay.getState().overlay.kind === 'shortcuts'
  if (!isSheet || document.querySelectorAll('[role="dialog"]').length > 1) {
    notifications.show({ id: 'help', message: 'F1 opens the help once this is closed.' })
    return
  }
  closeOverlay()
  navigate(screenHelpPath())
}

/** The keys that work on every screen. */
export function useGlobalKeys(): void {
  useEffect(() => {
    let chordStartedAt: number | null = null
    const onPalette = (event: KeyboardEvent) => {
      if (!isMod(event) || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      event.stopPropagation()
      openPalette()
    }
    const onKey = (event: KeyboardEvent) => {
      // No text, so that it helps while somebody types, too.
      if (event.key === 'F1' && isBare(event) && !event.defaultPrevented) {
        event.preventDefault()
        return isForDialog(event) ? helpFromDialog() : navigate(screenHelpPath())
      }
      if (event.defaultPrevented || !isBare(event) || isTyping(event.target) || isForDialog(event)) return
      const isChord = chordStartedAt !== null && event.timeStamp - chordStartedAt < chordTime
      chordStartedAt = null
      const item = isChord ? navItems.find(({ key }) => key === event.key) : undefined
      if (item) navigate(item.href)
      else if (event.key === 'g') chordStartedAt = event.timeStamp
      else if (event.key === '?') showOverlay({ kind: 'shortcuts' })
      else if (event.key === 'Escape') appHistory().back()
      else return
      if (event.key !== 'g') event.preventDefault()
    }
    // The palette is caught on the way down, before editors that have a use for the same keys.
    window.addEventListener('keydown', onPalette, { capture: true })
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onPalette, { capture: true })
      window.removeEventListener('keydown', onKey)
    }
  }, [])
}

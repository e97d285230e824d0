import { api } from '../api'
import { closeOverlay } from '../stores/overlay'
import { attemptToLeave } from '../stores/unsaved'
import { navigate } from './history'

/** Goes where somebody wants to who clicked a notice or the icon in the tray. Returns the undo. */
export const followScreenChoices = (): (() => void) =>
  api.subscribe(event => {
    if (event.type !== 'window.goTo') return
    attemptToLeave(() => {
      closeOverlay()
      navigate(event.path)
    })
  })

import type { MouseEvent } from 'react'
import { navigate } from '../../navigation/history'
import { attemptToLeave } from '../../stores/unsaved'

/** Of a link in a dialog: follows it in place of the link itself. */
export type LeaveByLink = (event: MouseEvent<HTMLElement>) => void

/**
 * Closes the dialog and goes where the link leads, in one: both happen, or neither where the person keeps their text.
 * @param close closes without asking
 */
export const leaveByLink =
  (close: () => void): LeaveByLink =>
  event => {
    const to = event.currentTarget.getAttribute('href')
    if (to === null) return
    event.preventDefault()
    attemptToLeave(() => {
      close()
      navigate(to)
    })
  }

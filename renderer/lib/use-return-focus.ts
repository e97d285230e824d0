import { useEffect, useState } from 'react'

/** Whether nothing has the focus, so that the next Tab would start from the top of the window. */
export const isFocusLost = (): boolean => document.activeElement === null || document.activeElement === document.body

/** Puts the focus on the screen's heading, where the screen would have begun. */
export const focusHeading = (): void => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })

/**
 * For dialogs that are gone when they close: gives the focus back to what had it when the dialog opened, or to the
 * screen's heading where that is gone or disabled by now.
 */
export function useReturnFocus(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (isFocusLost() && before instanceof HTMLElement) before.focus({ preventScroll: true })
      if (isFocusLost()) focusHeading()
    },
    [before]
  )
}

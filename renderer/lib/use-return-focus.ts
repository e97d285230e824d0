import { useEffect, useState } from 'react'

/** Whether nothing has the focus, so that the next Tab would start from the top of the window. */
export const isFocusLost = (): boolean => document.activeElement === null || document.activeElement === document.body

/** Puts the focus on the screen's heading, where the screen would have begun. */
export const focusHeading = (): void => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })

const fields = 'input:not([type="hidden"]), textarea, select'

/** Where to begin in a dialog, the best first. */
const beginnings = ['[data-autofocus]:not([data-first-focus])', fields, 'button']

/** The dialogs that are open, each over those before it. */
export const openDialogs = (): readonly Element[] => [
  ...document.querySelectorAll('[role="dialog"][aria-modal="true"]')
]

/** The dialog that lies over everything else; what is behind it must not have the focus. */
export const topDialog = (): Element | undefined => openDialogs().at(-1)

function focusWhereItBegins(dialog: Element): void {
  const found = beginnings.flatMap(choice => [...dialog.querySelectorAll<HTMLElement>(choice)])
  found.find(element => !element.matches(':disabled'))?.focus({ preventScroll: true })
}

const has = (place: Element | undefined, element: Element | null): boolean =>
  place === undefined || place.contains(element)

/** For so long after a dialog what it did may still take away what has the focus now, in milliseconds. */
const aftermath = 3000

/** Where what has the focus goes away because of what the dialog did, the focus goes on to where the screen begins. */
function staySomewhere(): void {
  const holder = document.activeElement
  const observer = new MutationObserver(() => {
    if (holder?.isConnected === true) return
    observer.disconnect()
    if (isFocusLost() && topDialog() === undefined) focusHeading()
  })
  observer.observe(document.body, { childList: true, subtree: true })
  setTimeout(() => observer.disconnect(), aftermath)
}

/**
 * For dialogs that are gone when they close: gives the focus back to what had it when the dialog opened. Where that is
 * gone or disabled by now, the focus goes to the first field of the dialog that is still open, or else to the screen's
 * heading.
 */
export function useReturnFocus(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      const dialog = topDialog()
      const isAway = () => isFocusLost() || !has(dialog, document.activeElement)
      if (isAway() && before instanceof HTMLElement && has(dialog, before)) before.focus({ preventScroll: true })
      if (isAway()) {
        if (dialog === undefined) focusHeading()
        else focusWhereItBegins(dialog)
      }
      staySomewhere()
    },
    [before]
  )
}

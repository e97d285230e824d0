import { type RefObject, useLayoutEffect, useRef } from 'react'
import { isTyping } from './keys'
import { topDialog } from './use-return-focus'

/** Whether somebody is at something else, whose next letters and Enter are meant for that: a dialog, or a field. */
export const isAtWork = (): boolean => topDialog() !== undefined || isTyping(document.activeElement)

/**
 * The element that a screen begins with gets the focus when it appears. It may appear late: somebody who has opened a
 * dialog or the palette by then, or types, keeps the focus, because their next letters would go to the wrong place.
 */
export function useFirstFocus<E extends HTMLElement>(isWanted = true): RefObject<E | null> {
  const ref = useRef<E>(null)
  useLayoutEffect(() => {
    if (isWanted && !isAtWork()) ref.current?.focus()
  }, [isWanted])
  return ref
}

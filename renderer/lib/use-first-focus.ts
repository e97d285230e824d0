import { type RefObject, useLayoutEffect, useRef } from 'react'
import { isTyping } from './keys'
import { topDialog } from './use-return-focus'

/**
 * The element that a screen begins with gets the focus when it appears. It may appear late: somebody who has opened a
 * dialog or the palette by then, or types, keeps the focus, because their next letters would go to the wrong place.
 */
export function useFirstFocus<E extends HTMLElement>(isWanted = true): RefObject<E | null> {
  const ref = useRef<E>(null)
  useLayoutEffect(() => {
    if (!isWanted || topDialog() !== undefined || isTyping(document.activeElement)) return
    ref.current?.focus()
  }, [isWanted])
  return ref
}

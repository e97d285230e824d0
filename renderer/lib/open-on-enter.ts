import type { KeyboardEvent } from 'react'

/**
 * On a closed list of choices Enter opens it, as the arrow down does. It would submit the form around it: a target is
 * then made for no environment by somebody who was about to choose one.
 */
export function openOnEnter(event: KeyboardEvent<HTMLInputElement>): void {
  const { currentTarget, key, nativeEvent } = event
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
  const isClosed = currentTarget.getAttribute('aria-expanded') === 'false'
  if (key !== 'Enter' || !isPlain || !isClosed || nativeEvent.isComposing || currentTarget.disabled) return
  event.preventDefault()
  const down = { key: 'ArrowDown', code: 'ArrowDown', bubbles: true, cancelable: true }
  currentTarget.dispatchEvent(new globalThis.KeyboardEvent('keydown', down))
}

import { type RefObject, useEffect } from 'react'

/**
 * Tells by `data-aside` on what is scrolled whether it is, or is about to be, moved to the side. What sticks to its left
 * edge need not before: each part that does is a layer of its own, and all of them are put together for every picture.
 *
 * It is told before the first pixel of the way, so that nothing is seen to move along and back: pointers and keys are known
 * beforehand, and the first turn of a wheel is made here, so that both are in the same picture.
 */
export function useAside(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const node = element.current
    return node ? watchAside(node) : undefined
  }, [element])
}

const isWide = (node: HTMLElement): boolean => node.scrollWidth > node.clientWidth

/** Returns its own undo. */
function watchAside(node: HTMLElement): () => void {
  const listeners = new AbortController()
  const { signal } = listeners
  let isPressed = false
  const begin = (): void => {
    if (isWide(node)) node.dataset.aside = ''
  }
  // Not before scrolling is over: the browser may be on its way again already.
  const settle = (): void => {
    if (node.scrollLeft === 0 && !isPressed) delete node.dataset.aside
  }
  const press = (): void => {
    isPressed = true
    begin()
  }
  const release = (): void => {
    isPressed = false
    settle()
  }
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowRight') begin()
  }
  const turn = (event: WheelEvent): void => {
    const right = turnToRight(event)
    if (right <= 0 || node.dataset.aside !== undefined || !isWide(node)) return
    begin()
    // Where the list is squeezed its own handler has moved it up or down.
    const down = event.defaultPrevented || event.shiftKey ? 0 : event.deltaY
    event.preventDefault()
    node.scrollBy(right, down)
  }
  node.addEventListener('pointerdown', press, { signal })
  node.addEventListener('keydown', key, { signal })
  node.addEventListener('wheel', turn, { passive: false, signal })
  node.addEventListener('scroll', () => node.scrollLeft > 0 && begin(), { passive: true, signal })
  node.addEventListener('scrollend', settle, { signal })
  window.addEventListener('pointerup', release, { signal })
  window.addEventListener('pointercancel', release, { signal })
  return () => listeners.abort()
}

/** How far a turn of the wheel goes to the right, in pixels. */
function turnToRight({ deltaX, deltaY, shiftKey, ctrlKey }: WheelEvent): number {
  if (ctrlKey) return 0
  return deltaX === 0 && shiftKey ? deltaY : deltaX
}

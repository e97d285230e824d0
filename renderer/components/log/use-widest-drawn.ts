import { type RefObject, useLayoutEffect } from 'react'

/**
 * Keeps what is scrolled as wide as the widest row that was drawn in it, while `look` stays, so that scrolling up and down
 * never shifts the view. And so that it comes to rest: a row that is drawn only while there is no bar below, and is too
 * wide to be without one, would come and go for ever.
 */
export function useWidestDrawn(element: RefObject<HTMLElement | null>, look: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another look all rows have other widths
  useLayoutEffect(() => {
    const node = element.current
    const content = node?.firstElementChild
    if (!node || !(content instanceof HTMLElement)) return
    let widest = 0
    const observer = new ResizeObserver(entries => {
      // As it was when it was noticed: the row may be gone again by now.
      const width = entries.at(-1)?.contentRect.width ?? 0
      // What fits is as wide as the view and narrows with it.
      if (width < Math.max(widest, roomIn(node) + inexact)) return
      widest = Math.ceil(width)
      node.style.setProperty('--log-widest', `${widest}px`)
    })
    observer.observe(content)
    return () => {
      observer.disconnect()
      node.style.removeProperty('--log-widest')
    }
  }, [element, look])
}

/** By less than this, in pixels, two widths may differ that are the same, because zooming divides them. */
const inexact = 0.1

/** The width in pixels that content has without a bar below. Browsers round `clientWidth`, which a zoomed window is not. */
const roomIn = (node: HTMLElement): number =>
  Math.max(node.clientWidth, node.getBoundingClientRect().width - (node.offsetWidth - node.clientWidth))

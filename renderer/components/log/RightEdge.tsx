import { type RefObject, useEffect, useState } from 'react'
import classes from './LogView.module.css'

/** Pixels that the scroll bars take. */
interface Bars {
  readonly right: number
  readonly bottom: number
}

/** How far something that is scrolled goes to the right. */
export interface Breadth {
  /** Whether there is more of it than can be seen at once. */
  readonly isWide: boolean
  /** Its scroll bars, while it goes on beyond the right edge; null at its end, or where nothing is hidden. */
  readonly more: Bars | null
}

/** A veil over the right edge of what is scrolled, while it goes on beyond. */
export const RightEdge = ({ breadth: { more } }: { readonly breadth: Breadth }) =>
  more === null ? null : <div className={classes.more} style={{ right: more.right, bottom: more.bottom }} aria-hidden />

/** How broad something is that is scrolled, kept up to date. */
export function useBreadth(element: RefObject<HTMLElement | null>): Breadth {
  const [breadth, setBreadth] = useState<Breadth>({ isWide: false, more: null })
  useEffect(() => {
    const node = element.current
    if (!node) return
    const measure = () => setBreadth(before => sameOr(before, measured(node)))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(node)
    if (node.firstElementChild) observer.observe(node.firstElementChild)
    node.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      node.removeEventListener('scroll', measure)
    }
  }, [element])
  return breadth
}

function measured(node: HTMLElement): Breadth {
  const isWide = node.scrollWidth > node.clientWidth + 1
  const isAtEnd = node.scrollLeft + node.clientWidth >= node.scrollWidth - 1
  const bars = { right: node.offsetWidth - node.clientWidth, bottom: node.offsetHeight - node.clientHeight }
  return { isWide, more: isAtEnd ? null : bars }
}

/** Keeps what is known where nothing changed, so that nothing is drawn again. */
const sameOr = (before: Breadth, now: Breadth): Breadth =>
  before.isWide === now.isWide && before.more?.right === now.more?.right && before.more?.bottom === now.more?.bottom
    ? before
    : now

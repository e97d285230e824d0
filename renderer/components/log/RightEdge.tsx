import { type RefObject, useEffect, useState } from 'react'
import classes from './LogView.module.css'

/** Pixels that the scroll bars take. */
export interface Bars {
  readonly right: number
  readonly bottom: number
}

/** A veil over the right edge of what is scrolled, while it goes on beyond. */
export const RightEdge = ({ more }: { readonly more: Bars | null }) =>
  more === null ? null : <div className={classes.more} style={{ right: more.right, bottom: more.bottom }} aria-hidden />

/** The scroll bars of something, kept up to date while it goes on beyond its right edge; null at its end, or where nothing is hidden. */
export function useMoreToRight(element: RefObject<HTMLElement | null>): Bars | null {
  const [more, setMore] = useState<Bars | null>(null)
  useEffect(() => {
    const node = element.current
    if (!node) return
    const measure = () => setMore(before => sameOr(before, measured(node)))
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
  return more
}

function measured(node: HTMLElement): Bars | null {
  const isAtEnd = node.scrollLeft + node.clientWidth >= node.scrollWidth - 1
  return isAtEnd ? null : { right: node.offsetWidth - node.clientWidth, bottom: node.offsetHeight - node.clientHeight }
}

/** Keeps what is known where nothing changed, so that nothing is drawn again. */
const sameOr = (before: Bars | null, now: Bars | null): Bars | null =>
  before?.right === now?.right && before?.bottom === now?.bottom ? before : now

import { type RefObject, useEffect, useState } from 'react'
import classes from './LogView.module.css'

/** Pixels that the scroll bars take. */
interface Bars {
  readonly right: number
  readonly bottom: number
}

/** A veil over the right edge of what is scrolled, while it goes on beyond. */
export function RightEdge({ of }: { readonly of: RefObject<HTMLElement | null> }) {
  const bars = useBarsBeforeMore(of)
  return bars ? <div className={classes.more} style={{ right: bars.right, bottom: bars.bottom }} aria-hidden /> : null
}

/** The scroll bars of something that goes on beyond its right edge; null at its end, or where nothing is hidden. */
function useBarsBeforeMore(element: RefObject<HTMLElement | null>): Bars | null {
  const [bars, setBars] = useState<Bars | null>(null)
  useEffect(() => {
    const node = element.current
    if (!node) return
    const measure = () => setBars(before => sameOr(before, measured(node)))
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
  return bars
}

function measured(node: HTMLElement): Bars | null {
  if (node.scrollLeft + node.clientWidth >= node.scrollWidth - 1) return null
  return { right: node.offsetWidth - node.clientWidth, bottom: node.offsetHeight - node.clientHeight }
}

/** Keeps what is known where nothing changed, so that nothing is drawn again. */
const sameOr = (before: Bars | null, now: Bars | null): Bars | null =>
  before && now && before.right === now.right && before.bottom === now.bottom ? before : now

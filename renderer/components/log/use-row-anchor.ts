import { useLayoutEffect, useRef } from 'react'
import { placeOf, type RowModel, type RowPlace } from './rows/row'
import type { LogWindow } from './use-log-window'

/** The row at the upper edge, and how many pixels of it are above the edge. */
interface Anchor {
  readonly place: RowPlace
  readonly row: number
  readonly rest: number
}

const isBeginning = ({ row, rest }: Anchor): boolean => row === 0 && rest === 0

/**
 * Keeps the row at the upper edge where it is when rows above it come, go or are folded. What is folded away gives its
 * place to the heading that hides it. Who looks at the very beginning goes on looking at it, whatever becomes the first.
 */
export function useRowAnchor(model: RowModel, view: LogWindow, rowHeight: number): void {
  const anchor = useRef<Anchor | null>(null)
  const last = useRef(model)
  useLayoutEffect(() => {
    const { current } = anchor
    if (last.current !== model && current !== null && !view.isFollowing && !isBeginning(current)) {
      const row = model.indexOf(current.place)
      if (row !== null && row !== current.row) view.shift(row * rowHeight + current.rest)
    }
    last.current = model
  }, [model, view, rowHeight])
  useLayoutEffect(() => {
    const row = Math.floor(view.offset / rowHeight)
    const found = last.current.rowAt(row)
    anchor.current = found ? { place: placeOf(found), row, rest: view.offset - row * rowHeight } : null
  })
}

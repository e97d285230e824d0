import { useLayoutEffect, useRef } from 'react'
import { placeOf, type RowModel, type RowPlace } from './rows/row'
import type { LogWindow } from './use-log-window'

/**
 * Keeps the row at the upper edge where it is when rows above it come, go or are folded. What is folded away gives its
 * place to the heading that hides it.
 */
export function useRowAnchor(model: RowModel, view: LogWindow, rowHeight: number): void {
  const anchor = useRef<{ readonly place: RowPlace; readonly row: number; readonly rest: number } | null>(null)
  const last = useRef(model)
  useLayoutEffect(() => {
    const { current } = anchor
    if (last.current !== model && current !== null && !view.isFollowing) {
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

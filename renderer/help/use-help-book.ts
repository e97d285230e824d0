import { useEffect, useState } from 'react'
import type { HelpBook } from './book'

let loading: Promise<HelpBook> | null = null
let loaded: HelpBook | null = null

/** Reads the documents, once. */
function loadBook(): Promise<HelpBook> {
  loading ??= import('./documents').then(({ book }) => {
    loaded = book
    return book
  })
  return loading
}

/** The documents, which are read when somebody first wants them; null until then. */
export function useHelpBook(isWanted = true): HelpBook | null {
  const [book, setBook] = useState(loaded)
  useEffect(() => {
    if (!isWanted || book !== null) return
    let isGone = false
    void loadBook().then(read => {
      if (!isGone) setBook(read)
    })
    return () => {
      isGone = true
    }
  }, [isWanted, book])
  return book
}

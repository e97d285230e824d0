import { type KeyboardEvent, useMemo, useState } from 'react'
import type { HelpBook } from '../../help/book'
import { type HelpHit, searchHelp } from '../../help/search-help'
import { navigate } from '../../navigation/history'

/** What an address of the help looks for; empty without. */
export const queryIn = (search: string): string => new URLSearchParams(search).get('find') ?? ''

/** The address that looks for something; of the beginning for nothing. */
export const searchPath = (query: string): string =>
  query === '' ? '/help' : `/help?${new URLSearchParams({ find: query })}`

/** What was found, and which of it Enter opens. */
export interface HelpSearchState {
  readonly hits: readonly HelpHit[]
  /** Counted from 0; -1 without hits. */
  readonly chosen: number
  /** Of the field: moves through the hits, opens one, or forgets the search. */
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** The id of a hit on the page. */
export const hitId = (index: number): string => `help-hit-${index}`

/** Looks for a query in all documents, and moves through what it finds by keys. */
export function useHelpSearch(book: HelpBook, query: string): HelpSearchState {
  const hits = useMemo(() => searchHelp(book, query), [book, query])
  const [choice, setChoice] = useState({ query, index: 0 })
  const chosen = hits.length === 0 ? -1 : choice.query === query ? Math.min(choice.index, hits.length - 1) : 0
  const move = (index: number) => {
    setChoice({ query, index })
    document.getElementById(hitId(index))?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const hit = hits[chosen]
    if (event.key === 'ArrowDown' && hit) move((chosen + 1) % hits.length)
    else if (event.key === 'ArrowUp' && hit) move((chosen + hits.length - 1) % hits.length)
    else if (event.key === 'Enter' && hit) navigate(hit.path)
    else if (event.key === 'Escape' && query !== '') navigate('/help', { replace: true })
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return { hits, chosen, onKeyDown }
}

import type { RunId } from '@shared/ids'
import type { LogFilter } from '@shared/log'
import { createLineMatcher, type LineMatcher, type SearchQuery } from '@shared/task-log/search'
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { Hit, LogSearching, SearchState } from '../../../stores/log-search'
import { hitNear, inTreeOrder } from './hit-order'

const noQuery: SearchQuery = { text: '', isRegex: false, isCaseSensitive: false, isWholeWord: false }
/** Typing goes on before the log is searched, in milliseconds. */
const typingPause = 120
/** Where hits can be marked beside the log at most. */
const markedAtMost = 2_000

export interface LogSearchUi {
  readonly isOpen: boolean
  readonly query: SearchQuery
  readonly setQuery: (query: SearchQuery) => void
  /** Opens the search, or takes the focus to it. */
  readonly open: () => void
  readonly close: () => void
  /** Changes with each `open`. */
  readonly asked: number
  readonly isNarrowed: boolean
  readonly setNarrowed: (isNarrowed: boolean) => void
  readonly state: SearchState | null
  /** Finds matches in lines that are shown; null while nothing is searched for. */
  readonly matcher: LineMatcher | null
  /** The hit that was gone to. */
  readonly hit: Hit | null
  /** Its position among all; null before the first. */
  readonly current: number | null
  /**
   * The hit after or before the one that was gone to; without one, those around the line with this number. Waits for the
   * first answer about what was typed. Null where there is none, or something else is searched for or gone to by then.
   */
  readonly step: (by: 1 | -1, near: number) => Promise<Hit | null>
}

/**
 * What is searched for in a log. `order` sorts the hits as the rows are where these are not in the order of the lines; null
 * where they are.
 */
export function useSearch(
  search: LogSearching,
  filter: LogFilter,
  order: ReadonlyMap<RunId, number> | null
): LogSearchUi {
  const [isOpen, setOpen] = useState(false)
  const [asked, setAsked] = useState(0)
  const [query, setQuery] = useState(noQuery)
  const [isNarrowed, setNarrowed] = useState(false)
  const [found, setFound] = useState<{ readonly hit: Hit; readonly at: number } | null>(null)
  const state = useSyncExternalStore(search.subscribe, () => search.state)
  const isWanted = query.text !== ''
  const begin = useBeginning(search, isWanted ? query : null, filter)
  useEffect(() => {
    setFound(null)
    const timer = setTimeout(begin, isWanted ? typingPause : 0)
    return () => clearTimeout(timer)
  }, [begin, isWanted])
  const hits = state?.hits
  const ordered = useMemo(() => (hits && order ? inTreeOrder(hits, order) : (hits ?? [])), [hits, order])
  const matcher = useMatcher(isOpen ? state : null)

  /** Counts what was asked to be gone to: only the last of these is. */
  const wishes = useRef(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: nobody waits for a hit of what is no longer searched for
  useEffect(() => {
    wishes.current += 1
  }, [begin, isOpen])
  const step = async (by: 1 | -1, near: number): Promise<Hit | null> => {
    if (!isWanted) return null
    const wish = ++wishes.current
    const blank = begin()
    const isKnown = isSettled(search.state, blank)
    if (!isKnown) await settled(search, blank)
    if (wish !== wishes.current || search.state === null || search.state.count === 0) return null
    const { hits: all, count } = search.state
    const list = all === hits ? ordered : order ? inTreeOrder(all, order) : all
    const last = isKnown && found ? positionOf(list, found) : null
    const at = last === null ? firstOf(list, by, order !== null, near) : (last + by + count) % count
    const hit = list[at] ?? (await search.hitAt(at))
    if (wish !== wishes.current) return null
    if (hit) setFound({ hit, at })
    return hit
  }

  return {
    isOpen,
    query,
    setQuery,
    open: () => {
      setOpen(true)
      setAsked(count => count + 1)
    },
    close: () => {
      setOpen(false)
      setNarrowed(false)
    },
    asked,
    isNarrowed: isNarrowed && isOpen && isWanted,
    setNarrowed,
    state: isWanted ? state : null,
    matcher,
    hit: isOpen ? (found?.hit ?? null) : null,
    current: found && positionOf(ordered, found),
    step
  }
}

/** Where to begin among hits: in a tree at its end, otherwise around a line. */
const firstOf = (hits: readonly Hit[], by: 1 | -1, isTree: boolean, near: number): number =>
  isTree ? (by > 0 ? 0 : hits.length - 1) : hitNear(hits, by, hit => hit.number < near)

/**
 * What begins a search at once, unless it is under way already; it answers with what was known right after the beginning,
 * before anything was looked at.
 */
function useBeginning(search: LogSearching, query: SearchQuery | null, filter: LogFilter): () => SearchState | null {
  const blank = useRef<SearchState | null>(null)
  return useCallback(() => {
    const { state } = search
    if (state === null || state.query !== query || state.filter !== filter) {
      search.start(query, filter)
      blank.current = search.state
    }
    return blank.current
  }, [search, query, filter])
}

/** Whether there is a hit to go to, or no more reason to wait for one. */
const isSettled = (state: SearchState | null, blank: SearchState | null): boolean =>
  state === null || (state !== blank && (state.count > 0 || state.failure !== null || state.searched >= state.lines))

const settled = (search: LogSearching, blank: SearchState | null): Promise<void> =>
  new Promise(resolve => {
    const undo = search.subscribe(() => {
      if (!isSettled(search.state, blank)) return
      undo()
      resolve()
    })
  })

/** Where a hit is now: new ones may have come before it. Those that are not kept stay where they were found. */
function positionOf(hits: readonly Hit[], { hit, at }: { readonly hit: Hit; readonly at: number }): number {
  if (hits[at]?.number === hit.number) return at
  const found = hits.findIndex(item => item.number === hit.number)
  return found === -1 ? at : found
}

/**
 * Finds matches in what is shown. A regular expression does so only once it has got through the log in good time: one that
 * does not come to an end would hold up the window.
 */
function useMatcher(state: SearchState | null): LineMatcher | null {
  const query = state?.query ?? null
  const isProven = state !== null && state.failure === null && (!state.query.isRegex || state.searched > 0)
  return useMemo(() => {
    const made = query !== null && isProven ? createLineMatcher(query) : null
    return made?.ok ? made.value : null
  }, [query, isProven])
}

/** Some of many things, evenly. */
export const sampled = <T>(items: readonly T[]): readonly T[] => {
  const step = Math.ceil(items.length / markedAtMost)
  return step <= 1 ? items : items.filter((_, index) => index % step === 0)
}

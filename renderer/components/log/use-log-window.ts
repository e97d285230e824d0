import {
  type Dispatch,
  type RefObject,
  type SetStateAction,
  type UIEventHandler,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState
} from 'react'
import { type Follow, newLines, nextFollow } from './follow'
import {
  drawnTop,
  endOffset,
  type Geometry,
  isSqueezed,
  offsetAt,
  offsetToShow,
  rangeHeight,
  rowsInView,
  scrollTopAt,
  wrappedGeometry
} from './windower'

/** Rows that are drawn above and below what is in view, so that there is something before a person who scrolls. */
const overscan = 24
/** The same while keys move the view, or the end does: nothing is seen on the way. */
const overscanOfKeys = 4

export interface LogWindow {
  readonly element: RefObject<HTMLDivElement | null>
  readonly onScroll: UIEventHandler
  /** Rows to draw. */
  readonly first: number
  readonly end: number
  /** Pixels from the top of the scrolled element to the first drawn row; null where the last one touches the end. */
  readonly top: number | null
  /** Pixels to give the scrolled element. */
  readonly height: number
  /** The first row that is wholly in view. */
  readonly firstShown: number
  /** Whole rows in view. */
  readonly rowsShown: number
  /** Pixels from the top of the content to the upper edge of what is shown. */
  readonly offset: number
  /** Whether a person has moved the view since this was asked. */
  readonly takeMove: () => boolean
  /** A person moves the view by something else than scrolling. */
  readonly noteMove: () => void
  readonly isFollowing: boolean
  readonly newLines: number
  readonly follow: () => void
  /** Lets go of the end without moving. */
  readonly letGo: () => void
  /** Moves as little as needed, or puts the row in the middle or at the top. */
  readonly showRow: (row: number, place?: Place) => void
  /** Moves the content under the view, so that what is shown stays where it is. Follows on if it did. */
  readonly shift: (offset: number) => void
}

type Place = 'nearest' | 'middle' | 'top'

/** What is asked of the window: rows of the same height, unless lines are wrapped. */
export interface WindowOptions {
  readonly rows: number
  readonly rowHeight: number
  readonly startsAtEnd: boolean
  /** Rows are as high as they need to be; scrolling then goes from row to row. */
  readonly isWrapped: boolean
}

/** Keeps track of what part of a long list is in view, and of its end while it is followed. */
export function useLogWindow({ rows, rowHeight, startsAtEnd, isWrapped }: WindowOptions): LogWindow {
  const element = useRef<HTMLDivElement>(null)
  const viewport = useHeight(element)
  const [offset, setOffset] = useState(0)
  const [follow, setFollow] = useState<Follow>({
    isOn: startsAtEnd,
    // Nothing counts as new in a log that was not followed from its start.
    seen: startsAtEnd ? 0 : Number.POSITIVE_INFINITY
  })
  const isMoving = useRef(false)
  const isMoved = useRef(false)
  const even: Geometry = { rows, rowHeight, viewport }
  const geometry = isWrapped ? wrappedGeometry(even) : even
  const shown = follow.isOn ? endOffset(geometry) : Math.min(offset, endOffset(geometry))
  const latest = useRef<Latest['current']>({ rows, geometry, shown, follow, isWrapped })
  latest.current = { rows, geometry, shown, follow, isWrapped }

  const movedFrom = useScrollTop(element, isMoving, follow.isOn, scrollTopAt(geometry, shown))
  const [isByHand, setByHand] = useState(false)
  const [moves] = useState(() => createMoves(element, latest, isMoving, { setOffset, setFollow, setByHand }))
  const onScroll = useCallback<UIEventHandler>(
    event => {
      const { geometry: now, rows: count } = latest.current
      const to = event.currentTarget.scrollTop
      const from = movedFrom(to)
      if (from === null) return
      isMoved.current = true
      setByHand(true)
      setOffset(offsetAt(now, to))
      setFollow(state => nextFollow(state, { kind: 'scrolled', from, to }, count))
    },
    [movedFrom]
  )
  const turnBegins = useCallback(() => setByHand(true), [])
  useWheel(element, moves.moveTo, moves.letGo, turnBegins, latest)

  const isAtEnd = isWrapped && follow.isOn
  const more = isByHand ? overscan : overscanOfKeys
  const { first, end } = isAtEnd
    ? { first: Math.max(0, rows - Math.ceil(viewport / rowHeight) - more), end: rows }
    : rowsInView(even, shown, { before: isWrapped ? 0 : more, after: more })
  return {
    element,
    onScroll,
    first,
    end,
    top: isAtEnd ? null : topOf(geometry, shown, first, isWrapped),
    height: rangeHeight(geometry),
    firstShown: Math.min(Math.ceil(shown / rowHeight), Math.max(0, rows - 1)),
    rowsShown: Math.max(1, Math.floor(viewport / rowHeight)),
    offset: shown,
    takeMove: () => {
      const wasMoved = isMoved.current
      isMoved.current = false
      return wasMoved
    },
    noteMove: () => {
      isMoved.current = true
    },
    isFollowing: follow.isOn,
    newLines: newLines(follow, rows),
    ...moves
  }
}

/**
 * Scrolls to where the view is wanted, while the end is followed or something else than the person moves it. Answers, for
 * the position that a scroll event tells, where the person moved the view from; null where it was this that did.
 */
function useScrollTop(
  element: RefObject<HTMLDivElement | null>,
  isMoving: RefObject<boolean>,
  isFollowing: boolean,
  wanted: number
): (to: number) => number | null {
  /** The position as this code knows it. */
  const known = useRef(0)
  /** What was asked of the browser last, which holds whole pixels only; null once the person has moved the view. */
  const asked = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (!element.current || !(isFollowing || isMoving.current)) return
    isMoving.current = false
    // Asking makes the browser lay out the page at once, which most keys can do without.
    if (wanted === asked.current) return
    asked.current = wanted
    element.current.scrollTop = wanted
    known.current = element.current.scrollTop
  })
  return useCallback(to => {
    const from = known.current
    if (Math.abs(to - from) < 1) return null
    known.current = to
    asked.current = null
    return from
  }, [])
}

/** Wrapped rows begin at the upper edge, whatever is above it: there is no telling how high that is. */
function topOf(geometry: Geometry, shown: number, first: number, isWrapped: boolean): number {
  if (isWrapped) return scrollTopAt(geometry, shown)
  if (!isSqueezed(geometry)) return first * geometry.rowHeight
  return drawnTop(geometry, scrollTopAt(geometry, shown), shown, first)
}

interface Setters {
  readonly setOffset: (offset: number) => void
  readonly setFollow: Dispatch<SetStateAction<Follow>>
  readonly setByHand: (isByHand: boolean) => void
}

/** The ways in which keys and buttons move the view. */
function createMoves(
  element: RefObject<HTMLDivElement | null>,
  latest: Latest,
  isMoving: RefObject<boolean>,
  { setOffset, setFollow, setByHand }: Setters
) {
  const place = (wanted: number): number => {
    const to = Math.max(0, Math.min(wanted, endOffset(latest.current.geometry)))
    isMoving.current = true
    setOffset(to)
    return to
  }
  const moveTo = (wanted: number): void => {
    const { rows, shown } = latest.current
    const to = place(wanted)
    setByHand(false)
    setFollow(state => nextFollow(state, { kind: 'scrolled', from: shown, to }, rows))
  }
  const letGo = (): void => {
    const { rows, geometry, shown, follow, isWrapped } = latest.current
    if (!follow.isOn) return
    // Wrapped rows are higher than they count: what is at the top is seen only where it is drawn.
    const top = isWrapped ? topRow(element.current) : null
    place(top === null ? shown : top * geometry.rowHeight)
    setFollow(nextFollow(follow, { kind: 'selected' }, rows))
  }
  return {
    moveTo,
    letGo,
    follow: (): void => {
      setByHand(false)
      setFollow(state => nextFollow(state, { kind: 'end' }, latest.current.rows))
    },
    shift: (offset: number): void => {
      if (!latest.current.follow.isOn) place(offset)
    },
    showRow: (row: number, where: Place = 'nearest'): void => {
      const { geometry, shown, isWrapped } = latest.current
      if (where === 'nearest' && isWrapped && isWholeInView(element.current, row)) {
        letGo()
        return
      }
      const above = where === 'top' ? 0 : (geometry.viewport - geometry.rowHeight) / (isWrapped ? 3 : 2)
      const wanted = row * geometry.rowHeight - above
      letGo()
      moveTo(where === 'nearest' && !isWrapped ? offsetToShow(geometry, row, shown) : wanted)
    }
  }
}

/** The first drawn row that is at least partly in view; null when none is drawn. */
function topRow(viewport: HTMLElement | null): number | null {
  const edge = viewport?.getBoundingClientRect().top ?? 0
  const rows = [...(viewport?.querySelectorAll('[data-row]') ?? [])]
  const found = rows.find(row => row.getBoundingClientRect().bottom > edge + 1)
  return found instanceof HTMLElement ? Number(found.dataset.row) : null
}

function isWholeInView(viewport: HTMLElement | null, row: number): boolean {
  const own = viewport?.querySelector(`[data-row="${row}"]`)?.getBoundingClientRect()
  const frame = viewport?.getBoundingClientRect()
  return own !== undefined && frame !== undefined && own.top >= frame.top && own.bottom <= frame.bottom
}

function useHeight(element: RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(0)
  useLayoutEffect(() => {
    const node = element.current
    if (!node) return
    const measure = () => setHeight(node.clientHeight)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(node)
    return () => observer.disconnect()
  }, [element])
  return height
}

type Latest = RefObject<{
  readonly rows: number
  readonly geometry: Geometry
  readonly shown: number
  readonly follow: Follow
  readonly isWrapped: boolean
}>

/**
 * Turning the wheel up lets go of the end before the browser has scrolled, so that a line that comes in between
 * cannot pull the view back. In a squeezed list one turn would fly over many rows; there it moves by itself.
 */
function useWheel(
  element: RefObject<HTMLDivElement | null>,
  moveTo: (offset: number) => void,
  letGo: () => void,
  onTurn: () => void,
  latest: Latest
): void {
  useEffect(() => {
    const node = element.current
    if (!node) return
    const turn = (event: WheelEvent) => {
      const { geometry, shown } = latest.current
      if (event.deltaY < 0) letGo()
      onTurn()
      if (!isSqueezed(geometry) || event.deltaY === 0 || event.ctrlKey) return
      event.preventDefault()
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? geometry.rowHeight : 1
      moveTo(shown + event.deltaY * unit)
    }
    node.addEventListener('wheel', turn, { passive: false })
    return () => node.removeEventListener('wheel', turn)
  }, [element, moveTo, letGo, onTurn, latest])
}

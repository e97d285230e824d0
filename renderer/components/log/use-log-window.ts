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

const overscan = 24

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
  /** The scroll position as this code knows it: a scroll event that tells another one was caused by the person. */
  const known = useRef(0)
  const isMoving = useRef(false)
  const isMoved = useRef(false)
  const even: Geometry = { rows, rowHeight, viewport }
  const geometry = isWrapped ? wrappedGeometry(even) : even
  const shown = follow.isOn ? endOffset(geometry) : Math.min(offset, endOffset(geometry))
  const latest = useRef<Latest['current']>({ rows, geometry, shown, follow, isWrapped })
  latest.current = { rows, geometry, shown, follow, isWrapped }

  useLayoutEffect(() => {
    if (!element.current || !(follow.isOn || isMoving.current)) return
    isMoving.current = false
    element.current.scrollTop = scrollTopAt(latest.current.geometry, shown)
    known.current = element.current.scrollTop
  })

  const [moves] = useState(() => createMoves(element, latest, isMoving, setOffset, setFollow))
  const onScroll = useCallback<UIEventHandler>(event => {
    const { geometry: now, rows: count } = latest.current
    const [from, to] = [known.current, event.currentTarget.scrollTop]
    if (Math.abs(to - from) < 1) return
    known.current = to
    isMoved.current = true
    setOffset(offsetAt(now, to))
    setFollow(state => nextFollow(state, { kind: 'scrolled', from, to }, count))
  }, [])
  useWheel(element, moves.moveTo, moves.letGo, latest)

  const isAtEnd = isWrapped && follow.isOn
  const { first, end } = isAtEnd
    ? { first: Math.max(0, rows - Math.ceil(viewport / rowHeight) - overscan), end: rows }
    : rowsInView(even, shown, isWrapped ? { before: 0, after: overscan } : { before: overscan, after: overscan })
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

/** Wrapped rows begin at the upper edge, whatever is above it: there is no telling how high that is. */
function topOf(geometry: Geometry, shown: number, first: number, isWrapped: boolean): number {
  if (isWrapped) return scrollTopAt(geometry, shown)
  if (!isSqueezed(geometry)) return first * geometry.rowHeight
  return drawnTop(geometry, scrollTopAt(geometry, shown), shown, first)
}

/** The ways in which keys and buttons move the view. */
function createMoves(
  element: RefObject<HTMLDivElement | null>,
  latest: Latest,
  isMoving: RefObject<boolean>,
  setOffset: (offset: number) => void,
  setFollow: Dispatch<SetStateAction<Follow>>
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
    follow: (): void => setFollow(state => nextFollow(state, { kind: 'end' }, latest.current.rows)),
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
  latest: Latest
): void {
  useEffect(() => {
    const node = element.current
    if (!node) return
    const turn = (event: WheelEvent) => {
      const { geometry, shown } = latest.current
      if (event.deltaY < 0) letGo()
      if (!isSqueezed(geometry) || event.deltaY === 0 || event.ctrlKey) return
      event.preventDefault()
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? geometry.rowHeight : 1
      moveTo(shown + event.deltaY * unit)
    }
    node.addEventListener('wheel', turn, { passive: false })
    return () => node.removeEventListener('wheel', turn)
  }, [element, moveTo, letGo, latest])
}

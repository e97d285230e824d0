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
  scrollTopAt
} from './windower'

const overscan = 24

export interface LogWindow {
  readonly element: RefObject<HTMLDivElement | null>
  readonly onScroll: UIEventHandler
  /** Rows to draw. */
  readonly first: number
  readonly end: number
  /** Pixels from the top of the scrolled element to the first drawn row. */
  readonly top: number
  /** Pixels to give the scrolled element. */
  readonly height: number
  /** The first row that is wholly in view. */
  readonly firstShown: number
  /** Whole rows in view. */
  readonly rowsShown: number
  readonly isFollowing: boolean
  readonly newLines: number
  readonly follow: () => void
  /** Lets go of the end without moving. */
  readonly letGo: () => void
  /** Moves as little as needed, or puts the row in the middle. */
  readonly showRow: (row: number, place?: 'nearest' | 'middle') => void
}

/** Keeps track of what part of a long list is in view, and of its end while it is followed. */
export function useLogWindow(rows: number, rowHeight: number, startsAtEnd: boolean): LogWindow {
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
  const geometry: Geometry = { rows, rowHeight, viewport }
  const shown = follow.isOn ? endOffset(geometry) : Math.min(offset, endOffset(geometry))
  const latest = useRef({ geometry, shown, follow })
  latest.current = { geometry, shown, follow }

  useLayoutEffect(() => {
    if (!element.current || !(follow.isOn || isMoving.current)) return
    isMoving.current = false
    element.current.scrollTop = scrollTopAt(latest.current.geometry, shown)
    known.current = element.current.scrollTop
  })

  const [moves] = useState(() => createMoves(latest, isMoving, setOffset, setFollow))
  const onScroll = useCallback<UIEventHandler>(event => {
    const { geometry: now } = latest.current
    const [from, to] = [known.current, event.currentTarget.scrollTop]
    if (Math.abs(to - from) < 1) return
    known.current = to
    setOffset(offsetAt(now, to))
    setFollow(state => nextFollow(state, { kind: 'scrolled', from, to }, now.rows))
  }, [])
  useWheel(element, moves.moveTo, moves.letGo, latest)

  const { first, end } = rowsInView(geometry, shown, overscan)
  const top = isSqueezed(geometry) ? drawnTop(geometry, scrollTopAt(geometry, shown), shown, first) : first * rowHeight
  return {
    element,
    onScroll,
    first,
    end,
    top,
    height: rangeHeight(geometry),
    firstShown: Math.ceil(shown / rowHeight),
    rowsShown: Math.max(1, Math.floor(viewport / rowHeight)),
    isFollowing: follow.isOn,
    newLines: newLines(follow, rows),
    follow: moves.follow,
    letGo: moves.letGo,
    showRow: moves.showRow
  }
}

/** The ways in which keys and buttons move the view. */
function createMoves(
  latest: Latest,
  isMoving: RefObject<boolean>,
  setOffset: (offset: number) => void,
  setFollow: Dispatch<SetStateAction<Follow>>
) {
  const moveTo = (wanted: number): void => {
    const { geometry, shown } = latest.current
    const to = Math.max(0, Math.min(wanted, endOffset(geometry)))
    isMoving.current = true
    setOffset(to)
    setFollow(state => nextFollow(state, { kind: 'scrolled', from: shown, to }, geometry.rows))
  }
  const letGo = (): void => {
    const { geometry, shown, follow } = latest.current
    if (!follow.isOn) return
    setOffset(shown)
    setFollow(nextFollow(follow, { kind: 'selected' }, geometry.rows))
  }
  return {
    moveTo,
    letGo,
    follow: (): void => setFollow(state => nextFollow(state, { kind: 'end' }, latest.current.geometry.rows)),
    showRow: (row: number, place: 'nearest' | 'middle' = 'nearest'): void => {
      const { geometry, shown } = latest.current
      const middle = row * geometry.rowHeight - (geometry.viewport - geometry.rowHeight) / 2
      letGo()
      moveTo(place === 'middle' ? middle : offsetToShow(geometry, row, shown))
    }
  }
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

type Latest = RefObject<{ readonly geometry: Geometry; readonly shown: number; readonly follow: Follow }>

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

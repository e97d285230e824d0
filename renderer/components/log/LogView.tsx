import { Button } from '@mantine/core'
import type { Failure } from '@shared/failure'
import type { LogLine } from '@shared/log'
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
  useState
} from 'react'
import { chordTime } from '../../lib/keys'
import { plural } from '../../lib/plural'
import { FailureAlert } from '../FailureAlert'
import { Icon } from '../Icon'
import { Kbd } from '../Kbd'
import type { LineLook } from './LogRow'
import rowClasses from './LogRow.module.css'
import { LogRows } from './LogRows'
import classes from './LogView.module.css'
import { clickLine, type LineSelection } from './line-selection'
import { createLogActions, type LogActions } from './log-actions'
import { type LogKeyPress, logCommand, secondKeyWithin } from './log-keys'
import type { RunLabels } from './log-source'
import { RightEdge, useMoreToRight } from './RightEdge'
import type { Row, RowLines, RowModel, RowPlace } from './rows/row'
import { ScrollMarks } from './ScrollMarks'
import { useAside } from './use-aside'
import { type LogWindow, useLogWindow } from './use-log-window'
import { useRowAnchor } from './use-row-anchor'
import { useWidestDrawn } from './use-widest-drawn'

/** Height of a row in pixels, as the style sheet has it. */
const rowHeight = 18
/** Characters that names of targets may take beside the lines. */
const longestLabel = 18

export interface LogHandle {
  /** Brings something to the middle, or to the top; false where it is not shown. */
  show(place: RowPlace, where?: 'middle' | 'top'): boolean
  follow(): void
  /** Does what a key does in the log; false for a key that is not the log's. */
  press(key: LogKeyPress): boolean
  /** The line at the upper edge; undefined while it is being read. */
  top(): LogLine | undefined
  focus(): void
}

export interface LogViewProps {
  readonly model: RowModel
  readonly lines: RowLines
  /** Why lines cannot be read; null while they can. */
  readonly failure: Failure | null
  readonly onRetry: () => void
  /** What it is called, for people who do not see it. */
  readonly name: string
  readonly labels: RunLabels
  /** Characters of the longest name of a target; 0 leaves the names out. */
  readonly labelLength: number
  readonly look: Omit<LineLook, 'hasLabels'>
  readonly isWrapped: boolean
  /** What times count from; milliseconds since 1970 UTC. */
  readonly start: number
  /** When the step of a line began in its place; null where it belongs to none. */
  readonly stepStart: (line: LogLine) => number | null
  /** The highest line number there will be at a glance: it decides how wide the numbers are. */
  readonly lastNumber: number
  /** Whether the end is in view at first, and kept there. */
  readonly startsAtEnd: boolean
  /** Whether more lines may come. */
  readonly isGrowing: boolean
  /** What to show instead of a log without lines. */
  readonly empty: ReactNode
  /** Where hits are, as shares of all rows from 0 to 1. */
  readonly marks: readonly number[]
  /** Number of the line with the hit that was gone to; null for none. */
  readonly currentHit: number | null
  readonly selection: LineSelection | null
  readonly onSelect: (selection: LineSelection | null) => void
  readonly onFold: (key: string, isOpen: boolean) => void
  readonly onCopy: () => void
  readonly onCopyLink: () => void
  readonly onShowAll: (lineNumber: number) => void
  /** Somebody clicked a link in a line. */
  readonly onLink: (address: string) => void
  /** The person moved the view. */
  readonly onMoved?: () => void
  readonly handle?: Ref<LogHandle>
}

/** A log of any length: only the rows in view exist. */
export function LogView(props: LogViewProps) {
  const { model, lines, look, selection } = props
  const view = useLogWindow({
    rows: model.count,
    rowHeight,
    startsAtEnd: props.startsAtEnd,
    isWrapped: props.isWrapped
  })
  const more = useMoreToRight(view.element)
  useAside(view.element)
  const [cursor, setCursor] = useState<string | null>(null)
  useRowAnchor(model, view, rowHeight)
  const shown = rowsBetween(model, view.first, view.end)
  // Each frame may bring other rows into view, or lines that are not in memory yet.
  useEffect(() => lines.want(shown))
  useTextSelection(view)
  const { onMoved } = props
  // Only once it is drawn where it was moved to.
  useEffect(() => {
    if (view.takeMove()) onMoved?.()
  })
  const actions = createLogActions({ ...props, view, cursor, setCursor })
  const press = useKeys(actions, view, selection !== null || cursor !== null)
  useImperativeHandle(props.handle, () => handleOf(props, view, press))
  useWidestDrawn(view.element, `${look.timeMode} ${props.labelLength} ${props.isWrapped}`)
  const digits = Math.max(3, String(props.lastNumber).length)
  const onKeyDown = (event: KeyboardEvent) => {
    if (!press(event)) return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className={classes.frame} data-scheme={look.scheme}>
      <section
        ref={view.element}
        className={classes.viewport}
        role="log"
        // Rows come and go with scrolling; a region of its own speaks instead.
        aria-live="off"
        aria-label={props.name}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
        tabIndex={0}
        onScroll={view.onScroll}
        onKeyDown={onKeyDown}
        onClick={clickHandler(props, view, setCursor)}
        style={
          {
            '--log-digits': digits,
            '--log-label': Math.min(props.labelLength, longestLabel)
          } as CSSProperties
        }
        data-log
      >
        <div className={classes.range} data-wrapped={props.isWrapped || undefined} style={{ height: view.height }}>
          <div
            className={`${classes.rows} ${props.isWrapped ? rowClasses.wrapped : ''}`}
            data-at-end={view.top === null || undefined}
            style={view.top === null ? undefined : { transform: `translateY(${view.top}px)` }}
          >
            <LogRows {...props} rows={shown} first={view.first} cursor={cursor} />
          </div>
        </div>
      </section>
      <ScrollMarks marks={props.marks} />
      {!props.isWrapped && <RightEdge more={more} />}
      {model.count === 0 && !props.failure && <div className={classes.empty}>{props.empty}</div>}
      {props.failure && (
        <div className={classes.failure}>
          <FailureAlert failure={props.failure} onRetry={props.onRetry} />
        </div>
      )}
      <EndButton view={view} isGrowing={props.isGrowing} />
    </div>
  )
}

const rowsBetween = (model: RowModel, first: number, end: number): readonly Row[] =>
  Array.from({ length: Math.max(0, end - first) }, (_, index) => model.rowAt(first + index)).flatMap(row => row ?? [])

function handleOf(props: LogViewProps, view: LogWindow, press: (key: LogKeyPress) => boolean): LogHandle {
  const { model, lines } = props
  return {
    show: (place, where = 'middle') => {
      const row = model.indexOf(place)
      if (row !== null) view.showRow(row, where)
      return row !== null
    },
    follow: view.follow,
    press: key => {
      view.element.current?.focus({ preventScroll: true })
      return press(key)
    },
    top: () => {
      const row = model.rowAt(Math.floor(view.offset / rowHeight))
      return row === undefined ? undefined : lines.lineOf(row)
    },
    focus: () => view.element.current?.focus({ preventScroll: true })
  }
}

function EndButton({ view, isGrowing }: { readonly view: LogWindow; readonly isGrowing: boolean }) {
  if (view.isFollowing || (!isGrowing && view.newLines === 0)) return null
  return (
    <div className={classes.end}>
      <Button size="compact-sm" radius="xl" onClick={view.follow} leftSection={<Icon name="arrow-down" size={13} />}>
        {view.newLines > 0 ? `${plural(view.newLines, 'new line')} — ` : ''}
        <Kbd keys="End" />
        &nbsp;{isGrowing ? 'to follow' : 'to see them'}
      </Button>
    </div>
  )
}

const attributeAt = (target: Element, name: string): string | null =>
  target.closest(`[${name}]`)?.getAttribute(name) ?? null

/** One handler for all rows: line numbers mark, headings fold, “show all” opens, links are copied. */
const clickHandler =
  (props: LogViewProps, view: LogWindow, setCursor: (key: string | null) => void) => (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return
    const row = props.model.rowAt(Number(attributeAt(event.target, 'data-row') ?? -1))
    const number = attributeAt(event.target, 'data-line')
    const fold = attributeAt(event.target, 'data-fold')
    const whole = attributeAt(event.target, 'data-show-all')
    const link = attributeAt(event.target, 'data-link')
    if (row) setCursor(row.key)
    if (number && row?.kind === 'line') {
      view.letGo()
      props.onSelect(clickLine(props.selection, Number(number), row.run, event.shiftKey))
    } else if (fold && row) props.onFold(fold, !isOpenAt(row))
    else if (whole) props.onShowAll(Number(whole))
    else if (link) props.onLink(link)
  }

const isOpenAt = (row: Row): boolean =>
  row.kind === 'heading' ? row.isOpen : row.kind === 'line' ? (row.fold?.isOpen ?? true) : true

/** Marking text lets go of the end: the text must not run away from under the pointer. */
function useTextSelection(view: LogWindow): void {
  const { element, letGo } = view
  useEffect(() => {
    const listener = () => {
      const selection = document.getSelection()
      if (selection && !selection.isCollapsed && element.current?.contains(selection.anchorNode)) letGo()
    }
    document.addEventListener('selectionchange', listener)
    return () => document.removeEventListener('selectionchange', listener)
  }, [element, letGo])
}

/** Whether a letter leads to another screen, because a g was pressed so many milliseconds before. */
const isOfChord = ({ key }: LogKeyPress, sinceG: number): boolean =>
  sinceG < chordTime && key !== 'g' && /^[a-z]$/.test(key)

/** Answers whether a key was the log's. Escape is only while there is something to let go of. */
function useKeys(actions: LogActions, view: LogWindow, hasMarks: boolean): (key: LogKeyPress) => boolean {
  const lastG = useRef(Number.NEGATIVE_INFINITY)
  return key => {
    const now = performance.now()
    const sinceG = now - lastG.current
    const command = isOfChord(key, sinceG) ? null : logCommand(key, sinceG < secondKeyWithin)
    lastG.current = key.key === 'g' && !command ? now : Number.NEGATIVE_INFINITY
    if (!command || (command.kind === 'clear' && !hasMarks)) return false
    view.noteMove()
    actions.run(command)
    return true
  }
}

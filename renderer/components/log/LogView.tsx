import { Button } from '@mantine/core'
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  useSyncExternalStore
} from 'react'
import { plural } from '../../lib/plural'
import { FailureAlert } from '../FailureAlert'
import { Icon } from '../Icon'
import { Kbd } from '../Kbd'
import { LogRow } from './LogRow'
import classes from './LogView.module.css'
import { clickLine, isSelected, type LineSelection, moveSelection, selectedSpan } from './line-selection'
import { logCommand, secondKeyWithin } from './log-keys'
import type { LogSource, RunLabels } from './log-source'
import type { Scheme } from './palette'
import { RightEdge } from './RightEdge'
import type { TimeMode } from './time'
import { type LogWindow, useLogWindow } from './use-log-window'

/** Height of a row in pixels, as the style sheet has it. */
const rowHeight = 18
/** Characters that names of targets may take beside the lines. */
const longestLabel = 18

export interface LogHandle {
  /** Brings a line to the middle and marks it. */
  showLine(position: number): void
  follow(): void
  /** What the copy button copies: the marked lines, or everything. `end` is not included. */
  span(): { readonly first: number; readonly end: number }
}

export interface LogViewProps {
  readonly source: LogSource
  readonly labels: RunLabels
  /** Characters of the longest name of a target; 0 leaves the names out. */
  readonly labelLength: number
  readonly timeMode: TimeMode
  /** What times count from; milliseconds since 1970 UTC. */
  readonly start: number
  readonly scheme: Scheme
  /** Whether the end is in view at first, and kept there. */
  readonly startsAtEnd: boolean
  /** Whether more lines may come. */
  readonly isGrowing: boolean
  /** What to show instead of a log without lines. */
  readonly empty: ReactNode
  readonly onCopy: () => void
  readonly onShowAll: (lineNumber: number) => void
  /** How many lines are marked, whenever that changes. */
  readonly onSelected: (count: number) => void
  readonly handle?: Ref<LogHandle>
}

/** A log of any length: only the lines in view exist. */
export function LogView(props: LogViewProps) {
  const { source, scheme } = props
  useSyncExternalStore(source.subscribe, () => source.version)
  const total = source.total ?? 0
  const view = useLogWindow(total, rowHeight, props.startsAtEnd)
  const [selection, select] = useSelection(view, props.onSelected)
  useEffect(() => source.want(view.first, view.end))
  useTextSelection(view)
  useImperativeHandle(props.handle, () => ({
    showLine: position => {
      view.showRow(position, 'middle')
      select({ anchor: position, focus: position })
    },
    follow: view.follow,
    span: () => (selection ? selectedSpan(selection) : { first: 0, end: total })
  }))
  const onKeyDown = useLogKeys(view, total, selection, select, props.onCopy)
  const onClick = clickHandler(selection, select, props.onShowAll)
  const columns = useWidest(source, view)
  const digits = String(source.lineAt(total - 1)?.number ?? total).length
  return (
    <div className={classes.frame} data-scheme={scheme}>
      <section
        ref={view.element}
        className={classes.viewport}
        role="log"
        // Rows come and go with scrolling; a region of its own speaks instead.
        aria-live="off"
        aria-label="Task log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
        tabIndex={0}
        onScroll={view.onScroll}
        onKeyDown={onKeyDown}
        onClick={onClick}
        style={
          {
            '--log-digits': Math.max(3, digits),
            '--log-columns': columns,
            '--log-label': Math.min(props.labelLength, longestLabel)
          } as CSSProperties
        }
        data-log
      >
        <div className={classes.range} style={{ height: view.height }}>
          <div className={classes.rows} style={{ transform: `translateY(${view.top}px)` }}>
            {rows(props, view, selection)}
          </div>
        </div>
      </section>
      <RightEdge of={view.element} />
      {total === 0 && !source.failure && <div className={classes.empty}>{props.empty}</div>}
      {source.failure && (
        <div className={classes.failure}>
          <FailureAlert failure={source.failure} onRetry={() => source.retry()} />
        </div>
      )}
      <EndButton view={view} isGrowing={props.isGrowing} />
    </div>
  )
}

function rows(props: LogViewProps, view: LogWindow, selection: LineSelection | null): ReactNode[] {
  const { source, labels, labelLength, timeMode, start, scheme } = props
  const hasLabels = labelLength > 0
  return Array.from({ length: view.end - view.first }, (_, index) => {
    const position = view.first + index
    const line = source.lineAt(position)
    return (
      <LogRow
        key={position}
        position={position}
        line={line}
        isSelected={isSelected(selection, position)}
        timeMode={timeMode}
        start={start}
        label={hasLabels && line ? labels(line.run) : null}
        hasLabels={hasLabels}
        scheme={scheme}
      />
    )
  })
}

/** Characters of the longest line drawn so far: the width only ever grows, so that scrolling up and down never shifts the view. */
function useWidest(source: LogSource, view: LogWindow): number {
  const widest = useRef(0)
  for (let position = view.first; position < view.end; position += 1) {
    widest.current = Math.max(widest.current, source.lineAt(position)?.text.length ?? 0)
  }
  return widest.current
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

type Select = (next: LineSelection | null) => void

function useSelection(view: LogWindow, onSelected: (count: number) => void): [LineSelection | null, Select] {
  const [selection, setSelection] = useState<LineSelection | null>(null)
  const select: Select = next => {
    setSelection(next)
    if (next) view.letGo()
    const span = next && selectedSpan(next)
    onSelected(span ? span.end - span.first : 0)
  }
  return [selection, select]
}

/** One handler for all rows: line numbers mark, “show all” opens. */
const clickHandler =
  (selection: LineSelection | null, select: Select, showAll: (lineNumber: number) => void) => (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return
    const number = event.target.closest('[data-position]')?.getAttribute('data-position')
    const whole = event.target.closest('[data-show-all]')?.getAttribute('data-show-all')
    if (number) select(clickLine(selection, Number(number), event.shiftKey))
    if (whole) showAll(Number(whole))
  }

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

function useLogKeys(
  view: LogWindow,
  total: number,
  selection: LineSelection | null,
  select: Select,
  copy: () => void
): (event: KeyboardEvent) => void {
  const lastG = useRef(Number.NEGATIVE_INFINITY)
  return event => {
    const command = logCommand(event, event.timeStamp - lastG.current < secondKeyWithin)
    lastG.current = event.key === 'g' && !command ? event.timeStamp : Number.NEGATIVE_INFINITY
    if (!command) return
    if (command.kind === 'clear' && !selection) return
    event.preventDefault()
    event.stopPropagation()
    switch (command.kind) {
      case 'line': {
        const from = command.step > 0 ? view.firstShown : view.firstShown + view.rowsShown - 1
        const next = moveSelection(selection, command.step, command.isExtending, total, Math.min(from, total - 1))
        select(next)
        if (next) view.showRow(next.focus)
        return
      }
      case 'page':
        return view.showRow(pageTarget(view, total, command.step))
      case 'start':
        return view.showRow(0)
      case 'end':
      case 'follow':
        return command.kind === 'follow' && view.isFollowing ? view.letGo() : view.follow()
      case 'copy':
        return copy()
      case 'clear':
        return select(null)
    }
  }
}

const pageTarget = (view: LogWindow, total: number, step: number): number =>
  step > 0
    ? Math.min(total - 1, view.firstShown + 2 * view.rowsShown - 2)
    : Math.max(0, view.firstShown - view.rowsShown + 1)

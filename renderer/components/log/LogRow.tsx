import type { LogLevel } from '@shared/deployment'
import { type LogLine, lineClip } from '@shared/log'
import { bytesWords } from '@shared/plan/words'
import { plainStyle, plainText } from '@shared/task-log/ansi'
import { runColours, type Scheme } from '@shared/task-log/palette'
import type { LineMatcher } from '@shared/task-log/search'
import { type CSSProperties, memo } from 'react'
import { Icon } from '../Icon'
import type { IconName } from '../icon-paths'
import { MiddleEllipsis } from '../MiddleEllipsis'
import classes from './LogRow.module.css'
import { type LinePart, partsOf } from './line-parts'
import type { RunLabel } from './log-source'
import { PlaceMark } from './PlaceMark'
import type { LineRow } from './rows/row'
import { longGap, type TimeMode, timeTaken } from './time'

/** How lines are drawn; the same for all of them. */
export interface LineLook {
  readonly timeMode: TimeMode
  readonly hasLabels: boolean
  readonly scheme: Scheme
  /** Without the colours that programs asked for. */
  readonly isPlain: boolean
  /** Finds what is searched for; null while nothing is. */
  readonly matcher: LineMatcher | null
}

export interface LogRowProps {
  readonly index: number
  /** Sections around it. */
  readonly depth: number
  /** What it is the heading of, or stands for; undefined for a line that folds nothing. */
  readonly fold: LineRow['fold']
  /** Undefined while it is being read. */
  readonly line: LogLine | undefined
  readonly isSelected: boolean
  readonly isCursor: boolean
  /** Whether it is the hit that was gone to. */
  readonly isCurrentHit: boolean
  readonly time: string
  /** Since the line above, in milliseconds. */
  readonly gap: number
  /** Whose line it is; null where that needs no saying. */
  readonly label: RunLabel | null
  readonly look: LineLook
}

const levelIcons: Readonly<Partial<Record<LogLevel, { readonly icon: IconName; readonly word: string }>>> = {
  error: { icon: 'x-circle', word: 'Error' },
  warning: { icon: 'warning', word: 'Warning' },
  highlight: { icon: 'flag', word: 'Highlight' },
  wait: { icon: 'clock', word: 'Waiting' }
}

/** Pixels that a line is moved in for each section around it. */
const indent = 12

/**
 * One line of the log. Clicks are handled by the log, which reads `data-line`, `data-fold`, `data-show-all` and
 * `data-link`.
 */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { index, depth, fold, line, isSelected, isCursor, isCurrentHit, time, gap, label, look } = props
  const marks = {
    'data-row': index,
    'data-selected': isSelected || undefined,
    'data-cursor': isCursor || undefined,
    'data-hit': isCurrentHit || undefined,
    'data-fold-kind': fold?.item.kind,
    'data-gap': gap > longGap || undefined
  }
  if (!line) return <div className={classes.row} data-waiting {...marks} />
  return (
    <div className={classes.row} data-level={line.level} data-stream={line.stream} {...marks}>
      <Gutter {...{ line, time, gap, label, look }} />
      {depth > 0 && <span className={classes.indent} style={{ width: depth * indent }} />}
      {fold && <FoldButton fold={fold} />}
      {fold?.item.kind === 'group' ? <GroupName fold={fold} /> : <LineText line={line} look={look} />}
      {fold && fold.item.kind !== 'group' && <Times fold={fold} />}
      {line.fullLength !== undefined && line.fullLength > lineClip && (
        <button type="button" tabIndex={-1} className={classes.showAll} data-show-all={line.number}>
          show all ({bytesWords(line.fullLength)})
        </button>
      )}
    </div>
  )
})

function Gutter({
  line,
  time,
  gap,
  label,
  look
}: Pick<LogRowProps, 'time' | 'gap' | 'label' | 'look'> & { readonly line: LogLine }) {
  const level = levelIcons[line.level]
  return (
    <div className={classes.gutter}>
      <button type="button" tabIndex={-1} className={classes.number} data-line={line.number}>
        {line.number}
      </button>
      {look.timeMode !== 'off' && (
        <span className={classes.time} data-mode={look.timeMode}>
          {time}
        </span>
      )}
      {look.hasLabels && (
        <span className={classes.place} title={label ? `${label.step} on ${label.place}` : 'Slipway'}>
          {label && <PlaceMark index={label.index} />}
          <MiddleEllipsis text={label?.place ?? 'Slipway'} />
        </span>
      )}
      <span className={classes.marks}>
        {level && <Icon name={level.icon} size={12} label={level.word} />}
        {line.stream === 'stderr' && (
          <span className={classes.stream} title="Written to stderr">
            err
          </span>
        )}
      </span>
      {gap > longGap && (
        <span className={classes.gap} title="Since the line above">
          {timeTaken(gap)}
        </span>
      )}
    </div>
  )
}

type Fold = NonNullable<LineRow['fold']>

function FoldButton({ fold }: { readonly fold: Fold }) {
  const what = fold.item.kind === 'group' ? fold.item.name : 'lines that are alike'
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes.fold}
      aria-expanded={fold.isOpen}
      aria-label={`${fold.isOpen ? 'Fold' : 'Unfold'} ${what}`}
      data-fold={fold.key}
    >
      <Icon name={fold.isOpen ? 'chevron-down' : 'chevron-right'} size={11} />
    </button>
  )
}

function GroupName({ fold: { item, key, isOpen } }: { readonly fold: Fold }) {
  const lines = item.end === null ? null : item.end - item.first - 1 - (item.hasEndMarker ? 1 : 0)
  return (
    <span className={classes.group} data-look={item.look} data-fold={key}>
      {item.name}
      <span className={classes.aside}>
        {item.to - item.from >= 1000 && timeTaken(item.to - item.from)}
        {!isOpen && lines !== null && ` ${lines.toLocaleString()} ${lines === 1 ? 'line' : 'lines'}`}
      </span>
      {item.errors > 0 && (
        <span className={classes.errors}>
          {item.errors} {item.errors === 1 ? 'error' : 'errors'}
        </span>
      )}
    </span>
  )
}

/** How often a line came, or how many states of progress there were. */
function Times({ fold: { item, key } }: { readonly fold: Fold }) {
  const count = (item.end ?? item.first + 1) - item.first
  const what = item.kind === 'repeat' ? 'lines that are the same' : 'states of this progress'
  return (
    <button type="button" tabIndex={-1} className={classes.times} title={`${count} ${what}`} data-fold={key}>
      ×{count.toLocaleString()}
    </button>
  )
}

const isUnmarked = ({ style, isMatch, link }: LinePart): boolean =>
  style === plainStyle && !isMatch && link === undefined

const noRanges: readonly (readonly [number, number])[] = []

const LineText = memo(function LineText({ line, look }: { readonly line: LogLine; readonly look: LineLook }) {
  const { matcher, isPlain, scheme } = look
  const ranges = matcher?.ranges(plainText(line.text)) ?? noRanges
  const parts = partsOf(line.text, isPlain, ranges)
  const [only] = parts
  // Most lines are plain text, and need nothing around it.
  if (parts.length <= 1 && (only === undefined || isUnmarked(only)))
    return <span className={classes.text}>{only?.text}</span>
  return (
    <span className={classes.text}>
      {parts.map(({ text, style, isMatch, link }, index) => (
        <span
          key={index}
          className={classes.run}
          data-bold={style.bold || undefined}
          data-italic={style.italic || undefined}
          data-underline={style.underline || undefined}
          data-strike={style.strike || undefined}
          data-match={isMatch || undefined}
          data-link={link}
          title={link === undefined ? undefined : `${link} — click to copy the address`}
          style={isMatch ? undefined : (runColours(style, scheme) as CSSProperties)}
        >
          {text}
        </span>
      ))}
    </span>
  )
})

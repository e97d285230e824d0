import type { LogLevel } from '@shared/deployment'
import { type LogLine, lineClip } from '@shared/log'
import { memo } from 'react'
import { Icon } from '../Icon'
import type { IconName } from '../icon-paths'
import { MiddleEllipsis } from '../MiddleEllipsis'
import { parseAnsi } from './ansi'
import classes from './LogRow.module.css'
import type { RunLabel } from './log-source'
import { PlaceMark } from './PlaceMark'
import { runColours, type Scheme } from './palette'
import { byteSize, clockTime, sinceStart, type TimeMode } from './time'

export interface LogRowProps {
  readonly position: number
  /** Undefined while it is being read. */
  readonly line: LogLine | undefined
  readonly isSelected: boolean
  readonly timeMode: TimeMode
  /** What `since-start` counts from; milliseconds since 1970 UTC. */
  readonly start: number
  /** Whose line it is; null where that needs no saying. */
  readonly label: RunLabel | null
  readonly hasLabels: boolean
  readonly scheme: Scheme
}

const levelIcons: Readonly<Partial<Record<LogLevel, { readonly icon: IconName; readonly word: string }>>> = {
  error: { icon: 'x-circle', word: 'Error' },
  warning: { icon: 'warning', word: 'Warning' },
  highlight: { icon: 'flag', word: 'Highlight' },
  wait: { icon: 'clock', word: 'Waiting' }
}

const timeOf = (line: LogLine, mode: TimeMode, start: number): string =>
  mode === 'clock' ? clockTime(line.at) : sinceStart(line.at, start)

/** One line of the log. Clicks are handled by the log, which reads `data-position` and `data-show-all`. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { position, line, isSelected, timeMode, start, label, hasLabels, scheme } = props
  if (!line) return <div className={classes.row} data-waiting data-selected={isSelected || undefined} />
  const level = levelIcons[line.level]
  return (
    <div
      className={classes.row}
      data-level={line.level}
      data-stream={line.stream}
      data-selected={isSelected || undefined}
    >
      <div className={classes.gutter}>
        <button type="button" tabIndex={-1} className={classes.number} data-position={position}>
          {line.number}
        </button>
        {timeMode !== 'off' && <span className={classes.time}>{timeOf(line, timeMode, start)}</span>}
        {hasLabels && (
          <span className={classes.place} title={label ? `${label.step} on ${label.place}` : 'Slipway'}>
            {label && <PlaceMark index={label.index} />}
            <MiddleEllipsis text={label?.place ?? 'Slipway'} />
          </span>
        )}
        <span className={classes.level}>{level && <Icon name={level.icon} size={12} label={level.word} />}</span>
        <span className={classes.stream} title={line.stream === 'stderr' ? 'Written to stderr' : undefined}>
          {line.stream === 'stderr' ? 'err' : ''}
        </span>
      </div>
      <span className={classes.text}>
        <AnsiText text={line.text} scheme={scheme} />
      </span>
      {line.fullLength !== undefined && line.fullLength > lineClip && (
        <button type="button" tabIndex={-1} className={classes.showAll} data-show-all={line.number}>
          show all ({byteSize(line.fullLength)})
        </button>
      )}
    </div>
  )
})

const AnsiText = memo(function AnsiText({ text, scheme }: { readonly text: string; readonly scheme: Scheme }) {
  return parseAnsi(text).map(({ text: words, style }, index) => (
    <span
      key={index}
      className={classes.run}
      data-bold={style.bold || undefined}
      data-italic={style.italic || undefined}
      data-underline={style.underline || undefined}
      data-strike={style.strike || undefined}
      style={runColours(style, scheme)}
    >
      {words}
    </span>
  ))
})

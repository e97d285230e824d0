import { memo } from 'react'
import { Icon } from '../Icon'
import { stateLooks } from '../StateBadge'
import classes from './HeadingRow.module.css'
import { PlaceMark } from './PlaceMark'
import type { HeadingRow as Row } from './rows/row'
import { timeTaken } from './time'

export interface HeadingRowProps {
  readonly index: number
  readonly row: Row
  readonly isCursor: boolean
}

/** The heading of a step, a target or a run in the log. A click folds it; the log handles that by `data-fold`. */
export const HeadingRow = memo(function HeadingRow({ index, row, isCursor }: HeadingRowProps) {
  const { section, isOpen, key, depth } = row
  return (
    <div className={classes.row} data-row={index} data-depth={depth} data-cursor={isCursor || undefined}>
      <button
        type="button"
        tabIndex={-1}
        className={classes.heading}
        style={{ paddingLeft: 8 + depth * 16 }}
        aria-expanded={isOpen}
        data-fold={key}
      >
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={11} />
        <State section={section} />
        {section.mark !== null && <PlaceMark index={section.mark} />}
        {section.number !== null && <span className={classes.number}>{section.number}</span>}
        <span className={classes.title}>{section.title}</span>
        {section.took !== null && <span className={classes.aside}>{timeTaken(section.took)}</span>}
        {!isOpen && <span className={classes.aside}>{counted(section.lines, 'line')}</span>}
        {section.errors > 0 && <Count of={section.errors} noun="error" tone="bad" />}
        {section.warnings > 0 && <Count of={section.warnings} noun="warning" tone="warn" />}
        {section.hits !== null && section.hits > 0 && (
          <span className={classes.hits}>{counted(section.hits, 'hit')}</span>
        )}
      </button>
    </div>
  )
})

const counted = (count: number, noun: string): string => `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`

function State({ section }: { readonly section: Row['section'] }) {
  if (section.state === null) return null
  const { icon, word, tone } = stateLooks[section.state]
  return (
    <span className={classes.state} data-tone={tone} title={word}>
      <Icon name={icon} size={12} label={word} isTurning={icon === 'spinner'} />
    </span>
  )
}

const Count = ({ of, noun, tone }: { readonly of: number; readonly noun: string; readonly tone: 'bad' | 'warn' }) => (
  <span className={classes.count} data-tone={tone}>
    {counted(of, noun)}
  </span>
)

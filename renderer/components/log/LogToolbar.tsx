import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { plural } from '../../lib/plural'
import { Icon } from '../Icon'
import type { IconName } from '../icon-paths'
import { Kbd } from '../Kbd'
import classes from './LogToolbar.module.css'
import { type ChipSelection, type LevelChip, levelChips } from './level-filter'
import { type TimeMode, timeModes } from './time'

export interface LogToolbarProps {
  readonly chips: ChipSelection
  readonly onChip: (chip: LevelChip) => void
  /** How many lines of a level there are, where that is known. */
  readonly counts: Readonly<Partial<Record<LevelChip, number>>>
  /** What the log is narrowed to, such as `Migrate on db-1`; null when it shows everything. */
  readonly filterLabel: string | null
  readonly onClear: () => void
  /** Lines shown at present; null while unknown. */
  readonly total: number | null
  readonly selected: number
  readonly onCopy: () => void
  readonly timeMode: TimeMode
  readonly onTimeMode: (mode: TimeMode) => void
}

const looks: Readonly<Record<LevelChip, { readonly word: string; readonly icon: IconName }>> = {
  error: { word: 'Errors', icon: 'x-circle' },
  warning: { word: 'Warnings', icon: 'warning' },
  highlight: { word: 'Highlights', icon: 'flag' },
  info: { word: 'Info', icon: 'info' },
  verbose: { word: 'Verbose', icon: 'more' }
}

const timeWords: Readonly<Record<TimeMode, string>> = {
  off: 'No times',
  clock: 'Time of day',
  'since-start': 'Time since start'
}

/** What narrows the log, and what can be done with it. */
export function LogToolbar(props: LogToolbarProps) {
  const isNarrowed = props.filterLabel !== null || props.chips.size > 0
  return (
    <div className={classes.bar} role="toolbar" aria-label="Log">
      <LevelChips {...props} />
      {isNarrowed && (
        <button type="button" className={classes.filter} onClick={props.onClear} title="Show the whole log">
          <Icon name="filter" size={12} />
          <span className={classes.filterLabel}>{props.filterLabel ?? 'Filtered'}</span>
          <Icon name="x" size={12} label="Clear filter" />
        </button>
      )}
      <span className={classes.total}>
        {props.total === null ? '' : `${props.total.toLocaleString()} ${props.total === 1 ? 'line' : 'lines'}`}
      </span>
      <TimeMenu timeMode={props.timeMode} onTimeMode={props.onTimeMode} />
      <Tooltip
        label={
          <>
            Copy text&ensp;
            <Kbd keys="y" />
          </>
        }
      >
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          className={classes.copy ?? ''}
          leftSection={<Icon name="copy" size={13} />}
          onClick={props.onCopy}
        >
          {props.selected > 0 ? `Copy ${plural(props.selected, 'line')}` : 'Copy'}
        </Button>
      </Tooltip>
    </div>
  )
}

function LevelChips(props: Pick<LogToolbarProps, 'chips' | 'counts' | 'onChip'>) {
  return (
    <div className={classes.chips}>
      {levelChips.map(chip => (
        <button
          key={chip}
          type="button"
          className={classes.chip}
          data-level={chip}
          aria-pressed={props.chips.has(chip)}
          title={`Show only ${looks[chip].word.toLowerCase()}`}
          onClick={() => props.onChip(chip)}
        >
          <Icon name={looks[chip].icon} size={12} />
          <span className={classes.word}>{looks[chip].word}</span>
          {props.counts[chip] !== undefined && (
            <span className={classes.count}>{props.counts[chip].toLocaleString()}</span>
          )}
        </button>
      ))}
    </div>
  )
}

function TimeMenu(props: Pick<LogToolbarProps, 'timeMode' | 'onTimeMode'>) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={24} aria-label="Times in the log">
          <Icon name="clock" size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {timeModes.map(mode => (
          <Menu.Item
            key={mode}
            onClick={() => props.onTimeMode(mode)}
            rightSection={mode === props.timeMode ? <Icon name="check" size={13} label="chosen" /> : undefined}
          >
            {timeWords[mode]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

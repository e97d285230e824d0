import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { memo, type ReactNode } from 'react'
import { plural } from '../../lib/plural'
import { useSteady } from '../../lib/use-steady'
import { Icon } from '../Icon'
import type { IconName } from '../icon-paths'
import { Kbd } from '../Kbd'
import classes from './LogToolbar.module.css'
import { type ChipSelection, type LevelChip, levelChips } from './level-filter'
import type { FoldPreset } from './rows/folds'
import { type TimeMode, timeModes } from './time'
import { isTree, type LogViewName, logViews, viewLooks } from './views'

export interface LogToolbarProps {
  readonly view: LogViewName
  readonly onView: (view: LogViewName) => void
  /** Whether targets can be seen side by side: there are several. */
  readonly canSplit: boolean
  readonly preset: FoldPreset
  readonly onPreset: (preset: FoldPreset) => void
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
  readonly onCopyMore: () => void
  readonly onCopyLink: () => void
  readonly timeMode: TimeMode
  readonly onTimeMode: (mode: TimeMode) => void
  readonly isWrapped: boolean
  readonly onWrapped: (isWrapped: boolean) => void
  readonly isPlain: boolean
  readonly onPlain: (isPlain: boolean) => void
  readonly onSearch: () => void
  readonly onExport: () => void
}

const looks: Readonly<Record<LevelChip, { readonly word: string; readonly icon: IconName }>> = {
  error: { word: 'Errors', icon: 'x-circle' },
  warning: { word: 'Warnings', icon: 'warning' },
  highlight: { word: 'Highlights', icon: 'flag' },
  info: { word: 'Info', icon: 'info' },
  verbose: { word: 'Verbose', icon: 'more' }
}

export const timeWords: Readonly<Record<TimeMode, string>> = {
  off: 'No times',
  clock: 'Time of day',
  utc: 'Time of day, UTC',
  'since-start': 'Since the start',
  'since-step': 'Since its step began',
  gap: 'Since the line above'
}

const presetWords: Readonly<Record<FoldPreset, string>> = {
  interesting: 'Interesting: fold what went well',
  everything: 'Everything open'
}

/**
 * What narrows the log, how it is shown, and what can be done with it. Its parts are drawn anew only when something about
 * them changed, because the count of lines does at every moment while a log grows.
 */
export function LogToolbar(props: LogToolbarProps) {
  const { view, canSplit, preset, chips, counts, timeMode, isWrapped, isPlain, selected } = props
  const { onView, onPreset, onChip, onTimeMode, onWrapped, onPlain, onSearch, onExport, ...copying } =
    useSteadyHandlers(props)
  const isNarrowed = props.filterLabel !== null || chips.size > 0
  return (
    <div className={classes.bar} role="toolbar" aria-label="Log">
      <ViewMenu {...{ view, onView, canSplit, preset, onPreset }} />
      <LevelChips {...{ chips, counts, onChip }} />
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
      <SearchButton onSearch={onSearch} />
      <TimeMenu {...{ timeMode, onTimeMode }} />
      <MoreMenu {...{ isWrapped, onWrapped, isPlain, onPlain, onExport }} />
      <CopyMenu selected={selected} {...copying} />
    </div>
  )
}

/** What the toolbar's parts ask for, as functions that stay the same. */
function useSteadyHandlers(props: LogToolbarProps) {
  return {
    onView: useSteady(props.onView),
    onPreset: useSteady(props.onPreset),
    onChip: useSteady(props.onChip),
    onTimeMode: useSteady(props.onTimeMode),
    onWrapped: useSteady(props.onWrapped),
    onPlain: useSteady(props.onPlain),
    onSearch: useSteady(props.onSearch),
    onExport: useSteady(props.onExport),
    onCopy: useSteady(props.onCopy),
    onCopyMore: useSteady(props.onCopyMore),
    onCopyLink: useSteady(props.onCopyLink)
  }
}

const SearchButton = memo(function SearchButton({ onSearch }: Pick<LogToolbarProps, 'onSearch'>) {
  return (
    <Tooltip label={<Hint text="Search" keys="Mod F" />}>
      <ActionIcon variant="subtle" color="gray" size={24} aria-label="Search the log" onClick={onSearch}>
        <Icon name="search" size={14} />
      </ActionIcon>
    </Tooltip>
  )
})

function Hint({ text, keys }: { readonly text: string; readonly keys: string }) {
  return (
    <>
      {text}&ensp;
      <Kbd keys={keys} />
    </>
  )
}

const Chosen = () => <Icon name="check" size={13} label="chosen" />

interface ChoiceProps {
  readonly isChosen: boolean
  readonly onClick: () => void
  readonly icon?: IconName
  readonly children: ReactNode
}

const Choice = ({ isChosen, onClick, icon, children }: ChoiceProps) => (
  <Menu.Item
    onClick={onClick}
    leftSection={icon && <Icon name={icon} size={14} />}
    rightSection={isChosen ? <Chosen /> : undefined}
  >
    {children}
  </Menu.Item>
)

type ViewMenuProps = Pick<LogToolbarProps, 'view' | 'onView' | 'canSplit' | 'preset' | 'onPreset'>

const ViewMenu = memo(function ViewMenu(props: ViewMenuProps) {
  const { word, icon } = viewLooks[props.view]
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <button type="button" className={classes.view} aria-label={`View: ${word}`} title="How the log is shown (V)">
          <Icon name={icon} size={13} />
          {word}
          <Icon name="chevron-down" size={11} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>View</Menu.Label>
        {logViews
          .filter(view => view !== 'split' || props.canSplit)
          .map(view => (
            <Choice
              key={view}
              isChosen={view === props.view}
              onClick={() => props.onView(view)}
              icon={viewLooks[view].icon}
            >
              {viewLooks[view].word}
              <span className={classes.detail}>{viewLooks[view].detail}</span>
            </Choice>
          ))}
        {isTree(props.view) && (
          <>
            <Menu.Divider />
            <Menu.Label>Folding</Menu.Label>
            {(['interesting', 'everything'] as const).map(preset => (
              <Choice key={preset} isChosen={preset === props.preset} onClick={() => props.onPreset(preset)}>
                {presetWords[preset]}
              </Choice>
            ))}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
})

const LevelChips = memo(function LevelChips(props: Pick<LogToolbarProps, 'chips' | 'counts' | 'onChip'>) {
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
})

const TimeMenu = memo(function TimeMenu(props: Pick<LogToolbarProps, 'timeMode' | 'onTimeMode'>) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={24} aria-label="Times in the log" title="Times (Z)">
          <Icon name="clock" size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {timeModes.map(mode => (
          <Choice key={mode} isChosen={mode === props.timeMode} onClick={() => props.onTimeMode(mode)}>
            {timeWords[mode]}
          </Choice>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
})

type MoreMenuProps = Pick<LogToolbarProps, 'isWrapped' | 'onWrapped' | 'isPlain' | 'onPlain' | 'onExport'>

const MoreMenu = memo(function MoreMenu(props: MoreMenuProps) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={24} aria-label="More about the log">
          <Icon name="more" size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Choice isChosen={props.isWrapped} onClick={() => props.onWrapped(!props.isWrapped)}>
          Wrap long lines <Kbd keys="W" />
        </Choice>
        <Choice isChosen={props.isPlain} onClick={() => props.onPlain(!props.isPlain)}>
          Without the scripts’ colours
        </Choice>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="download" size={14} />} onClick={props.onExport}>
          Export…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
})

type CopyMenuProps = Pick<LogToolbarProps, 'selected' | 'onCopy' | 'onCopyMore' | 'onCopyLink'>

const CopyMenu = memo(function CopyMenu(props: CopyMenuProps) {
  return (
    <span className={classes.copy}>
      <Tooltip label={<Hint text="Copy text" keys="y" />}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          leftSection={<Icon name="copy" size={13} />}
          onClick={props.onCopy}
        >
          <span className={classes.copyWord}>
            {props.selected > 0 ? `Copy ${plural(props.selected, 'line')}` : 'Copy'}
          </span>
        </Button>
      </Tooltip>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={24} aria-label="Other ways to copy">
            <Icon name="chevron-down" size={12} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={props.onCopyMore}>Copy with times and places</Menu.Item>
          <Menu.Item onClick={props.onCopyLink} disabled={props.selected === 0} rightSection={<Kbd keys="Y" />}>
            Copy a link to these lines
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  )
})

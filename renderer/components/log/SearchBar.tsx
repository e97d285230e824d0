import { ActionIcon, Tooltip } from '@mantine/core'
import type { SearchQuery } from '@shared/task-log/search'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { Icon } from '../Icon'
import { Kbd } from '../Kbd'
import classes from './SearchBar.module.css'

export interface SearchBarProps {
  readonly query: SearchQuery
  readonly onQuery: (query: SearchQuery) => void
  /** Position of the hit that was gone to, from 0; null before the first. */
  readonly current: number | null
  readonly count: number
  /** Share of the log that was looked at, from 0 to 1. */
  readonly progress: number
  /** Why nothing is found; null where there is no reason. */
  readonly problem: string | null
  /** Whether only lines with a match are shown; null where that cannot be chosen. */
  readonly isNarrowed: boolean | null
  readonly onNarrow: (isNarrowed: boolean) => void
  readonly onStep: (by: 1 | -1) => void
  readonly onClose: () => void
  /** Changes whenever somebody asks for the search again: the field gets the focus and its text is marked. */
  readonly asked: number
}

/** What is searched for in the log, and how often it is there. */
export function SearchBar(props: SearchBarProps) {
  const { query, onQuery, onStep, onClose, isNarrowed } = props
  const field = useRef<HTMLInputElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that somebody asks
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [props.asked])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1)
    else if (event.key === 'Escape') onClose()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const toggle = (name: 'isCaseSensitive' | 'isWholeWord' | 'isRegex', label: string, text: string) => (
    <Toggle label={label} isOn={query[name]} onClick={() => onQuery({ ...query, [name]: !query[name] })}>
      {text}
    </Toggle>
  )
  return (
    <search className={classes.bar} aria-label="Search the log">
      <div className={classes.field} data-problem={props.problem !== null || undefined}>
        <Icon name="search" size={13} />
        <input
          ref={field}
          type="text"
          className={classes.input}
          value={query.text}
          placeholder="Search the whole log"
          aria-label="Search the whole log"
          aria-invalid={props.problem !== null}
          spellCheck={false}
          maxLength={1000}
          onChange={event => onQuery({ ...query, text: event.currentTarget.value })}
          onKeyDown={onKeyDown}
        />
        {toggle('isCaseSensitive', 'Match case', 'Aa')}
        {toggle('isWholeWord', 'Whole words', 'W')}
        {toggle('isRegex', 'Regular expression', '.*')}
      </div>
      <span className={classes.count} role="status" title={props.problem ?? undefined}>
        {countText(props)}
      </span>
      <Tooltip label={<Keys text="Previous" keys="Shift F3" />}>
        <ActionIcon size={24} aria-label="Previous hit" disabled={props.count === 0} onClick={() => onStep(-1)}>
          <Icon name="arrow-up" size={13} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={<Keys text="Next" keys="F3" />}>
        <ActionIcon size={24} aria-label="Next hit" disabled={props.count === 0} onClick={() => onStep(1)}>
          <Icon name="arrow-down" size={13} />
        </ActionIcon>
      </Tooltip>
      {isNarrowed !== null && (
        <Toggle
          label="Only matches, and three lines around each"
          isOn={isNarrowed}
          onClick={() => props.onNarrow(!isNarrowed)}
        >
          <Icon name="filter" size={12} /> <span className={classes.word}>Only matches</span>
        </Toggle>
      )}
      <Tooltip label={<Keys text="Close" keys="Esc" />}>
        <ActionIcon size={24} aria-label="Close the search" onClick={onClose}>
          <Icon name="x" size={13} />
        </ActionIcon>
      </Tooltip>
    </search>
  )
}

function countText({ query, problem, count, current, progress }: SearchBarProps): string {
  if (query.text === '') return ''
  if (problem !== null) return problem
  const searching = progress < 1 ? ` · ${Math.floor(progress * 100)} %` : ''
  if (count === 0) return progress < 1 ? `Searching${searching}` : 'No match'
  const all = count.toLocaleString()
  return `${current === null ? `${all} ${count === 1 ? 'hit' : 'hits'}` : `${(current + 1).toLocaleString()} of ${all}`}${searching}`
}

const Keys = ({ text, keys }: { readonly text: string; readonly keys: string }) => (
  <>
    {text}&ensp;
    <Kbd keys={keys} />
  </>
)

interface ToggleProps {
  readonly label: string
  readonly isOn: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}

const Toggle = ({ label, isOn, onClick, children }: ToggleProps) => (
  <button
    type="button"
    className={classes.toggle}
    aria-pressed={isOn}
    aria-label={label}
    title={label}
    onClick={onClick}
  >
    {children}
  </button>
)

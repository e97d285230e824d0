import type { VariableScope } from '@shared/model/variable-scope'
import { dimensionWords } from '@shared/variables/scope-words'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { Icon } from '../../../components/Icon'
import classes from './ScopePicker.module.css'
import {
  dimensionTitles,
  entriesOf,
  isInScope,
  matchingOptions,
  type ScopeChoices,
  type ScopeOption,
  toggled
} from './scope-options'

export interface ScopePickerProps {
  readonly scope: VariableScope
  readonly choices: ScopeChoices
  /** What the search begins with. */
  readonly typed?: string
  readonly onChange: (scope: VariableScope) => void
  /** Names the field: `Scope of Db.Host`. */
  readonly label: string
  /** Keys that the list has no use for, such as Escape. */
  readonly onKeyDown?: (event: KeyboardEvent) => void
}

/** Chips of a scope and a list to find more. Enter puts the marked one in or takes it out; Backspace takes the last out. */
export function ScopePicker({ scope, choices, typed = '', onChange, label, onKeyDown }: ScopePickerProps) {
  const [text, setText] = useState(typed)
  const [at, setAt] = useState(0)
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const options = matchingOptions(choices, scope, text)
  const current = Math.min(at, options.length - 1)
  const entries = entriesOf(scope, choices.labels)
  useEffect(() => field.current?.focus({ preventScroll: true }), [])
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, current])
  const pick = (option: ScopeOption) => {
    onChange(toggled(scope, option))
    if (text !== '') setText('')
    field.current?.focus({ preventScroll: true })
  }
  const keys = (event: KeyboardEvent) => {
    const option = options[current]
    const last = entries.at(-1)
    const isMod = event.ctrlKey || event.metaKey
    if (event.key === 'ArrowDown') setAt(Math.min(options.length - 1, current + 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(0, current - 1))
    else if (event.key === 'Enter' && !isMod && option) pick(option)
    else if (event.key === 'Backspace' && text === '' && last) onChange(toggled(scope, last))
    else return onKeyDown?.(event)
    event.preventDefault()
  }
  return (
    <div className={classes.picker}>
      <ChipList entries={entries} onRemove={pick} />
      <input
        ref={field}
        className={classes.field}
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={options.length > 0 ? `${id}-${current}` : undefined}
        placeholder="Find environments, targets, roles…"
        value={text}
        spellCheck={false}
        onChange={event => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={keys}
      />
      <div
        className={classes.list}
        id={`${id}-list`}
        role="listbox"
        aria-label="Choices"
        aria-multiselectable
        tabIndex={-1}
      >
        {options.map((option, index) => (
          <Option
            key={`${option.dimension} ${option.value}`}
            id={`${id}-${index}`}
            option={option}
            heading={options[index - 1]?.dimension === option.dimension ? null : dimensionTitles[option.dimension]}
            isChosen={isInScope(scope, option)}
            isCurrent={index === current}
            onPick={() => pick(option)}
          />
        ))}
        {options.length === 0 && <p className={classes.none}>Nothing here is called that.</p>}
      </div>
    </div>
  )
}

interface ChipListProps {
  readonly entries: readonly ScopeOption[]
  readonly onRemove: (entry: ScopeOption) => void
}

function ChipList({ entries, onRemove }: ChipListProps) {
  if (entries.length === 0) return <p className={classes.none}>Applies everywhere.</p>
  return (
    <ul className={classes.chips} aria-label="Applies to">
      {entries.map(entry => (
        <li key={`${entry.dimension} ${entry.value}`} className={classes.chip}>
          <span className={classes.word}>{dimensionWords[entry.dimension]}</span> {entry.label}
          <button
            type="button"
            tabIndex={-1}
            className={classes.remove}
            aria-label={`Remove ${dimensionWords[entry.dimension]} ${entry.label}`}
            onClick={() => onRemove(entry)}
          >
            <Icon name="x" size={11} />
          </button>
        </li>
      ))}
    </ul>
  )
}

interface OptionProps {
  readonly id: string
  readonly option: ScopeOption
  readonly heading: string | null
  readonly isChosen: boolean
  readonly isCurrent: boolean
  readonly onPick: () => void
}

function Option({ id, option, heading, isChosen, isCurrent, onPick }: OptionProps) {
  return (
    <>
      {heading !== null && (
        <div className={classes.heading} role="presentation">
          {heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys */}
      <div
        id={id}
        role="option"
        aria-selected={isChosen}
        aria-label={`${dimensionWords[option.dimension]} ${option.label}`}
        tabIndex={-1}
        className={classes.option}
        data-current={isCurrent || undefined}
        // The field keeps the focus.
        onMouseDown={event => event.preventDefault()}
        onClick={onPick}
      >
        <span className={classes.tick}>{isChosen && <Icon name="check" size={13} />}</span>
        {option.label}
      </div>
    </>
  )
}

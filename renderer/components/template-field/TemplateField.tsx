import { Textarea, TextInput } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { offersFor, openReference, withReference } from './completion'
import classes from './TemplateField.module.css'

export interface TemplateFieldProps {
  readonly label: ReactNode
  readonly value: string
  readonly onChange: (value: string) => void
  /** Names to offer after `#{`. */
  readonly variables: readonly string[]
  readonly description?: ReactNode
  readonly error?: ReactNode
  readonly placeholder?: string
  readonly isRequired?: boolean
  /** How many lines it has at first; it grows with its text. One line and no more when absent. */
  readonly rows?: number
  /** For what machines read. */
  readonly isMono?: boolean
  /** Names it where the label is not in view. */
  readonly 'aria-label'?: string
}

/** A text in which `#{…}` is replaced: offers the names of variables as soon as a reference is begun. */
export function TemplateField(props: TemplateFieldProps) {
  const { value, onChange, variables, rows, isMono = false, isRequired = false } = props
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const [cursor, setCursor] = useState<number | null>(null)
  const [active, setActive] = useState(0)
  const goTo = useRef<number | null>(null)
  const list = useId()
  const open = cursor === null ? null : openReference(value, cursor)
  const offers = open === null ? [] : offersFor(open.typed, variables)
  const current = Math.min(active, offers.length - 1)
  useLayoutEffect(() => {
    if (goTo.current === null) return
    field.current?.setSelectionRange(goTo.current, goTo.current)
    goTo.current = null
  })
  const look = () => {
    const at = field.current?.selectionStart ?? null
    setCursor(at === field.current?.selectionEnd ? at : null)
    setActive(0)
  }
  const pick = (name: string) => {
    if (open === null || cursor === null) return
    const next = withReference(value, cursor, open, name)
    goTo.current = next.cursor
    setCursor(null)
    onChange(next.text)
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const name = offers[current]
    if (name === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'ArrowDown') setActive((current + 1) % offers.length)
    else if (event.key === 'ArrowUp') setActive((current + offers.length - 1) % offers.length)
    else if (event.key === 'Enter' || event.key === 'Tab') pick(name)
    else if (event.key === 'Escape') setCursor(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const common = {
    ref: field,
    label: props.label,
    value,
    spellCheck: !isMono,
    autoComplete: 'off',
    required: isRequired,
    onKeyDown,
    onBlur: () => setCursor(null),
    onSelect: look,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => onChange(event.currentTarget.value),
    ...(props.description === undefined ? {} : { description: props.description }),
    ...(props.error === undefined ? {} : { error: props.error }),
    ...(props.placeholder === undefined ? {} : { placeholder: props.placeholder }),
    ...(props['aria-label'] === undefined ? {} : { 'aria-label': props['aria-label'] }),
    ...(offers.length > 0 ? { 'aria-controls': list, 'aria-activedescendant': `${list}-${current}` } : {}),
    'aria-autocomplete': 'list'
  } as const
  return (
    <div className={isMono ? `${classes.field} ${classes.mono}` : classes.field}>
      {rows === undefined ? (
        <TextInput {...common} />
      ) : (
        <Textarea {...common} autosize minRows={rows} maxRows={Math.max(rows, 24)} />
      )}
      {offers.length > 0 && <Offers id={list} offers={offers} active={current} onPick={pick} />}
    </div>
  )
}

interface OffersProps {
  readonly id: string
  readonly offers: readonly string[]
  readonly active: number
  readonly onPick: (name: string) => void
}

function Offers({ id, offers, active, onPick }: OffersProps) {
  return (
    <div id={id} role="listbox" aria-label="Variables" className={classes.list}>
      {offers.map((name, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and says which one is active
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field's keys choose
        <div
          key={name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className={classes.option}
          data-active={index === active || undefined}
          onMouseDown={event => event.preventDefault()}
          onClick={() => onPick(name)}
        >
          {name}
        </div>
      ))}
    </div>
  )
}

import { assertNever } from '@shared/result'
import { type ClipboardEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { isMod } from '../../../lib/keys'
import { type DraftRow, isReference } from '../draft/draft-row'
import { typeNames } from './grid-row'
import { MaskHintText } from './MaskHintText'
import classes from './VariableGrid.module.css'

/** Where the cursor goes after an edit; `leave`: the focus is elsewhere already. */
export type After = 'stay' | 'down' | 'up' | 'right' | 'left' | 'leave'

/** What a cell's editor tells the grid. */
export interface CellEditing {
  readonly commit: (value: string, after: After) => void
  readonly cancel: () => void
  /** Goes on in the big editor, with what is typed. */
  readonly popOut: (value: string) => void
}

export interface CellEditorProps extends CellEditing {
  readonly row: DraftRow
  readonly column: 'name' | 'value' | 'type' | 'note'
  /** Starts empty, because the first character is on its way. */
  readonly isFresh: boolean
  readonly references: readonly { readonly id: string; readonly name: string }[]
  readonly names: ReadonlySet<string>
}

/** Edits a name, a value or a type in its cell. */
export function CellEditor(props: CellEditorProps) {
  const { row, column } = props
  switch (column) {
    case 'name':
      return <TextEditor {...props} initial={row.name} label={`Name of ${titleOf(row)}`} />
    case 'value':
      if (isReference(row.type)) return <ReferenceEditor {...props} />
      return <TextEditor {...props} initial={row.value ?? ''} label={`Value of ${titleOf(row)}`} />
    case 'note':
      return <TextEditor {...props} initial={row.description} label={`Description of ${titleOf(row)}`} />
    case 'type':
      return (
        <SelectEditor
          {...props}
          label={`Type of ${titleOf(row)}`}
          initial={row.type}
          options={Object.entries(typeNames).map(([value, label]) => ({ value, label }))}
        />
      )
    default:
      return assertNever(column)
  }
}

export const titleOf = ({ name }: Pick<DraftRow, 'name'>): string => (name === '' ? 'the new variable' : name)

interface FieldProps extends CellEditorProps {
  readonly initial: string
  readonly label: string
}

/** At most this many lines are seen at once. */
const mostLines = 8

function TextEditor(props: FieldProps) {
  const { row, column, isFresh, label } = props
  const isSecret = column === 'value' && row.type === 'sensitive'
  const [text, setText] = useState(isFresh || isSecret ? '' : props.initial)
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null)
  useLayoutEffect(() => {
    field.current?.focus({ preventScroll: true })
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length)
  }, [])
  const done = useOnce(props)
  const onKeyDown = (event: KeyboardEvent) => {
    const after = afterKey(event)
    // What is typed is part of what is saved.
    if (isSave(event)) return flushSync(() => done.commit(text, 'stay'))
    if (event.key === 'Enter' && event.shiftKey) done.popOut(text)
    else if (event.key === 'Escape') done.cancel()
    else if (after !== null) done.commit(text, after)
    else return
    event.preventDefault()
  }
  const common = {
    ref: field,
    'aria-label': label,
    className: classes.field,
    value: text,
    spellCheck: false,
    autoComplete: 'off',
    onKeyDown,
    onBlur: () => done.commit(text, 'leave')
  } as const
  if (isSecret) {
    // A password field drops line breaks, and with them the sense of a key.
    const onPaste = (event: ClipboardEvent) => {
      const pasted = event.clipboardData.getData('text')
      if (!/[\r\n]/.test(pasted.trimEnd())) return
      event.preventDefault()
      done.popOut(pasted)
    }
    return (
      <>
        <input
          {...common}
          type="password"
          placeholder={row.value === null ? 'Type to replace it' : 'Secret value'}
          onPaste={onPaste}
          onChange={event => setText(event.currentTarget.value)}
        />
        <MaskHintText value={text} names={props.names} />
      </>
    )
  }
  const lines = Math.min(mostLines, text.split('\n').length)
  return (
    <textarea
      {...common}
      rows={lines}
      data-tall={lines > 1 || undefined}
      onChange={event => setText(event.currentTarget.value)}
    />
  )
}

const isSave = (event: KeyboardEvent): boolean => isMod(event.nativeEvent) && event.key.toLowerCase() === 's'

/** Up and down leave the cell as in a spreadsheet, unless there are lines to go to. */
function afterKey(event: KeyboardEvent): After | null {
  const isMod = event.ctrlKey || event.metaKey || event.altKey
  if (event.nativeEvent.isComposing || isMod) return null
  const { target } = event
  const isTall = target instanceof HTMLTextAreaElement && target.value.includes('\n')
  switch (event.key) {
    case 'Enter':
      return 'down'
    case 'Tab':
      return event.shiftKey ? 'left' : 'right'
    case 'ArrowDown':
      return isTall || target instanceof HTMLSelectElement ? null : 'down'
    case 'ArrowUp':
      return isTall || target instanceof HTMLSelectElement ? null : 'up'
    default:
      return null
  }
}

/** An edit ends once: losing the focus because it ended must not end it again. */
function useOnce({ commit, cancel, popOut }: CellEditing): CellEditing {
  const isOver = useRef(false)
  const once =
    <Arguments extends readonly unknown[]>(end: (...given: Arguments) => void) =>
    (...given: Arguments) => {
      if (isOver.current) return
      isOver.current = true
      end(...given)
    }
  return { commit: once(commit), cancel: once(cancel), popOut: once(popOut) }
}

const ReferenceEditor = (props: CellEditorProps) => (
  <SelectEditor
    {...props}
    label={`Value of ${titleOf(props.row)}`}
    initial={props.row.value ?? ''}
    options={[
      ...(props.row.value === '' ? [{ value: '', label: 'Choose…' }] : []),
      ...props.references.map(({ id, name }) => ({ value: id, label: name }))
    ]}
  />
)

interface SelectEditorProps extends FieldProps {
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

/** The system's own list: it opens at once, and typing finds. */
function SelectEditor(props: SelectEditorProps) {
  const [value, setValue] = useState(props.initial)
  const field = useRef<HTMLSelectElement>(null)
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), [])
  const done = useOnce(props)
  const onKeyDown = (event: KeyboardEvent) => {
    const after = afterKey(event)
    if (isSave(event)) return flushSync(() => done.commit(value, 'stay'))
    if (event.key === 'Escape') done.cancel()
    else if (after !== null) done.commit(value, after)
    else return
    event.preventDefault()
  }
  return (
    <select
      ref={field}
      className={classes.field}
      aria-label={props.label}
      value={value}
      onKeyDown={onKeyDown}
      onBlur={() => done.commit(value, 'leave')}
      onChange={event => setValue(event.currentTarget.value)}
    >
      {props.options.map(option => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}

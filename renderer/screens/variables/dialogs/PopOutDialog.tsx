import { Button, Modal, Switch, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { maskHint } from '../../../components/MaskHint'
import { useUnsaved } from '../../../stores/unsaved'
import type { DraftCommand } from '../draft/draft'
import type { DraftRow } from '../draft/draft-row'
import { titleOf } from '../grid/CellEditor'
import classes from './dialogs.module.css'

interface PopOutDialogProps {
  readonly row: DraftRow
  /** What was typed so far; null begins with the value. */
  readonly text: string | null
  readonly names: ReadonlySet<string>
  readonly run: (command: DraftCommand) => void
  readonly onClose: () => void
}

/** A value with room for many lines. */
export function PopOutDialog({ row, text, names, run, onClose }: PopOutDialogProps) {
  const isSecret = row.type === 'sensitive'
  const stored = isSecret ? '' : (row.value ?? '')
  const [value, setValue] = useState(text ?? stored)
  const { letGo, leave } = useUnsaved(value !== stored, `The value of ${titleOf(row)}`)
  const close = () => leave(onClose)
  const [isShown, setShown] = useState(false)
  const apply = () => {
    const isKept = isSecret && value === ''
    if (!isKept) run({ kind: 'change', keys: [row.key], change: { value } })
    letGo()
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    apply()
  }
  return (
    <Modal opened onClose={close} title={`Value of ${titleOf(row)}`} size={720} returnFocus={false}>
      <form onSubmit={submit}>
        <Textarea
          aria-label={`Value of ${titleOf(row)}`}
          data-autofocus
          rows={14}
          spellCheck={false}
          autoComplete="off"
          placeholder={isSecret && row.value === null ? '•••••• stored — type to replace it' : ''}
          value={value}
          description={isSecret ? maskHint(value, names) : undefined}
          classNames={{ input: `${classes.code} ${isSecret && !isShown ? classes.dots : ''}` }}
          onChange={event => setValue(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            event.preventDefault()
            apply()
          }}
        />
        <div className={classes.buttons}>
          {isSecret && (
            <Switch
              className={classes.start ?? ''}
              label="Show what is typed"
              checked={isShown}
              onChange={event => setShown(event.currentTarget.checked)}
            />
          )}
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" title="Apply (Ctrl+Enter)">
            Apply
          </Button>
        </div>
      </form>
    </Modal>
  )
}

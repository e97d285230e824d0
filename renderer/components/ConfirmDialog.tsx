import { Button, Modal, TextInput } from '@mantine/core'
import type { Failure } from '@shared/failure'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useReturnFocus } from '../lib/use-return-focus'
import classes from './ConfirmDialog.module.css'
import { FailureAlert } from './FailureAlert'

export interface ConfirmDialogProps {
  readonly title: string
  /** What will happen, in plain words. */
  readonly children: ReactNode
  /** A verb, such as `Delete project`. */
  readonly confirmLabel: string
  readonly cancelLabel?: string
  readonly isDangerous?: boolean
  readonly isBusy?: boolean
  /** When given, the person must type this name before the button works. */
  readonly typeToConfirm?: string
  readonly failure?: Failure | null
  readonly onConfirm: () => void
  readonly onCancel: () => void
}

/** Asks before something that cannot be undone. Starts on the harmless button. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  useReturnFocus()
  const [typed, setTyped] = useState('')
  const isReady = props.typeToConfirm === undefined || typed.trim() === props.typeToConfirm
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady && props.isBusy !== true) props.onConfirm()
  }
  return (
    <Modal opened onClose={props.onCancel} title={props.title} size={440} centered>
      <form onSubmit={submit}>
        <div className={classes.text}>{props.children}</div>
        {props.typeToConfirm !== undefined && (
          <TextInput
            mt="sm"
            data-autofocus
            label={
              <>
                Type <code className={classes.typed}>{props.typeToConfirm}</code> to confirm
              </>
            }
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
          />
        )}
        {props.failure && (
          <div className={classes.failure}>
            <FailureAlert failure={props.failure} />
          </div>
        )}
        <div className={classes.actions}>
          <Button
            variant="default"
            onClick={props.onCancel}
            {...(props.typeToConfirm === undefined ? { 'data-autofocus': true } : {})}
          >
            {props.cancelLabel ?? 'Cancel'}
          </Button>
          <Button
            type="submit"
            disabled={!isReady}
            loading={props.isBusy ?? false}
            {...(props.isDangerous === true ? { color: 'red' } : {})}
          >
            {props.confirmLabel}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

import { Button, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useReturnFocus } from '../lib/use-return-focus'
import classes from './ConfirmDialog.module.css'

export interface ReasonsDialogProps {
  readonly title: string
  /** What stands against it. */
  readonly children: ReactNode
  readonly onClose: () => void
}

/** Says why something cannot be done, in place of asking whether to do it. */
export function ReasonsDialog({ title, children, onClose }: ReasonsDialogProps) {
  useReturnFocus()
  return (
    <Modal opened onClose={onClose} title={title} size={440} centered>
      <div className={classes.text}>{children}</div>
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose} data-autofocus>
          Close
        </Button>
      </div>
    </Modal>
  )
}

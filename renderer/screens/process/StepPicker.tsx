import { Modal } from '@mantine/core'
import { Icon } from '../../components/Icon'
import { useReturnFocus } from '../../lib/use-return-focus'
import classes from './StepPicker.module.css'

export interface StepPickerProps {
  readonly onPick: () => void
  readonly onClose: () => void
}

/** What kinds of steps there are. */
export function StepPicker({ onPick, onClose }: StepPickerProps) {
  useReturnFocus()
  return (
    <Modal opened onClose={onClose} title="Add a step" size={480}>
      <button type="button" className={classes.card} data-autofocus onClick={onPick}>
        <span className={classes.icon}>
          <Icon name="terminal" size={18} />
        </span>
        <span>
          <span className={classes.title}>Run a Script</span>
          <span className={classes.text}>
            Bash, Python 3 or PowerShell, on targets or on this machine. Can pass values on to later steps and keep
            files as artifacts.
          </span>
        </span>
      </button>
    </Modal>
  )
}

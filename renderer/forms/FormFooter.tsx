import { Button } from '@mantine/core'
import type { Failure } from '@shared/failure'
import { FailureAlert } from '../components/FailureAlert'
import classes from './FormFooter.module.css'

export interface FormFooterProps {
  readonly submitLabel: string
  readonly isBusy: boolean
  /** Whether something that is said elsewhere stands against it. */
  readonly isBlocked?: boolean
  readonly failure: Failure | null
  readonly onCancel: () => void
}

/** The end of a form in a dialog: what went wrong, the way out, the button. */
export function FormFooter({ submitLabel, isBusy, isBlocked = false, failure, onCancel }: FormFooterProps) {
  return (
    <div className={classes.footer}>
      {failure && <FailureAlert failure={failure} />}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={isBusy} disabled={isBlocked}>
          {submitLabel}
        </Button>
      </div>
    </div>
  )
}

import { Button } from '@mantine/core'
import { useReturnFocus } from '../lib/use-return-focus'
import classes from './ConflictCard.module.css'
import { Icon } from './Icon'

export interface ConflictCardProps {
  /** What was changed elsewhere: `The variables`. */
  readonly what: string
  /** Drops the own changes and shows what is stored. */
  readonly onReload: () => void
  /** Saves the own changes over what is stored. */
  readonly onKeepMine: () => void
  readonly isBusy?: boolean
}

/** Shown when a save was refused because somebody else, or another window, saved in between. Nothing typed is lost. */
export function ConflictCard({ what, onReload, onKeepMine, isBusy = false }: ConflictCardProps) {
  // Its buttons are gone with it; whoever typed goes on typing.
  useReturnFocus()
  return (
    <div className={classes.card} role="alert">
      <Icon name="warning" />
      <div>
        <p className={classes.title}>{what} were changed elsewhere since you opened them.</p>
        <p>Your changes are still here. Load what is stored now, or save yours over it.</p>
        <div className={classes.actions}>
          <Button variant="default" onClick={onReload} disabled={isBusy}>
            Reload and drop mine
          </Button>
          <Button variant="default" onClick={onKeepMine} loading={isBusy}>
            Keep mine
          </Button>
        </div>
      </div>
    </div>
  )
}

import classes from './EnvironmentMatrix.module.css'
import { Icon } from './Icon'

interface DeployButtonProps {
  /** For screen readers: what goes where. */
  readonly label: string
  readonly text?: string
  /** Stands out: it is what comes next. */
  readonly isNext?: boolean
  readonly onClick: () => void
}

/** Offers to deploy, in a cell. */
export function DeployButton({ label, text = 'Deploy…', isNext = false, onClick }: DeployButtonProps) {
  return (
    <button type="button" className={classes.deploy} data-next={isNext} onClick={onClick} aria-label={label}>
      <Icon name="deployment" size={13} />
      {text}
    </button>
  )
}

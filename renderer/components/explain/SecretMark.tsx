import { Icon } from '../Icon'
import classes from './SecretMark.module.css'

/** Says that a value holds a secret, which is never shown. */
export function SecretMark() {
  return (
    <span className={classes.mark}>
      <Icon name="lock" size={12} />
      holds a secret
    </span>
  )
}

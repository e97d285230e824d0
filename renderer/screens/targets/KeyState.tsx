import type { Target } from '@shared/model/target'
import { Icon } from '../../components/Icon'
import classes from './targets.module.css'

/** Whether a person accepted the host's key. */
export function KeyState({ target }: { readonly target: Target }) {
  if (target.kind === 'local') return <span className={classes.muted}>not needed</span>
  return target.hostKey ? (
    <span className={classes.accepted} title={target.hostKey.fingerprint}>
      <Icon name="check-circle" size={14} />
      Accepted
    </span>
  ) : (
    <span className={classes.missing}>
      <Icon name="warning" size={14} />
      Not accepted
    </span>
  )
}

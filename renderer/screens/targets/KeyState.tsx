import type { HostKeyPin } from '@shared/model/target'
import { Icon } from '../../components/Icon'
import classes from './targets.module.css'

/** Whether a person accepted the host's key. */
export function KeyState({ hostKey }: { readonly hostKey: HostKeyPin | null }) {
  return hostKey ? (
    <span className={classes.accepted} title={hostKey.fingerprint}>
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

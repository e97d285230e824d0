import { type HealthView, hasOtherKey } from '@shared/model/health'
import type { HostKeyPin } from '@shared/model/target'
import { Icon } from '../../components/Icon'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import classes from './targets.module.css'

interface KeyStateProps {
  /** What the host is called. */
  readonly name: string
  readonly hostKey: HostKeyPin | null
}

const none: readonly HealthView[] = []

/** Whether a person accepted the key of a host, and whether the host still has that one. */
export function useHasOtherKey({ name, hostKey }: KeyStateProps): boolean {
  const health = valueOr(useRead('health.list', {}).load, none)
  return hostKey !== null && hasOtherKey(health, name, hostKey.fingerprint)
}

/** The same in a word. */
export function KeyState(props: KeyStateProps) {
  const { hostKey } = props
  const isOther = useHasOtherKey(props)
  if (hostKey === null)
    return (
      <span className={classes.missing}>
        <Icon name="warning" size={14} />
        Not accepted
      </span>
    )
  if (isOther)
    return (
      <span
        className={classes.otherKey}
        title="The host shows another key than the accepted one, so nothing connects to it. Test the connection to see both."
      >
        <Icon name="x-circle" size={14} />
        Changed
      </span>
    )
  return (
    <span className={classes.accepted} title={hostKey.fingerprint}>
      <Icon name="check-circle" size={14} />
      Accepted
    </span>
  )
}

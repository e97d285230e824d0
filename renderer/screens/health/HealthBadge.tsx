import type { HealthStatus, HealthView } from '@shared/model/health'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { TimeAgo } from '../../components/TimeAgo'
import classes from './health.module.css'

/** Word, icon and tone of each status: never colour alone. */
export const healthLooks: Readonly<
  Record<HealthStatus, { readonly word: string; readonly icon: IconName; readonly tone: string }>
> = {
  healthy: { word: 'Healthy', icon: 'check-circle', tone: 'good' },
  'has-warnings': { word: 'Has warnings', icon: 'warning', tone: 'warn' },
  unhealthy: { word: 'Unhealthy', icon: 'x-circle', tone: 'bad' },
  unavailable: { word: 'Unavailable', icon: 'slash-circle', tone: 'bad' },
  unknown: { word: 'Unknown', icon: 'question-circle', tone: 'still' }
}

/** A target's health as icon, word and colour, and how old that is. */
export function HealthBadge({ health }: { readonly health: HealthView | undefined }) {
  if (health === undefined) return null
  const { word, icon, tone } = healthLooks[health.status]
  return (
    <span className={classes.badge} title={health.summary}>
      {health.isChecking ? (
        <span className={classes.status} data-tone="live">
          <Icon name="spinner" size={14} isTurning />
          Checking…
        </span>
      ) : (
        <span className={classes.status} data-tone={tone}>
          <Icon name={icon} size={14} />
          {word}
        </span>
      )}
      {!health.isChecking && health.checkedAt !== null && (
        <span className={classes.age}>
          <TimeAgo at={health.checkedAt} />
        </span>
      )}
    </span>
  )
}

import type { Deployment, DeploymentSummary, RunState } from '@shared/deployment'
import { Icon } from './Icon'
import type { IconName } from './icon-paths'
import classes from './StateBadge.module.css'

/** What a deployment or one of its runs can look like. */
export type StateName =
  | RunState
  | Exclude<Deployment['state'], 'finished'>
  | Extract<DeploymentSummary['outcome'], string>
  | 'warned'

type Tone = 'good' | 'bad' | 'warn' | 'live' | 'still'

/** Word, icon and tone of each state: never colour alone. */
export const stateLooks: Readonly<
  Record<StateName, { readonly word: string; readonly icon: IconName; readonly tone: Tone }>
> = {
  queued: { word: 'Queued', icon: 'clock', tone: 'still' },
  pending: { word: 'Waiting', icon: 'circle', tone: 'still' },
  running: { word: 'Running', icon: 'spinner', tone: 'live' },
  cancelling: { word: 'Cancelling', icon: 'spinner', tone: 'warn' },
  interrupted: { word: 'Interrupted', icon: 'bolt', tone: 'warn' },
  succeeded: { word: 'Succeeded', icon: 'check-circle', tone: 'good' },
  warned: { word: 'Succeeded with warnings', icon: 'warning', tone: 'warn' },
  failed: { word: 'Failed', icon: 'x-circle', tone: 'bad' },
  cancelled: { word: 'Cancelled', icon: 'slash-circle', tone: 'still' },
  skipped: { word: 'Skipped', icon: 'dash-circle', tone: 'still' },
  unknown: { word: 'Unknown', icon: 'question-circle', tone: 'warn' }
}

/** How a deployment's summary looks: its outcome once finished, its state before. */
export function stateOf(summary: Pick<DeploymentSummary, 'state' | 'outcome' | 'hasWarnings'>): StateName {
  if (summary.state !== 'finished') return summary.state
  if (summary.outcome === 'succeeded' && summary.hasWarnings) return 'warned'
  return summary.outcome ?? 'unknown'
}

export interface StateBadgeProps {
  readonly state: StateName
  /** Takes the place of the state's own word, such as `3 of 5`. */
  readonly text?: string
  /** `plain` has no background, for table cells; `pill` is for headers. */
  readonly look?: 'plain' | 'pill'
}

/** A state as icon, word and colour. */
export function StateBadge({ state, text, look = 'plain' }: StateBadgeProps) {
  const { word, icon, tone } = stateLooks[state]
  return (
    <span className={classes.badge} data-tone={tone} data-look={look} data-state={state}>
      <Icon
        name={icon}
        size={15}
        isTurning={icon === 'spinner'}
        {...(text === undefined || text === word ? {} : { label: word })}
      />
      <span>{text ?? word}</span>
    </span>
  )
}

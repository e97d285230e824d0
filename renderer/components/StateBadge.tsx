import type { DeploymentSummary } from '@shared/deployment'
import { type StateName, type StateTone, states } from '@shared/state-looks'
import { formatEnd } from '../lib/time'
import { Icon } from './Icon'
import type { IconName } from './icon-paths'
import classes from './StateBadge.module.css'

export { type StateName, stateOf } from '@shared/state-looks'

/** Word, icon and tone of each state: never colour alone. */
export const stateLooks: Readonly<
  Record<StateName, { readonly word: string; readonly icon: IconName; readonly tone: StateTone }>
> = {
  queued: { ...states.queued, icon: 'clock' },
  scheduled: { ...states.scheduled, icon: 'clock' },
  pending: { ...states.pending, icon: 'circle' },
  running: { ...states.running, icon: 'spinner' },
  paused: { ...states.paused, icon: 'pause' },
  cancelling: { ...states.cancelling, icon: 'spinner' },
  interrupted: { ...states.interrupted, icon: 'bolt' },
  succeeded: { ...states.succeeded, icon: 'check-circle' },
  warned: { ...states.warned, icon: 'warning' },
  failed: { ...states.failed, icon: 'x-circle' },
  cancelled: { ...states.cancelled, icon: 'slash-circle' },
  'not-run': { ...states['not-run'], icon: 'slash-circle' },
  expired: { ...states.expired, icon: 'clock' },
  'handed-over': { ...states['handed-over'], icon: 'download' },
  // Whoever looks at the window is the person.
  waiting: { ...states.waiting, word: 'Waiting for you', icon: 'question-circle' },
  retrying: { ...states.retrying, icon: 'spinner' },
  ignored: { ...states.ignored, icon: 'warning' },
  skipped: { ...states.skipped, icon: 'dash-circle' },
  unknown: { ...states.unknown, icon: 'question-circle' }
}

/** What a list says of a summary in few characters; null where the state's own word will do. */
export function shortWords(
  state: StateName,
  summary: Pick<DeploymentSummary, 'runsDone' | 'runsTotal' | 'startAt' | 'queuedAt'>
): string | null {
  if (state === 'warned') return 'Warnings'
  if (state === 'scheduled' && summary.startAt !== null) return `At ${formatEnd(summary.startAt, summary.queuedAt)}`
  const isGoing = state === 'running' || state === 'cancelling'
  return isGoing && summary.runsTotal > 0 ? `${summary.runsDone} of ${summary.runsTotal}` : null
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

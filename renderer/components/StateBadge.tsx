import type { Deployment, DeploymentSummary, RunState } from '@shared/deployment'
import { formatEnd } from '../lib/time'
import { Icon } from './Icon'
import type { IconName } from './icon-paths'
import classes from './StateBadge.module.css'

/** What a deployment or one of its runs can look like. */
export type StateName =
  | RunState
  | Exclude<Deployment['state'], 'finished'>
  | Extract<DeploymentSummary['outcome'], string>
  | 'warned'
  | 'not-run'
  | 'paused'
  | 'scheduled'

type Tone = 'good' | 'bad' | 'warn' | 'live' | 'still'

/** Word, icon and tone of each state: never colour alone. */
export const stateLooks: Readonly<
  Record<StateName, { readonly word: string; readonly icon: IconName; readonly tone: Tone }>
> = {
  queued: { word: 'Queued', icon: 'clock', tone: 'still' },
  scheduled: { word: 'Scheduled', icon: 'clock', tone: 'still' },
  pending: { word: 'Pending', icon: 'circle', tone: 'still' },
  running: { word: 'Running', icon: 'spinner', tone: 'live' },
  paused: { word: 'Paused', icon: 'pause', tone: 'warn' },
  cancelling: { word: 'Cancelling', icon: 'spinner', tone: 'warn' },
  interrupted: { word: 'Interrupted', icon: 'bolt', tone: 'warn' },
  succeeded: { word: 'Succeeded', icon: 'check-circle', tone: 'good' },
  warned: { word: 'Succeeded with warnings', icon: 'warning', tone: 'warn' },
  failed: { word: 'Failed', icon: 'x-circle', tone: 'bad' },
  cancelled: { word: 'Cancelled', icon: 'slash-circle', tone: 'still' },
  'not-run': { word: 'Not run', icon: 'slash-circle', tone: 'still' },
  expired: { word: 'Expired', icon: 'clock', tone: 'warn' },
  'handed-over': { word: 'Handed over', icon: 'download', tone: 'still' },
  waiting: { word: 'Waiting for you', icon: 'question-circle', tone: 'warn' },
  retrying: { word: 'Trying again', icon: 'spinner', tone: 'warn' },
  ignored: { word: 'Failed, ignored', icon: 'warning', tone: 'warn' },
  skipped: { word: 'Skipped', icon: 'dash-circle', tone: 'still' },
  unknown: { word: 'Unknown', icon: 'question-circle', tone: 'warn' }
}

type Shown = Pick<DeploymentSummary, 'state' | 'outcome' | 'hasWarnings'> &
  Partial<Pick<DeploymentSummary, 'isWaiting' | 'isPaused' | 'startAt'>>

/** How a deployment's summary looks: its outcome once finished; before that its state, and what holds it up. */
export function stateOf(summary: Shown): StateName {
  if (summary.state === 'running' && summary.isWaiting) return 'waiting'
  if ((summary.state === 'running' || summary.state === 'queued') && summary.isPaused) return 'paused'
  if (summary.state === 'queued' && (summary.startAt ?? null) !== null) return 'scheduled'
  if (summary.state !== 'finished') return summary.state
  if (summary.outcome === 'succeeded' && summary.hasWarnings) return 'warned'
  return summary.outcome ?? 'unknown'
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

import type { Deployment, DeploymentSummary, Run, RunState } from './deployment'

/** What a deployment or one of its runs can look like. */
export type StateName =
  | RunState
  | Exclude<Deployment['state'], 'finished'>
  | Extract<DeploymentSummary['outcome'], string>
  | 'warned'
  | 'not-run'
  | 'paused'
  | 'scheduled'

export type StateTone = 'good' | 'bad' | 'warn' | 'live' | 'still'

/** What each state is called wherever somebody reads of it, and how it is to be taken. */
export const states: Readonly<Record<StateName, { readonly word: string; readonly tone: StateTone }>> = {
  queued: { word: 'Queued', tone: 'still' },
  scheduled: { word: 'Scheduled', tone: 'still' },
  pending: { word: 'Pending', tone: 'still' },
  running: { word: 'Running', tone: 'live' },
  paused: { word: 'Paused', tone: 'warn' },
  cancelling: { word: 'Cancelling', tone: 'warn' },
  interrupted: { word: 'Interrupted', tone: 'warn' },
  succeeded: { word: 'Succeeded', tone: 'good' },
  warned: { word: 'Succeeded with warnings', tone: 'warn' },
  failed: { word: 'Failed', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'still' },
  'not-run': { word: 'Not run', tone: 'still' },
  expired: { word: 'Expired', tone: 'warn' },
  'handed-over': { word: 'Handed over', tone: 'still' },
  waiting: { word: 'Waiting for a person', tone: 'warn' },
  retrying: { word: 'Trying again', tone: 'warn' },
  ignored: { word: 'Failed, ignored', tone: 'warn' },
  skipped: { word: 'Skipped', tone: 'still' },
  unknown: { word: 'Unknown', tone: 'warn' }
}

/** A state inside of a sentence or a table, such as `not run`. */
export const wordOf = (state: StateName): string => states[state].word.toLowerCase()

/** The letter of what a run looks like, where there is no room for its word. */
export const stateLetters: Readonly<Partial<Record<StateName, string>>> = {
  pending: 'Q',
  running: 'R',
  retrying: 'T',
  waiting: 'A',
  succeeded: 'S',
  warned: 'W',
  failed: 'F',
  'handed-over': 'H',
  ignored: 'I',
  skipped: 'K',
  cancelled: 'C',
  'not-run': 'N',
  unknown: 'U'
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

/** How a run looks: a success with warnings is told apart from one without, and what was stopped from what never began. */
export function lookOf(run: Run): StateName {
  if (run.state === 'succeeded' && run.warnings > 0) return 'warned'
  return run.state === 'cancelled' && run.startedAt === null ? 'not-run' : run.state
}

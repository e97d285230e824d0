import type { LogLevel } from '@shared/deployment'

/** How the lines of each stream are logged at the moment; `ignore` leaves them out. */
export interface StreamLevels {
  readonly stdout: LogLevel | 'ignore'
  readonly stderr: LogLevel | 'ignore'
}

/** A line on stderr counts as an error in the log, yet does not fail a step by itself. */
export const startLevels: StreamLevels = { stdout: 'info', stderr: 'error' }

const changes: ReadonlyMap<string, Partial<StreamLevels>> = new Map([
  ['stdout-default', { stdout: startLevels.stdout }],
  ['stdout-verbose', { stdout: 'verbose' }],
  ['stdout-highlight', { stdout: 'highlight' }],
  ['stdout-wait', { stdout: 'wait' }],
  ['stdout-warning', { stdout: 'warning' }],
  ['stdout-error', { stdout: 'error' }],
  ['stdout-ignore', { stdout: 'ignore' }],
  ['stderr-default', { stderr: startLevels.stderr }],
  ['stderr-error', { stderr: 'error' }],
  // For tools such as git that report their progress on stderr.
  ['stderr-progress', { stderr: 'verbose' }],
  ['stderr-ignore', { stderr: 'ignore' }]
])

/** The levels after a message of this name; they stay until another one changes them. */
export const levelsAfter = (levels: StreamLevels, message: string): StreamLevels => ({
  ...levels,
  ...changes.get(message)
})

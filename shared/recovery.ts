import type { RunId } from './ids'

/** What a look at the targets says about runs that were under way when the app ended. */
export interface RecoveryReport {
  readonly runs: readonly RecoveredRun[]
}

/**
 * - `never-began`: the script left no sign of having begun
 * - `succeeded`, `failed`: it ended by itself, after the app had
 * - `still-running`: it runs there at this moment
 * - `died`: it began, has not ended, and runs no more
 * - `unreachable`: the place could not be looked at
 * - `no-trace`: it is of a kind that leaves none, such as a mail
 */
export type RecoveryFinding =
  | 'never-began'
  | 'succeeded'
  | 'failed'
  | 'still-running'
  | 'died'
  | 'unreachable'
  | 'no-trace'

export interface RecoveredRun {
  readonly run: RunId
  readonly finding: RecoveryFinding
  /** Of the script, where it ended by itself. */
  readonly exitCode: number | null
  /** The finding in a sentence that names the place. */
  readonly words: string
  /** What a careful person would decide; null where only a person can know. */
  readonly suggestion: 'retry' | 'done' | null
}

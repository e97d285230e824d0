import type { Failure } from '@shared/failure'
import type { RunId } from '@shared/ids'
import type { StagedRun } from './context'

/** A run that failed, and why. */
export interface FailedRun {
  readonly staged: StagedRun
  readonly failure: Failure
}

/** How far a deployment came. */
export interface Course {
  readonly startedAt: number
  readonly failed: FailedRun[]
  /** Runs that are over, whatever became of them. */
  readonly over: Set<RunId>
  /** How many runs are still to come at each place, by the name of its work folder. */
  readonly left: Map<string, number>
  cancelled: number
  succeeded: number
  /** Why the deployment as a whole could not go on, apart from its runs. */
  failure: Failure | null
}

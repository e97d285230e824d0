import type { EnvironmentId, LifecycleId, PhaseId } from '../ids'

/** How far one release has come in one phase of its lifecycle. */
export interface PhaseProgress {
  /** Null for the phases of a lifecycle that has none: one for each environment. */
  readonly id: PhaseId | null
  readonly name: string
  readonly environments: readonly PhaseEnvironment[]
  /** How many of its environments must have had a success. */
  readonly required: number
  /** How many have had one. */
  readonly done: number
  readonly isOptional: boolean
  readonly progress: 'pending' | 'current' | 'complete'
  /** Whether the release may be deployed to its environments. */
  readonly isOpen: boolean
  /** Why it is closed, such as `Production is closed: Staging needs 1 success, has 0.`; null where it is open. */
  readonly why: string | null
}

export interface PhaseEnvironment {
  readonly id: EnvironmentId
  readonly name: string
  readonly isAutomatic: boolean
  /** Whether a deployment of the release there ever succeeded. */
  readonly hasSucceeded: boolean
}

/** Where a release may go, and why it may not go elsewhere. */
export interface Progression {
  readonly lifecycle: { readonly id: LifecycleId; readonly name: string }
  readonly phases: readonly PhaseProgress[]
  /** Where it may be deployed: open phases, and where it has had a success. */
  readonly deployable: readonly EnvironmentId[]
  /** Of the current phase, those where it has had no success, in order. */
  readonly next: readonly EnvironmentId[]
  /** How many of `next` are still needed to complete the current phase. */
  readonly nextNeeded: number
  /** Somebody prevented its progression. */
  readonly isPrevented: boolean
}

/** What is known of a release in an environment. */
export interface ReleaseStanding {
  readonly hasSucceeded: boolean
  /** Whether any deployment there was ever begun, whatever became of it. */
  readonly wasTried: boolean
}

import type { ActionId, TargetId } from '../ids'
import type { PlanResult } from '../plan/plan'
import type { ComparedRelease, ReleaseComparison } from './comparison'

/** A release that an environment had, and can go back to. */
export interface RollbackWay {
  readonly release: ComparedRelease
  /** When it was last deployed there successfully. */
  readonly deployedAt: number
  /** Why it cannot be gone back to now; null where it can. */
  readonly why: string | null
}

/** What going back means, before anything is done. */
export interface RollbackPlan {
  /** From what is there to what was. */
  readonly comparison: ReleaseComparison
  /** With the proposed actions left out. */
  readonly plan: PlanResult
  /** Actions that say of themselves that a rollback leaves them out. */
  readonly leftOut: readonly { readonly actionId: ActionId; readonly name: string }[]
  /** Actions of what is there now, or of the way back, that cannot be undone by it. */
  readonly irreversible: readonly { readonly actionId: ActionId; readonly name: string }[]
  /** Packages of the way back, and whether they are still on the targets, as the journals of deployments say. */
  readonly packages: readonly {
    readonly targetId: TargetId
    readonly targetName: string
    readonly packageId: string
    readonly version: string
    readonly bytes: number
    /** Was installed there by an earlier deployment, and nothing says that it is gone. */
    readonly wasThere: boolean
  }[]
  /** How long it took there the last time, in milliseconds; null where that is not known. */
  readonly lastTook: number | null
}

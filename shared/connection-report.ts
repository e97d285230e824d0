import type { Failure } from './failure'
import type { ConnectionStage, HostKeyPin } from './model/target'

/** How one stage of a connection went. Stages after a failed one are `skipped`. */
export interface ConnectionStageReport {
  readonly stage: ConnectionStage
  readonly outcome: 'ok' | 'failed' | 'skipped'
  /** Milliseconds this stage took; 0 when skipped. */
  readonly ms: number
  /** What was found, for people: an address, a fingerprint, an account, a shell's version. */
  readonly detail: string
  readonly failure?: Failure
}

export interface ConnectionReport {
  readonly stages: readonly ConnectionStageReport[]
  /** The key the host showed, if it got that far. */
  readonly hostKey: HostKeyPin | null
  /** `unknown`: nobody accepted a key yet. `changed`: it is not the accepted one. `none`: not an SSH target, or not reached. */
  readonly trust: 'pinned' | 'unknown' | 'changed' | 'none'
}

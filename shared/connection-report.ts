import type { Failure } from './failure'
import type { JumpHostId, TargetId } from './ids'
import type { ConnectionStage, HostKeyPin } from './model/target'

/** What a connection test or health check is about, or one of the jump hosts on the way there. */
export type ReportedHost =
  | { readonly kind: 'target'; readonly id: TargetId; readonly name: string }
  | { readonly kind: 'jump-host'; readonly id: JumpHostId; readonly name: string }

/** How one stage of a connection went. Stages after a failed one are `skipped`, also those of the hosts behind it. */
export interface ConnectionStageReport {
  readonly host: ReportedHost
  readonly stage: ConnectionStage
  /** `warning`: it works, and `failure` says what should be looked at. */
  readonly outcome: 'ok' | 'warning' | 'failed' | 'skipped'
  /** Milliseconds this stage took; 0 when skipped. */
  readonly ms: number
  /** What was found, for people: an address, a fingerprint, an account, a shell's version. */
  readonly detail: string
  /** For `failed` and `warning`: what is wrong and what to do about it. */
  readonly failure?: Failure
}

/** The key that a host showed, beside the one that was accepted. */
export interface SeenHostKey {
  readonly host: ReportedHost
  readonly shown: HostKeyPin
  readonly accepted: HostKeyPin | null
  /** `unknown`: nobody accepted a key yet. `changed`: it is not the accepted one. */
  readonly trust: 'pinned' | 'unknown' | 'changed'
}

export interface ConnectionReport {
  /** Host by host in the order of the way there. */
  readonly stages: readonly ConnectionStageReport[]
  /** Of every host that got as far as showing one. */
  readonly hostKeys: readonly SeenHostKey[]
}

import type {
  Artifact,
  Choice,
  DeploymentApproval,
  DeploymentParent,
  ExecEnd,
  Outcome,
  OutputVariable,
  ResumeDecision
} from './deployment'
import type { Failure } from './failure'
import type { BundleId, DeploymentId, RunId, Sha256, TargetId } from './ids'
import type { Plan } from './plan/plan'

export type LogLevel = 'verbose' | 'info' | 'highlight' | 'wait' | 'warning' | 'error'
/** `slipway` marks lines that the engine itself wrote. */
export type LogStream = 'stdout' | 'stderr' | 'slipway'

/** What happened, without the stamp. The engine emits these; the deployments service stamps and records them. */
export type DeploymentFact =
  | {
      readonly kind: 'queued'
      readonly id: DeploymentId
      readonly plan: Plan
      readonly by: string
      readonly startAt?: number
      readonly expiresAt?: number
      readonly parent?: DeploymentParent
      readonly comment?: string
      readonly approvals?: readonly DeploymentApproval[]
      readonly hasPriority?: true
      readonly concurrencyTag?: string
      readonly supersedes?: true
    }
  | { readonly kind: 'started' }
  /** `skipped` are the lanes for which the step's condition does not hold; null is this machine. */
  | {
      readonly kind: 'step-started'
      readonly step: number
      readonly skipped?: readonly { readonly lane: TargetId | null; readonly reason: string }[]
    }
  /** None of its runs will happen. */
  | { readonly kind: 'step-skipped'; readonly step: number; readonly reason: string }
  | { readonly kind: 'run-started'; readonly run: RunId }
  /** An attempt failed, and the next one begins by itself, not before `retryAt`. */
  | {
      readonly kind: 'run-retrying'
      readonly run: RunId
      readonly end: ExecEnd | null
      readonly failure: Failure
      readonly retryAt: number
    }
  | { readonly kind: 'run-progress'; readonly run: RunId; readonly percentage: number; readonly message: string }
  | { readonly kind: 'run-succeeded'; readonly run: RunId }
  | { readonly kind: 'run-failed'; readonly run: RunId; readonly end: ExecEnd | null; readonly failure: Failure }
  | { readonly kind: 'run-cancelled'; readonly run: RunId }
  | { readonly kind: 'run-skipped'; readonly run: RunId; readonly reason: string }
  /** It was written into a bundle for its target. */
  | { readonly kind: 'run-handed-over'; readonly run: RunId; readonly bundle: BundleId }
  /** A receipt begins to be taken in; `finished` ends that. */
  | { readonly kind: 'receipt'; readonly targetId: TargetId; readonly receipt: Sha256; readonly by: string }
  /** What a receipt says of a run. Its times are of the clock there. */
  | {
      readonly kind: 'run-returned'
      readonly run: RunId
      readonly startedAt: number
      readonly finishedAt: number
      readonly result:
        | { readonly state: 'succeeded' }
        | { readonly state: 'failed'; readonly end: ExecEnd | null; readonly failure: Failure }
        | { readonly state: 'skipped'; readonly reason: string }
        | { readonly state: 'unknown' }
    }
  | { readonly kind: 'output-variable'; readonly run: RunId; readonly variable: OutputVariable }
  | { readonly kind: 'artifact'; readonly run: RunId; readonly artifact: Artifact }
  | OutputFact
  | { readonly kind: 'asked'; readonly question: Asked }
  | { readonly kind: 'question-taken'; readonly question: number; readonly by: string }
  | {
      readonly kind: 'question-answered'
      readonly question: number
      readonly choice: Choice | 'withdrawn'
      readonly by: string
      readonly note: string
    }
  | { readonly kind: 'target-excluded'; readonly targetId: TargetId; readonly reason: string }
  | { readonly kind: 'paused'; readonly by: string }
  | { readonly kind: 'unpaused'; readonly by: string }
  | { readonly kind: 'moved-to-top'; readonly by: string }
  /** It has superseded others, and stands where the first of them stood. */
  | {
      readonly kind: 'place-taken'
      readonly since: number
      readonly movedAt?: number
      readonly hasPriority?: true
    }
  | { readonly kind: 'width-changed'; readonly step: number; readonly width: number; readonly by: string }
  /** `leavesCleanUp`: nobody asked again, but what cleans up cannot run. */
  | { readonly kind: 'cancel-requested'; readonly by: string; readonly leavesCleanUp?: true }
  | { readonly kind: 'interrupted' }
  /**
   * `resuming` in deployment-resume.ts makes it. `rules` is less or absent in older logs: what they hold after it fits
   * only what continuing did then.
   */
  | {
      readonly kind: 'resumed'
      readonly by: string
      readonly decisions: readonly ResumeDecision[]
      readonly rules?: 2 | 3
      /** Why it had to be, although a freeze was under way; absent where nobody said so. */
      readonly overridesFreeze?: string
    }
  | { readonly kind: 'given-up'; readonly by: string; readonly reason: string }
  | { readonly kind: 'finished'; readonly outcome: Outcome; readonly summary: string }

/** A question as it is put: the reducer numbers and dates it. */
export type Asked =
  | {
      readonly kind: 'manual'
      readonly run: RunId
      readonly instructions: string
      readonly responsible: readonly string[]
    }
  | { readonly kind: 'failure'; readonly run: RunId; readonly failure: Failure; readonly end: ExecEnd | null }
  | { readonly kind: 'canary'; readonly step: number }

/** Whole lines of one run, stream and level: already masked, without service messages, without the final line break. */
export interface OutputFact {
  readonly kind: 'output'
  /** Null for lines about the deployment as a whole. */
  readonly run: RunId | null
  readonly stream: LogStream
  readonly level: LogLevel
  /** How many lines `text` holds. */
  readonly lines: number
  /** Lines joined by \n. Empty where an event travels for its counts only; the text is then in the log. */
  readonly text: string
}

/** `seq` counts from 1 without gaps within a deployment; `at` is milliseconds since 1970 UTC on this machine's clock. */
export type DeploymentEvent = DeploymentFact & { readonly seq: number; readonly at: number }

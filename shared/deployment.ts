import type { Failure } from './failure'
import type { ArtifactId, DeploymentId, RunId, SecretId } from './ids'
import type { Plan } from './plan/plan'

/**
 * A deployment's state is what its events add up to; `applyEvent` in deployment-reducer.ts is the only thing that adds them.
 *
 *   queued ──► running ──► finished (succeeded | failed | cancelled)
 *      │          │  └───► cancelling ──► finished
 *      └──────────┴──────────► cancelling
 *   queued | running | cancelling ──► interrupted      the app ended without finishing it
 *
 * `started` may come late, while cancelling; no run starts before it.
 */
export type Deployment =
  | (DeploymentBase & { readonly state: 'queued' })
  | (DeploymentBase & { readonly state: 'running'; readonly startedAt: number })
  | (DeploymentBase & { readonly state: 'cancelling'; readonly startedAt: number | null; readonly cancelledBy: string })
  | (DeploymentBase & {
      readonly state: 'interrupted'
      readonly startedAt: number | null
      readonly interruptedAt: number
    })
  | (DeploymentBase & {
      readonly state: 'finished'
      readonly startedAt: number | null
      readonly finishedAt: number
      readonly outcome: Outcome
      /** The sentence that sums it up, such as `The deployment of Shop 1.4.2 to Test failed: “Migrate” on db-1 ended with exit code 7.` */
      readonly summary: string
    })

export type Outcome = 'succeeded' | 'failed' | 'cancelled'

interface DeploymentBase {
  readonly id: DeploymentId
  readonly plan: Plan
  readonly queuedAt: number
  readonly queuedBy: string
  /** The sequence number of the last event that was applied. */
  readonly seq: number
  readonly runs: Readonly<Record<RunId, Run>>
  /** Lines in the task log so far, including Slipway's own. */
  readonly lines: number
}

/**
 *   pending ──► running ──► succeeded | failed | cancelled | unknown (the app ended while it ran)
 *      └──────► skipped | cancelled
 */
export type Run =
  | (RunBase & { readonly state: 'pending' })
  | (RunBase & { readonly state: 'running'; readonly startedAt: number })
  | (RunBase & { readonly state: 'succeeded'; readonly startedAt: number; readonly finishedAt: number })
  | (RunBase & {
      readonly state: 'failed'
      readonly startedAt: number
      readonly finishedAt: number
      readonly end: ExecEnd | null
      readonly failure: Failure
    })
  | (RunBase & { readonly state: 'cancelled'; readonly startedAt: number | null; readonly finishedAt: number })
  | (RunBase & { readonly state: 'unknown'; readonly startedAt: number })
  | (RunBase & { readonly state: 'skipped'; readonly reason: string })

interface RunBase {
  readonly id: RunId
  readonly lines: number
  readonly warnings: number
  readonly errors: number
  readonly progress: { readonly percentage: number; readonly message: string } | null
  readonly artifacts: readonly Artifact[]
  readonly outputs: readonly RecordedOutput[]
}

export type RunState = Run['state']

/** How a command on a machine ended. There is no fourth way: no exit status means `lost`, and lost is a failure. */
export type ExecEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'lost'; readonly reason: string }

export interface Artifact {
  readonly id: ArtifactId
  readonly name: string
  /** Bytes. */
  readonly size: number
}

/** A value that a script passed on with `set_octopusvariable`. A sensitive one is a reference into the vault. */
export type OutputVariable =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly secret: SecretId }

/** An output with the number of the event that told of it: later ones replace earlier ones. */
export type RecordedOutput = OutputVariable & { readonly seq: number }

export type LogLevel = 'verbose' | 'info' | 'highlight' | 'wait' | 'warning' | 'error'
/** `slipway` marks lines that the engine itself wrote. */
export type LogStream = 'stdout' | 'stderr' | 'slipway'

/** What happened, without the stamp. The engine emits these; the deployments service stamps and records them. */
export type DeploymentFact =
  | { readonly kind: 'queued'; readonly id: DeploymentId; readonly plan: Plan; readonly by: string }
  | { readonly kind: 'started' }
  | { readonly kind: 'run-started'; readonly run: RunId }
  | { readonly kind: 'run-progress'; readonly run: RunId; readonly percentage: number; readonly message: string }
  | { readonly kind: 'run-succeeded'; readonly run: RunId }
  | { readonly kind: 'run-failed'; readonly run: RunId; readonly end: ExecEnd | null; readonly failure: Failure }
  | { readonly kind: 'run-cancelled'; readonly run: RunId }
  | { readonly kind: 'run-skipped'; readonly run: RunId; readonly reason: string }
  | { readonly kind: 'output-variable'; readonly run: RunId; readonly variable: OutputVariable }
  | { readonly kind: 'artifact'; readonly run: RunId; readonly artifact: Artifact }
  | OutputFact
  | { readonly kind: 'cancel-requested'; readonly by: string }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'finished'; readonly outcome: Outcome; readonly summary: string }

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

/** Whether the app still has something to do for it. */
export const isOpen = (deployment: Pick<Deployment, 'state'>): boolean =>
  deployment.state === 'queued' || deployment.state === 'running' || deployment.state === 'cancelling'

/** Whether a run can still change. */
export const isRunOver = (run: Pick<Run, 'state'>): boolean => run.state !== 'pending' && run.state !== 'running'

/** What lists and the dashboard show of a deployment; derived from its state, never written on its own. */
export interface DeploymentSummary {
  readonly id: DeploymentId
  readonly projectId: Plan['project']['id']
  readonly projectName: string
  readonly releaseId: Plan['release']['id']
  readonly releaseVersion: string
  readonly environmentId: Plan['environment']['id']
  readonly environmentName: string
  readonly state: Deployment['state']
  readonly outcome: Outcome | null
  readonly hasWarnings: boolean
  /** Runs that are over, of `runsTotal`. */
  readonly runsDone: number
  readonly runsTotal: number
  readonly queuedAt: number
  readonly queuedBy: string
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly summary: string | null
}

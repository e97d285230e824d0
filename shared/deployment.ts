import type { Question } from './deployment-question'
import type { Failure } from './failure'
import type { IdleTime } from './idle-time'
import type { ArtifactId, BundleId, DeploymentId, RunbookId, RunId, SecretId, Sha256, TargetId, TenantId } from './ids'
import type { Plan } from './plan/plan'
import type { QueueSlot } from './queue-slot'

export type {
  Asked,
  DeploymentEvent,
  DeploymentFact,
  LogLevel,
  LogStream,
  OutputFact
} from './deployment-facts'
export { type Answer, type Choice, choices, type Question } from './deployment-question'

/**
 * A deployment's state is what its events add up to; `applyEvent` in deployment-reducer.ts is the only thing that adds them.
 *
 *   queued ──► running ──► finished (succeeded | failed | cancelled | expired)
 *      │          │  └───► cancelling ──► finished
 *      ├──────────┴──────────► cancelling
 *      └───► finished (expired | cancelled: another one superseded it | failed: it was refused when its turn came)
 *   queued | running | cancelling ──► interrupted      the app ended without finishing it
 *   interrupted | finished ──► running                 a person continues it, or brings a receipt back
 *   interrupted ──► finished                           a person gives it up
 *
 * `started` may come late, while cancelling; no run starts before it. Whether it waits for a person is no state of its
 * own: `isWaiting` says so.
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

/**
 * `expired`: it had not begun by the time by which it must. `handed-over`: a bundle was written for some targets, and what
 * became of it is not known before its receipt is brought back.
 */
export type Outcome = 'succeeded' | 'failed' | 'cancelled' | 'expired' | 'handed-over'

/** What a deployment has in every state. */
export interface DeploymentBase {
  readonly id: DeploymentId
  readonly plan: Plan
  readonly queuedAt: number
  readonly queuedBy: string
  /** Not before this moment; null for as soon as it can. */
  readonly startAt: number | null
  /** Not after this moment; null for whenever. */
  readonly expiresAt: number | null
  /** The deployment that it is a step of; null for none. */
  readonly parent: DeploymentParent | null
  /** For whoever reads about it later; absent where nothing was said. */
  readonly comment?: string
  /** Who approved it; absent where nobody had to. */
  readonly approvals?: readonly DeploymentApproval[]
  /** Absent where it stands in the queue as it came. */
  readonly slot?: QueueSlot
  /** Of those with the same one is under way at a time; absent for those of its project, or runbook, in its place. */
  readonly concurrencyTag?: string
  /** Those of its project in its place that are in the queue before it are superseded by it. */
  readonly supersedes?: true
  /** The sequence number of the last event that was applied. */
  readonly seq: number
  readonly runs: Readonly<Record<RunId, Run>>
  /** By number of the step; a step that has not been decided yet is absent. */
  readonly steps: Readonly<Record<number, StepProgress>>
  /** Everything that was asked, by its number less one. */
  readonly questions: readonly Question[]
  /** Targets that take no further part. */
  readonly excluded: readonly Exclusion[]
  /** Nothing new begins. */
  readonly isPaused: boolean
  /** How often it was asked to cancel: from the second time on, nothing begins at all. */
  readonly cancels: number
  /** Why it was continued although a freeze was under way; absent where nobody said so. `freezeReasonOf` has the reason. */
  readonly overridesFreeze?: string
  /** Milliseconds since 1970 UTC at which it was continued, in order. */
  readonly resumedAt: readonly number[]
  /** A person had it go on, and the engine has done nothing about that yet. */
  readonly isMovedOn: boolean
  /** Since it was taken up last, nothing ran here: a receipt tells its end, or a person said that it was done. */
  readonly isTold?: true
  /** What was brought back from targets that are not reached from here; absent where nothing was. */
  readonly receipts?: readonly TakenReceipt[]
  /** How long it did nothing for want of a person. */
  readonly idle: IdleTime
  /** When the last event happened. */
  readonly changedAt: number
  /** Lines in the task log so far, including Slipway's own. */
  readonly lines: number
}

/** A receipt of a bundle that was imported. */
export interface TakenReceipt {
  readonly targetId: TargetId
  readonly receipt: Sha256
  readonly by: string
  readonly at: number
}

/** An approval that it was started with. */
export interface DeploymentApproval {
  readonly name: string
  /** Of the key that signed it. */
  readonly words: string
  /** Milliseconds since 1970 UTC, by the clock of who approved. */
  readonly at: number
  readonly note: string
}

export interface DeploymentParent {
  readonly id: DeploymentId
  readonly run: RunId
}

export interface Exclusion {
  readonly targetId: TargetId
  /** Why, in a sentence. */
  readonly reason: string
}

/** How far a step has come, apart from its runs. */
export interface StepProgress {
  readonly state: 'started' | 'skipped'
  /** Why it is skipped. */
  readonly reason: string | null
  /** 0 where something is known of it before it is decided. */
  readonly decidedAt: number
  /** The lanes for which its condition did not hold, where there are such. */
  readonly leftOut?: readonly (TargetId | null)[]
  /** How many lanes may be under way, where a person changed it meanwhile. */
  readonly width: number | null
  /** What a person said about going on after the first targets; null as long as nobody did. Stopped, the step has failed. */
  readonly canary: 'proceed' | 'stop' | null
}

/**
 *   pending ──► running ──► succeeded | failed | cancelled | unknown (the app ended while it ran)
 *      │         ▲  │ ▲─────── retrying (again at a given time) ──► skipped (its target was excluded) | cancelled
 *      │         │  └───────► waiting (a person is asked) ──► succeeded | failed | ignored | cancelled | retrying
 *      └──────► skipped | cancelled
 *   running ──► handed-over (in a bundle) ──► succeeded | failed | skipped | unknown (as its receipt says), and from the
 *   last three on once more, as a newer receipt says
 * A person who continues a deployment makes what is over pending again, or `ignored`, or `succeeded` by decree.
 */
export type Run =
  | (RunBase & { readonly state: 'pending' })
  | (RunBase & { readonly state: 'running'; readonly startedAt: number })
  | (RunBase & {
      readonly state: 'retrying'
      readonly startedAt: number
      /** When the next attempt may begin. */
      readonly retryAt: number
      readonly failure: Failure
    })
  | (RunBase & { readonly state: 'waiting'; readonly startedAt: number; readonly question: number })
  | (RunBase & {
      readonly state: 'succeeded'
      readonly startedAt: number
      readonly finishedAt: number
      /** Why a person said that it is done; absent where it succeeded by itself. */
      readonly markedDone?: string
    })
  | (RunBase &
      Returned & {
        readonly state: 'failed'
        readonly startedAt: number
        readonly finishedAt: number
        readonly end: ExecEnd | null
        readonly failure: Failure
      })
  | (RunBase & {
      /** It failed, and a person said to go on as if it had not. */
      readonly state: 'ignored'
      readonly startedAt: number
      readonly finishedAt: number
      readonly failure: Failure
      readonly by: string
    })
  | (RunBase & { readonly state: 'cancelled'; readonly startedAt: number | null; readonly finishedAt: number })
  | (RunBase & Returned & { readonly state: 'unknown'; readonly startedAt: number })
  | (RunBase & {
      /** It is in a bundle, and nobody here knows what became of it. */
      readonly state: 'handed-over'
      readonly startedAt: number
      readonly finishedAt: number
      readonly bundle: BundleId
    })
  | (RunBase & Returned & { readonly state: 'skipped'; readonly reason: string })

interface Returned {
  /** The bundle whose receipt says so, and whose newer ones may tell of another attempt; absent for what was done from here. */
  readonly bundle?: BundleId | undefined
}

interface RunBase {
  readonly id: RunId
  /** How long it took where its bundle was run, by the clock there, in milliseconds; absent for what was done from here. */
  readonly tookThere?: number | undefined
  /** How often it began, all in all. */
  readonly attempt: number
  /** How often it began since a person last had it run again; automatic retries are counted by it. */
  readonly tries: number
  readonly lines: number
  readonly warnings: number
  readonly errors: number
  readonly progress: { readonly percentage: number; readonly message: string } | null
  readonly artifacts: readonly Artifact[]
  readonly outputs: readonly RecordedOutput[]
}

export type RunState = Run['state']

/** What a person decided about a run when continuing a deployment. */
export interface ResumeDecision {
  readonly run: RunId
  /** `retry`: it runs again. `done`: it counts as succeeded. `exclude`: its target takes no further part. */
  readonly choice: 'retry' | 'done' | 'exclude'
  /** Why; needed for `done` and `exclude`. */
  readonly reason: string
}

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

/** Whether it ended well: all of it, and not somewhere else without a word of it yet. */
export const hasSucceeded = ({ state, outcome }: Pick<DeploymentSummary, 'state' | 'outcome'>): boolean =>
  state === 'finished' && outcome === 'succeeded'

/** Whether the app still has something to do for it. */
export const isOpen = (deployment: Pick<Deployment, 'state'>): boolean =>
  deployment.state === 'queued' || deployment.state === 'running' || deployment.state === 'cancelling'

/** Whether a run can still change. */
export const isRunOver = (run: Pick<Run, 'state'>): boolean =>
  run.state !== 'pending' && run.state !== 'running' && run.state !== 'retrying' && run.state !== 'waiting'

/** Questions that nobody has answered yet. */
export const openQuestions = ({ questions }: Pick<Deployment, 'questions'>): readonly Question[] =>
  questions.filter(question => question.answer === null)

/**
 * Why it goes on in spite of a freeze, as was said when it was started or, later, when it was continued: that holds to
 * its end. Undefined where nobody said so.
 */
export const freezeReasonOf = ({ overridesFreeze, plan }: Pick<Deployment, 'overridesFreeze' | 'plan'>) =>
  overridesFreeze ?? plan.choices?.overridesFreeze

/** Whether something has failed that nobody excused (Octopus: Octopus.Deployment.Error is set). */
export const hasFailed = ({ runs, steps }: Pick<Deployment, 'runs' | 'steps'>): boolean =>
  Object.values(runs).some(run => run.state === 'failed') || Object.values(steps).some(step => step.canary === 'stop')

/** Whether it was said whether the step runs. */
export const isDecided = (progress: StepProgress | undefined): boolean => (progress?.decidedAt ?? 0) !== 0

/** Whether something runs at this moment, so that nobody could know how it ended if the app went away. */
export const isUnderWay = ({ runs }: Pick<Deployment, 'runs'>): boolean =>
  Object.values(runs).some(run => run.state === 'running')

/** Whether anything of it was ever begun: what merely waited, or was cancelled while it did, is as if it were new. */
export const hasRun = ({ runs }: Pick<Deployment, 'runs'>): boolean =>
  Object.values(runs).some(({ attempt }) => attempt > 0)

/** Whether it was to begin later, and nothing of it ran yet: continued now, it begins before its time. */
export const isBeforeItsTime = ({ startAt, runs }: Pick<Deployment, 'startAt' | 'runs'>, now: number): boolean =>
  startAt !== null && now < startAt && !hasRun({ runs })

/** Whether it did nothing at all, which must not look like success. */
export const hasDoneNothing = (deployment: Pick<Deployment, 'state' | 'runs'>): boolean =>
  deployment.state === 'finished' && Object.values(deployment.runs).every(run => run.state === 'skipped')

/** Whether somebody should look at a run that did not fail: it warned, or its failure was ignored. */
export const isRunFlawed = (run: Pick<Run, 'state' | 'warnings'>): boolean =>
  run.warnings > 0 || run.state === 'ignored'

/** Whether somebody should look at it, even if it succeeded: it warned, a failure was ignored, or nothing ran. */
export const isFlawed = (deployment: Pick<Deployment, 'state' | 'runs'>): boolean =>
  hasDoneNothing(deployment) || Object.values(deployment.runs).some(isRunFlawed)

/** Whether something of it was handed over in a bundle whose receipt is not back. */
export const isHandedOver = ({ runs }: Pick<Deployment, 'runs'>): boolean =>
  Object.values(runs).some(run => run.state === 'handed-over')

/** Whether it can do nothing but wait for a person. */
export const isWaiting = (deployment: Pick<Deployment, 'state' | 'questions' | 'runs'>): boolean =>
  deployment.state === 'running' &&
  deployment.questions.some(question => question.answer === null) &&
  !Object.values(deployment.runs).some(run => run.state === 'running' || run.state === 'retrying')

/** What lists and the dashboard show of a deployment; derived from its state, never written on its own. */
export interface DeploymentSummary {
  readonly id: DeploymentId
  readonly projectId: Plan['project']['id']
  readonly projectName: string
  readonly releaseId: Plan['release']['id']
  readonly releaseVersion: string
  readonly environmentId: Plan['environment']['id']
  readonly environmentName: string
  /** The tenant that it is for; absent for none. */
  readonly tenant?: { readonly id: TenantId; readonly name: string } | undefined
  /** The runbook that it is a run of; null for a deployment. */
  readonly runbook: { readonly id: RunbookId; readonly name: string } | null
  readonly state: Deployment['state']
  /** It can do nothing but wait for a person. */
  readonly isWaiting: boolean
  readonly isPaused: boolean
  /** What has to happen before it begins or goes on, such as `5 others are running`; null where nothing has to. */
  readonly waitsFor: string | null
  /** How many questions nobody has answered yet. */
  readonly openQuestions: number
  /** Absent where it stands in the queue as it came. */
  readonly slot?: QueueSlot | undefined
  /** When it is to begin, where that was said. */
  readonly startAt: number | null
  readonly expiresAt: number | null
  readonly outcome: Outcome | null
  /** Somebody should look at it, even if it succeeded: it warned, a failure was ignored, or nothing ran. */
  readonly hasWarnings: boolean
  /** Runs that are over, of `runsTotal`. */
  readonly runsDone: number
  readonly runsTotal: number
  readonly queuedAt: number
  readonly queuedBy: string
  readonly startedAt: number | null
  readonly finishedAt: number | null
  /**
   * When something of it ran last, milliseconds since 1970 UTC; when it began, where nothing did. Absent where it is not
   * over, and in records from before it was kept.
   */
  readonly ranUntil?: number | undefined
  /** It succeeded, and that was only told: by a receipt, or by a person who said that it was done. Absent otherwise. */
  readonly isTold?: true | undefined
  /** Absent where it was idle at no time between its start and its end, and in records from before it was kept. */
  readonly idle?: IdleTime | undefined
  /** How long what was in bundles took, as their receipts say; null where they do not say it. Absent without bundles. */
  readonly tookThere?: number | null | undefined
  readonly summary: string | null
  /** What was said about it when it was started; absent where nothing was. */
  readonly comment?: string | undefined
}

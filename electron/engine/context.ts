import type { DeploymentFact } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { DeploymentId, RunId, SecretId, TargetId } from '@shared/ids'
import type { ReleaseSnapshot } from '@shared/model/release'
import type { Plan, PlannedRun, Stage } from '@shared/plan/plan'
import type { Secret } from '@shared/secret'
import type { StepOutput } from '@shared/variables/decide'
import type { References } from '@shared/variables/members'
import { targetOf } from '@shared/variables/system'
import type { Platform } from './commands'
import { type Connections, createConnections, type Place } from './connections'
import type { EnginePorts, Sudo } from './ports'
import { createRedactor, type Redactor } from './redactor'
import { type VariableGround, variableGround } from './run-variables'
import type { OtherUser } from './sudo'
import { createTaskLog, type TaskLog } from './task-log'

/** What the engine is asked to do. */
export interface DeploymentRequest {
  readonly id: DeploymentId
  /** As it was recorded with `queued`; exactly this runs. */
  readonly plan: Plan
  /** The release's snapshot; the caller has verified its hash. */
  readonly snapshot: Pick<ReleaseSnapshot, 'steps' | 'variables' | 'librarySets'>
  /** The records that variables refer to, taken once at the start. */
  readonly references: References
  /** How the accounts of the plan's SSH targets become other users; those that are absent do not. */
  readonly sudo?: ReadonlyMap<TargetId, Sudo>
  /** Masked like the release's own secrets, though no script is given them: what logs in to the targets. */
  readonly logins?: readonly Secret[]
  /** The name of the person who asked for it. */
  readonly requestedBy: string
  readonly ports: EnginePorts
  /** Cancels the deployment. The caller has recorded `cancel-requested` before. */
  readonly signal: AbortSignal
  /** What this machine is; `posix` when absent. */
  readonly thisMachine?: Platform
  /** How long a cancelled script has between TERM and KILL. In milliseconds; 5,000 when absent. */
  readonly graceMs?: number
  /** How long anything may take that nobody asked for: clean-up, and targets that do not answer to a cancel. 5,000. */
  readonly limitMs?: number
}

/** What the parts of one deployment share. */
export interface Context {
  readonly request: DeploymentRequest
  readonly ports: EnginePorts
  /** Records a fact. Never rejects: a fact that cannot be recorded stops the deployment. */
  readonly record: (fact: DeploymentFact) => Promise<void>
  readonly log: TaskLog
  readonly redactor: Redactor
  /** Every secret that variables may need, opened. */
  readonly secrets: Map<SecretId, Secret>
  readonly ground: VariableGround
  /** Outputs so far, in the order in which they were set. */
  readonly outputs: StepOutput[]
  readonly connections: Connections
  /** Aborted when the deployment is to stop: cancelled, or its log cannot be written. */
  readonly stop: AbortSignal
  /** Settles once `stop` is aborted. */
  readonly stopped: Promise<unknown>
  /** Why the deployment cannot be recorded any more; null as long as it can. */
  readonly breakdown: () => Failure | null
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number
  readonly graceMs: number
  readonly limitMs: number
  /** Undoes what `openContext` attached to the request's signal. */
  readonly dispose: () => void
}

export function openContext(request: DeploymentRequest): Context {
  const { ports } = request
  const stop = new AbortController()
  const stopped = new Promise(resolve => stop.signal.addEventListener('abort', resolve, { once: true }))
  const cancel = () => stop.abort()
  request.signal.addEventListener('abort', cancel, { once: true })
  if (request.signal.aborted) cancel()
  let broken: Failure | null = null
  const record = async (fact: DeploymentFact): Promise<void> => {
    try {
      await ports.emit(fact)
    } catch (error) {
      broken ??= unrecordable(error)
      stop.abort()
    }
  }
  const redactor = createRedactor([])
  const limitMs = request.limitMs ?? 5000
  return {
    request,
    ports,
    record,
    log: createTaskLog(redactor, record),
    redactor,
    secrets: new Map(),
    ground: variableGround(request),
    outputs: [],
    connections: createConnections({ ports, signal: stop.signal, stopped, limitMs }),
    stop: stop.signal,
    stopped,
    breakdown: () => broken,
    startedAt: ports.now(),
    graceMs: request.graceMs ?? 5000,
    limitMs,
    dispose: () => request.signal.removeEventListener('abort', cancel)
  }
}

const unrecordable = (error: unknown): Failure => ({
  kind: 'storage-failed',
  message: `The deployment's log cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
  remedy: 'Check that the disk has space and that the data folder can be written to.'
})

/** Where a run happens. */
export function placeOf({ request }: Pick<Context, 'request'>, run: PlannedRun): Place {
  const here: Place = { target: 'here', platform: request.thisMachine ?? 'posix', folder: `${request.id}.here` }
  if (run.on === 'here') return here
  const target = targetOf(request.plan, run)
  return target === null ? here : { target, platform: target.platform, folder: `${request.id}.${target.id}` }
}

/** Where a run happens, in words. */
export function placeName({ request }: Pick<Context, 'request'>, run: PlannedRun): string {
  const target = targetOf(request.plan, run)
  if (run.on === 'target' && target !== null) return target.name
  return target === null ? 'this machine' : `this machine for ${target.name}`
}

/** One run of a stage, with what is needed to talk about it. */
export interface StagedRun {
  readonly stage: Stage
  readonly run: PlannedRun
  readonly id: RunId
  readonly place: Place
  readonly placeName: string
}

/** A run whose turn it is. */
export interface DueRun extends StagedRun {
  /** Whom its script runs as; null for the login user. */
  readonly user: OtherUser | null
  /** Nothing else is to run in its work folder. */
  readonly isLast: boolean
}

export const stagedRuns = (context: Pick<Context, 'request'>, stage: Stage): readonly StagedRun[] =>
  stage.runs.map(run => ({ stage, run, id: run.id, place: placeOf(context, run), placeName: placeName(context, run) }))

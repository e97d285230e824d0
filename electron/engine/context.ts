import { type DeploymentFact, isRunOver, type Run } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { DeploymentId, RunId, SecretId, TargetId } from '@shared/ids'
import type { ReleaseSnapshot } from '@shared/model/release'
import { allRuns, type Plan, type PlannedRun, type Stage } from '@shared/plan/plan'
import type { Secret } from '@shared/secret'
import type { StepOutput } from '@shared/variables/decide'
import type { References } from '@shared/variables/members'
import { stepOutputs } from '@shared/variables/outputs'
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
  /**
   * Ends everything at once, also what cleans up after a cancel: its log cannot be written, or the app cannot wait. What
   * is not over then counts as cancelled. That a person cancels it is a fact, and no signal.
   */
  readonly signal: AbortSignal
  /** Lets go of a deployment that merely waits: nothing more begins, and it is left as it is once nothing runs. */
  readonly leave?: AbortSignal
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
  readonly outputs: () => readonly StepOutput[]
  readonly connections: Connections
  /** Aborted when everything ends at once: as the request says, or because the log cannot be written. */
  readonly end: AbortSignal
  /** Brings that about. */
  readonly endAll: () => void
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
  const end = new AbortController()
  const ended = new Promise(resolve => end.signal.addEventListener('abort', resolve, { once: true }))
  const endAll = () => end.abort()
  request.signal.addEventListener('abort', endAll, { once: true })
  if (request.signal.aborted) endAll()
  let broken: Failure | null = null
  const record = async (fact: DeploymentFact): Promise<void> => {
    try {
      await ports.emit(fact)
    } catch (error) {
      broken ??= unrecordable(error)
      endAll()
    }
  }
  const redactor = createRedactor([])
  const outputs = outputsSoFar(ports)
  const limitMs = request.limitMs ?? 5000
  return {
    request,
    ports,
    record,
    log: createTaskLog(redactor, record),
    redactor,
    secrets: new Map(),
    ground: variableGround(request),
    outputs: outputs.read,
    connections: createConnections({ ports, signal: end.signal, stopped: ended, limitMs }),
    end: end.signal,
    endAll,
    breakdown: () => broken,
    startedAt: ports.now(),
    graceMs: request.graceMs ?? 5000,
    limitMs,
    dispose: () => {
      outputs.dispose()
      request.signal.removeEventListener('abort', endAll)
    }
  }
}

/** What runs passed on, read anew only after something was passed on. */
function outputsSoFar(ports: Pick<EnginePorts, 'state' | 'onChange'>) {
  let known: readonly StepOutput[] | null = null
  const dispose = ports.onChange(({ kind }) => {
    if (kind === 'output-variable' || kind === 'question-answered') known = null
  })
  const read = (): readonly StepOutput[] => {
    known ??= stepOutputs(ports.state())
    return known
  }
  return { read, dispose }
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
  /** Settles when the attempt is to end. */
  readonly stopped: Promise<unknown>
}

/** One run of the plan, by its id. @throws when the plan has no such run */
export function stagedRun(context: Pick<Context, 'request'>, id: RunId): StagedRun {
  const found = runsById(context.request.plan).get(id)
  if (found === undefined) throw new Error(`The plan has no run ${id}`)
  return { ...found, id, place: placeOf(context, found.run), placeName: placeName(context, found.run) }
}

const known = new WeakMap<Plan, ReadonlyMap<RunId, Pick<StagedRun, 'stage' | 'run'>>>()

function runsById(plan: Plan): ReadonlyMap<RunId, Pick<StagedRun, 'stage' | 'run'>> {
  const found = known.get(plan)
  if (found) return found
  const byId = new Map(plan.stages.flatMap(stage => stage.runs.map(run => [run.id, { stage, run }] as const)))
  known.set(plan, byId)
  return byId
}

/** Whether a run is of a step that only runs after a cancel. */
export const isForCancel = ({ request: { plan } }: Pick<Context, 'request'>, { stage }: StagedRun): boolean =>
  plan.steps?.find(step => step.number === stage.number)?.condition.when === 'cancel'

/** Whether anything else is still to happen at the place of a run. */
export function othersToCome({ request, ports }: Pick<Context, 'request' | 'ports'>, { id, run }: StagedRun): boolean {
  const { runs } = ports.state()
  return placeMates(request.plan, run).some(other => other !== id && !isOver(runs[other]))
}

const isOver = (run: Run | undefined): boolean => run === undefined || isRunOver(run)

const mates = new WeakMap<Plan, ReadonlyMap<string, readonly RunId[]>>()

/** Every run of a plan in the same place. */
function placeMates(plan: Plan, run: PlannedRun): readonly RunId[] {
  const keyOf = ({ on, targetId }: PlannedRun): string => (on === 'here' || targetId === null ? 'here' : targetId)
  let byPlace = mates.get(plan)
  if (byPlace === undefined) {
    const lists = new Map<string, RunId[]>()
    for (const other of allRuns(plan)) lists.set(keyOf(other), [...(lists.get(keyOf(other)) ?? []), other.id])
    byPlace = lists
    mates.set(plan, byPlace)
  }
  return byPlace.get(keyOf(run)) ?? []
}

import type { Outcome } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { Stage } from '@shared/plan/plan'
import { type Context, type DeploymentRequest, openContext, type StagedRun, stagedRuns } from './context'
import type { Course } from './course'
import { internalFailure, type RunOutcome } from './outcomes'
import { inParallel } from './parallel'
import { performRun } from './run-action'
import { secretsNeeded } from './run-variables'
import { summaryOf } from './summary'

export type { DeploymentRequest } from './context'

/**
 * Runs a plan to its end: stages in series, the runs of a stage in parallel. Whatever happens, every run is over and
 * `finished` is emitted exactly once, as the last fact; cancelling only makes that come sooner.
 * @throws only when `finished` itself cannot be recorded.
 */
export async function runDeployment(request: DeploymentRequest): Promise<void> {
  const context = openContext(request)
  const course: Course = {
    startedAt: context.startedAt,
    failed: [],
    over: new Set(),
    left: new Map(),
    cancelled: 0,
    succeeded: 0,
    failure: null
  }
  try {
    await perform(context, course)
  } catch (error) {
    course.failure = internalFailure(error)
  } finally {
    await finish(context, course)
  }
}

async function perform(context: Context, course: Course): Promise<void> {
  const { plan } = context.request
  if (context.stop.aborted) return
  void context.record({ kind: 'started' })
  void context.log.say(
    null,
    'info',
    `Deploying ${plan.project.name} ${plan.release.version} to ${plan.environment.name}`
  )
  course.failure = await openSecrets(context)
  countPlaces(context, course)
  for (const stage of plan.stages) {
    if (course.failure !== null || course.failed.length > 0 || context.stop.aborted) return
    if (stage.runs.length === 0) {
      sayWhySkipped(context, stage)
      continue
    }
    const runs = stagedRuns(context, stage)
    await inParallel(runs, plan.maxParallel, context.stop, async staged => {
      const isLast = course.left.get(staged.place.folder) === 1
      settle(course, staged, await performRun(context, staged, isLast))
      releaseAfterLast(context, course, staged)
    })
  }
}

function sayWhySkipped({ request, log }: Context, stage: Stage): void {
  const isDisabled = request.snapshot.steps.find(step => step.id === stage.stepId)?.isDisabled === true
  void log.say(null, isDisabled ? 'info' : 'warning', `Step ${stage.number}: ${stage.name}. ${stage.why}`)
}

function settle(course: Course, staged: StagedRun, outcome: RunOutcome): void {
  course.over.add(staged.id)
  if (outcome.kind === 'succeeded') course.succeeded++
  else if (outcome.kind === 'cancelled') course.cancelled++
  else course.failed.push({ staged, failure: outcome.failure })
}

function countPlaces(context: Context, course: Course): void {
  for (const stage of context.request.plan.stages) {
    for (const { place } of stagedRuns(context, stage)) {
      course.left.set(place.folder, (course.left.get(place.folder) ?? 0) + 1)
    }
  }
}

/** Lets go of a place as soon as nothing more is to happen there. */
function releaseAfterLast(context: Context, course: Course, { place }: StagedRun): void {
  const left = (course.left.get(place.folder) ?? 0) - 1
  course.left.set(place.folder, left)
  if (left === 0) context.connections.release(place)
}

/**
 * Opens every secret that variables may need, so that all are masked before the first line of output; so are logins and sudo's
 * passwords.
 */
async function openSecrets(context: Context): Promise<Failure | null> {
  const needed = [...secretsNeeded(context)]
  const opened = await Promise.all(
    needed.map(async ([id, name]) => ({ id, name, result: await context.ports.secrets.open(id) }))
  )
  for (const { id, name, result } of opened) {
    if (!result.ok) {
      const message = `The value of the sensitive variable “${name}” cannot be read. ${result.failure.message}`
      return { ...result.failure, kind: 'secret-unavailable', message }
    }
    context.secrets.set(id, result.value)
  }
  context.redactor.add([...context.secrets.values()].map(secret => secret.reveal()))
  const sudoers = [...(context.request.sudo?.values() ?? [])]
  const passwords = sudoers.flatMap(sudo => (sudo.kind === 'password' ? [sudo.password] : []))
  context.redactor.add([...passwords, ...(context.request.logins ?? [])].map(secret => secret.reveal()))
  return null
}

/** The single exit: lets go of every place, ends what has not begun, and says how it went. */
async function finish(context: Context, course: Course): Promise<void> {
  if (course.failure !== null) void context.log.fail(null, course.failure)
  await context.connections.closeAll()
  await Promise.all(endPending(context, course))
  course.failure ??= context.breakdown()
  const outcome = outcomeOf(course)
  const summary = context.redactor.text(summaryOf(context.request.plan, course, outcome, context.ports.now()))
  await context.log.say(null, outcome === 'failed' ? 'error' : outcome === 'cancelled' ? 'warning' : 'info', summary)
  context.dispose()
  await context.ports.emit({ kind: 'finished', outcome, summary })
}

function endPending(context: Context, course: Course): Promise<void>[] {
  const isCancelled = context.stop.aborted && context.breakdown() === null
  const first = course.failed[0]
  const reason = first ? `“${first.staged.stage.name}” failed before.` : 'The deployment failed before.'
  return context.request.plan.stages.flatMap(stage => {
    const pending = stage.runs.filter(run => !course.over.has(run.id))
    if (pending.length === 0) return []
    if (isCancelled) {
      course.cancelled += pending.length
      return pending.map(run => context.record({ kind: 'run-cancelled', run: run.id }))
    }
    void context.log.say(null, 'info', `Step ${stage.number}: ${stage.name}. Skipped: ${reason}`)
    return pending.map(run => context.record({ kind: 'run-skipped', run: run.id, reason }))
  })
}

function outcomeOf(course: Course): Outcome {
  if (course.failure !== null) return 'failed'
  if (course.cancelled > 0) return 'cancelled'
  return course.failed.length > 0 ? 'failed' : 'succeeded'
}

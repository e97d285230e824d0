import type { Failure } from '@shared/failure'
import { durationOf } from '@shared/plan/words'
import { collectArtifact } from './collect-artifact'
import type { Context, DueRun, StagedRun } from './context'
import { userOf } from './other-user'
import { failureOf, internalFailure, type RunOutcome } from './outcomes'
import type { Connection } from './ports'
import { type FinishedScript, runScript } from './run-script'

/**
 * Performs one run from `run-started` to its end. Never rejects.
 * @param isLast nothing else is to run at its place
 */
export async function performRun(context: Context, staged: StagedRun, isLast: boolean): Promise<RunOutcome> {
  const { stage, id, placeName } = staged
  const startedAt = context.ports.now()
  const recorded = context.record({ kind: 'run-started', run: id })
  void context.log.say(id, 'info', `Step ${stage.number}: ${stage.name} on ${placeName}`)
  const outcome = await attempt(context, staged, isLast, recorded).catch(
    (error): RunOutcome => ({ kind: 'failed', end: null, failure: internalFailure(error) })
  )
  await close(context, staged, outcome, durationOf(context.ports.now() - startedAt))
  return outcome
}

/** @param recorded settles when the start is on disk: a script that runs must never be unknown to the log. */
async function attempt(
  context: Context,
  staged: StagedRun,
  isLast: boolean,
  recorded: Promise<void>
): Promise<RunOutcome> {
  const connected = await context.connections.open(staged.place)
  await recorded
  if (context.stop.aborted) return { kind: 'cancelled' }
  if (!connected.ok) return { kind: 'failed', end: null, failure: connected.failure }
  const user = userOf(context, staged)
  if (!user.ok) return { kind: 'failed', end: null, failure: user.failure }
  // Another user's folder is not the place's, so it is never the script that takes the latter along.
  const due: DueRun = { ...staged, user: user.value, isLast: isLast && user.value === null }
  const script = await runScript(context, due, connected.value)
  if (script.wasStopped) return { kind: 'cancelled' }
  const scriptFailure = failureOf(script, {
    step: staged.stage.name,
    place: staged.placeName,
    syntax: staged.stage.syntax,
    platform: staged.place.platform,
    runAs: user.value?.name ?? null
  })
  // Artifacts are wanted most when a step has failed.
  const artifactFailure = script.end.kind === 'lost' ? null : await collectAll(context, due, connected.value, script)
  if (artifactFailure?.kind === 'cancelled') return { kind: 'cancelled' }
  if (scriptFailure !== null) return { kind: 'failed', end: script.end, failure: scriptFailure }
  const failure = script.messages.failure() ?? artifactFailure
  return failure === null ? { kind: 'succeeded' } : { kind: 'failed', end: script.end, failure }
}

/** Fetches what the script wanted kept, one after the other; all are tried. Returns the first failure. */
async function collectAll(
  context: Context,
  staged: DueRun,
  connection: Connection,
  script: FinishedScript
): Promise<Failure | null> {
  let first: Failure | null = null
  for (const wanted of script.messages.artifacts()) {
    const failure = await collectArtifact(context, staged, connection, script.folder ?? '', wanted)
    if (failure === null) continue
    await context.log.say(staged.id, 'error', failure.message)
    first ??= failure
  }
  return first
}

async function close(context: Context, staged: StagedRun, outcome: RunOutcome, took: string): Promise<void> {
  const { id, stage, placeName } = staged
  const what = `“${stage.name}” on ${placeName}`
  switch (outcome.kind) {
    case 'succeeded':
      void context.log.say(id, 'info', `${what} succeeded after ${took}.`)
      return context.record({ kind: 'run-succeeded', run: id })
    case 'cancelled':
      void context.log.say(id, 'warning', `${what} was cancelled after ${took}.`)
      return context.record({ kind: 'run-cancelled', run: id })
    case 'failed':
      void context.log.fail(id, outcome.failure)
      return context.record({ kind: 'run-failed', run: id, end: outcome.end, failure: masked(context, outcome) })
  }
}

const masked = ({ redactor }: Context, { failure }: RunOutcome & { kind: 'failed' }) => ({
  ...failure,
  message: redactor.text(failure.message),
  remedy: redactor.text(failure.remedy)
})

import type { Failure } from '@shared/failure'
import { durationOf } from '@shared/plan/words'
import { collectArtifact } from './collect-artifact'
import type { Context, DueRun, StagedRun } from './context'
import { failureOf, internalFailure, type RunOutcome } from './outcomes'
import type { Connection } from './ports'
import { type FinishedScript, runScript } from './run-script'

/** Performs one run from `run-started` to its end. Never rejects. */
export async function performRun(context: Context, staged: DueRun): Promise<RunOutcome> {
  const { stage, id, placeName } = staged
  const startedAt = context.ports.now()
  const recorded = context.record({ kind: 'run-started', run: id })
  void context.log.say(id, 'info', `Step ${stage.number}: ${stage.name} on ${placeName}`)
  const outcome = await attempt(context, staged, recorded).catch(
    (error): RunOutcome => ({ kind: 'failed', end: null, failure: internalFailure(error) })
  )
  await close(context, staged, outcome, durationOf(context.ports.now() - startedAt))
  return outcome
}

/** @param recorded settles when the start is on disk: a script that runs must never be unknown to the log. */
async function attempt(context: Context, staged: DueRun, recorded: Promise<void>): Promise<RunOutcome> {
  const connected = await context.connections.open(staged.place)
  await recorded
  if (context.stop.aborted) return { kind: 'cancelled' }
  if (!connected.ok) return { kind: 'failed', end: null, failure: connected.failure }
  const script = await runScript(context, staged, connected.value)
  if (script.wasStopped) return { kind: 'cancelled' }
  const scriptFailure = failureOf(script, {
    step: staged.stage.name,
    place: staged.placeName,
    syntax: staged.stage.syntax,
    platform: staged.place.platform
  })
  // Artifacts are wanted most when a step has failed.
  const artifactFailure = script.end.kind === 'lost' ? null : await collectAll(context, staged, connected.value, script)
  if (artifactFailure?.kind === 'cancelled') return { kind: 'cancelled' }
  if (scriptFailure !== null) return { kind: 'failed', end: script.end, failure: scriptFailure }
  const failure = script.messages.failure() ?? artifactFailure
  return failure === null ? { kind: 'succeeded' } : { kind: 'failed', end: script.end, failure }
}

/** Fetches what the script wanted kept, one after the other; all are tried. Returns the first failure. */
async function collectAll(
  context: Context,
  staged: StagedRun,
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

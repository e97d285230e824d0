import type { Deployment } from '@shared/deployment'
import type { RunId, SecretId } from '@shared/ids'
import { textsOf } from '@shared/model/action'
import { findAction } from '@shared/model/process'
import type { ReleaseSnapshot } from '@shared/model/release'
import type { PlannedRun, Stage } from '@shared/plan/plan'
import { ok, type Result } from '@shared/result'
import type { Secret } from '@shared/secret'
import { stepOutputs } from '@shared/variables/outputs'
import { resolveVariables, secretsOf } from '@shared/variables/resolve'
import { statusFacts } from '@shared/variables/status'
import { runFacts, startFacts } from '@shared/variables/system'
import { createRedactor, type Redactor } from '../engine/redactor'
import { renderScript } from '../engine/run-variables'
import type { ServiceContext } from './context'
import { referencesIn } from './planning'
import { readSnapshotOf } from './release-snapshots'
import { sourcesIn } from './variable-check'

/** What other machines tell of. */
interface Told {
  /** The runs that it comes from. */
  readonly runs: readonly RunId[]
  /** Templates besides those of the actions whose results may be in it, such as a file of a package. */
  readonly texts?: readonly string[]
}

/**
 * Masks the secrets of a deployment, its sensitive outputs included, in what other machines say long after it is over;
 * so is what the runs that are told of made of secrets.
 * Fails as the vault does.
 */
export async function redactorFor(
  { store }: Pick<ServiceContext, 'store'>,
  deployment: Deployment,
  told: Told
): Promise<Result<Redactor>> {
  const { plan, runs } = deployment
  const snapshot = await readSnapshotOf(store, plan.release.version, plan.release.snapshot)
  if (!snapshot.ok) return snapshot
  const world = {
    sources: sourcesIn(snapshot.value),
    references: referencesIn(store),
    answers: plan.answers ?? []
  }
  const outputs = Object.values(runs).flatMap(run => run.outputs)
  const passedOn = outputs.flatMap(output => ('secret' in output ? [output.secret] : []))
  const secrets = new Map<SecretId, Secret>()
  for (const id of new Set<SecretId>([...secretsOf(world).keys(), ...passedOn])) {
    const opened = await store.vault.open(id)
    if (!opened.ok) return opened
    secrets.set(id, opened.value)
  }
  const redactor = createRedactor([...secrets.values()].map(secret => secret.reveal()))
  if (secrets.size === 0) return ok(redactor)
  for (const stage of plan.stages)
    for (const run of stage.runs)
      if (told.runs.includes(run.id))
        redactor.add(
          unfoldedIn(deployment, snapshot.value, { ...world, secrets }, { stage, run, texts: told.texts ?? [] })
        )
  return ok(redactor)
}

type World = Pick<Parameters<typeof resolveVariables>[0], 'sources' | 'references' | 'secrets'>

interface Place {
  readonly stage: Stage
  readonly run: PlannedRun
  readonly texts: readonly string[]
}

/** What the values of one run and its templates made of secrets. */
function unfoldedIn(
  deployment: Deployment,
  { steps }: ReleaseSnapshot,
  { sources, references, secrets }: World,
  { stage, run, texts }: Place
): readonly string[] {
  const { id, plan, queuedBy: requestedBy, queuedAt: createdAt, comment } = deployment
  const action = findAction(steps, stage.actionId)?.action
  const resolved = resolveVariables({
    sources,
    references,
    secrets,
    plan,
    stage,
    run,
    outputs: stepOutputs(deployment),
    facts: {
      ...action?.properties,
      ...plan.facts,
      ...startFacts({ id, requestedBy, createdAt, comment }),
      ...statusFacts(deployment),
      ...runFacts(plan, stage, run)
    }
  })
  const own = action === undefined ? [] : textsOf(action).map(({ text }) => text)
  for (const text of [...own, ...texts]) renderScript(text, resolved)
  return resolved.unfolded
}

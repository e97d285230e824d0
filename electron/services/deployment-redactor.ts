import type { Deployment } from '@shared/deployment'
import type { SecretId } from '@shared/ids'
import { ok, type Result } from '@shared/result'
import { secretsOf } from '@shared/variables/resolve'
import { createRedactor, type Redactor } from '../engine/redactor'
import type { ServiceContext } from './context'
import { referencesIn } from './planning'
import { readSnapshotOf } from './release-snapshots'
import { sourcesIn } from './variable-check'

/**
 * Masks the secrets of a deployment, its sensitive outputs included, in what other machines say long after it is over.
 * Fails as the vault does.
 */
export async function redactorFor(
  { store }: Pick<ServiceContext, 'store'>,
  { plan, runs }: Deployment
): Promise<Result<Redactor>> {
  const snapshot = await readSnapshotOf(store, plan.release.version, plan.release.snapshot)
  if (!snapshot.ok) return snapshot
  const needed = secretsOf({
    sources: sourcesIn(snapshot.value),
    references: referencesIn(store),
    answers: plan.answers ?? []
  })
  const outputs = Object.values(runs).flatMap(run => run.outputs)
  const passedOn = outputs.flatMap(output => ('secret' in output ? [output.secret] : []))
  const plain: string[] = []
  for (const id of new Set<SecretId>([...needed.keys(), ...passedOn])) {
    const opened = await store.vault.open(id)
    if (!opened.ok) return opened
    plain.push(opened.value.reveal())
  }
  return ok(createRedactor(plain))
}

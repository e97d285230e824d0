import type { DeploymentId, SecretId } from '@shared/ids'
import { type Release, snapshotsOf } from '@shared/model/release'
import type { Store } from '../store/store'
import type { ServiceContext } from './context'
import { secretsIn } from './project-content'
import { secretsInReleases } from './release-snapshots'

/**
 * Removes what releases that are gone left behind: snapshots that no other release has, then those of `secrets` that
 * nothing refers to any more. When a release that is left cannot be read, all secrets stay.
 */
export async function forgetReleases(
  store: Store,
  gone: readonly Release[],
  secrets: ReadonlySet<SecretId>
): Promise<void> {
  const used = new Set(store.releases.all().flatMap(snapshotsOf))
  for (const hash of new Set(gone.flatMap(snapshotsOf))) if (!used.has(hash)) await store.snapshots.remove(hash)
  const kept = await secretsInUse(store)
  if (kept === 'unknown') return
  for (const secret of secrets) if (!kept.has(secret)) await store.vault.remove(secret)
}

/** What variables, and the releases that there are, refer to. */
async function secretsInUse(store: Store): Promise<ReadonlySet<SecretId> | 'unknown'> {
  const found = await secretsInReleases(store)
  if (found === 'unknown') return found
  for (const { variables } of [...store.librarySets.all(), ...store.variableSets.all()])
    for (const secret of secretsIn(variables)) found.add(secret)
  return found
}

/** Sensitive answers and output variables of a deployment; none when its log is damaged. */
export async function loggedSecrets(
  { logs, report }: Pick<ServiceContext, 'logs' | 'report'>,
  deployment: DeploymentId
): Promise<readonly SecretId[]> {
  try {
    const state = await logs.use(deployment, log => log.state())
    const outputs = Object.values(state?.runs ?? {}).flatMap(run => run.outputs)
    const answers = state?.plan.answers ?? []
    return [...outputs, ...answers].flatMap(item => ('secret' in item ? [item.secret] : []))
  } catch {
    report(`The log of ${deployment} could not be read while it was deleted.`)
    return []
  }
}

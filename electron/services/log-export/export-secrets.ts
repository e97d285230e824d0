import type { Deployment } from '@shared/deployment'
import type { SecretId } from '@shared/ids'
import type { Account } from '@shared/model/account'
import { hopsTo } from '@shared/model/jump-host'
import { secretsOf } from '@shared/variables/resolve'
import type { Store } from '../../store/store'
import { referencesIn } from '../planning'
import { readSnapshotOf } from '../release-snapshots'
import { sourcesIn } from '../variable-check'

/** What an export is looked through for. */
export interface ExportSecrets {
  readonly texts: readonly string[]
  /** How many secrets could not be opened. */
  readonly unavailable: number
}

/**
 * The secrets of a deployment, as far as the vault gives them away without asking anybody: those of its release, its
 * answers, what its scripts set, and what logs in to its targets now.
 */
export async function exportSecrets(store: Store, deployment: Deployment): Promise<ExportSecrets> {
  const ids = new Set([
    ...(await ofRelease(store, deployment)),
    ...ofOutputs(deployment),
    ...ofLogins(store, deployment)
  ])
  if ((await store.vault.guard.ready()) !== null) return { texts: [], unavailable: ids.size }
  const texts: string[] = []
  let unavailable = 0
  for (const id of ids) {
    const secret = await store.vault.open(id)
    if (secret.ok) texts.push(secret.value.reveal())
    else unavailable++
  }
  return { texts, unavailable }
}

async function ofRelease(store: Store, { plan }: Deployment): Promise<readonly SecretId[]> {
  const snapshot = await readSnapshotOf(store, plan.release.version, plan.release.snapshot)
  const answers = plan.answers ?? []
  const answered = answers.flatMap(answer => ('secret' in answer ? [answer.secret] : []))
  if (!snapshot.ok) return answered
  const needed = secretsOf({ sources: sourcesIn(snapshot.value), references: referencesIn(store), answers })
  return [...needed.keys(), ...answered]
}

const ofOutputs = ({ runs }: Deployment): readonly SecretId[] =>
  Object.values(runs).flatMap(run => run.outputs.flatMap(output => ('secret' in output ? [output.secret] : [])))

function ofLogins(store: Store, { plan }: Deployment): readonly SecretId[] {
  const accounts = plan.targets.flatMap(({ id }) => {
    const target = store.targets.get(id)
    if (target?.kind !== 'ssh') return []
    const hops = hopsTo(target.viaId, hop => store.jumpHosts.get(hop)) ?? []
    return [target, ...hops].flatMap(({ accountId }) => store.accounts.get(accountId) ?? [])
  })
  return accounts.flatMap(secretsIn)
}

function secretsIn(account: Account): readonly SecretId[] {
  const sudo = account.sudo.kind === 'password' && account.sudo.password !== null ? [account.sudo.password] : []
  if (account.kind === 'password') return [account.password, ...sudo]
  if (account.kind === 'agent') return sudo
  return [account.privateKey, ...(account.passphrase === null ? [] : [account.passphrase]), ...sudo]
}

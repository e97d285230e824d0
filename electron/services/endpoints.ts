import { notFound } from '@shared/failure'
import type { SecretId, TargetId } from '@shared/ids'
import type { Account } from '@shared/model/account'
import type { SshTarget } from '@shared/model/target'
import { allRuns, type Plan } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import type { Secret } from '@shared/secret'
import type { SshEndpoint } from '../engine/ports'
import type { Store } from '../store/store'

/** How to reach and log in to a target, with its secrets from the vault. */
export async function endpointOf(store: Store, target: SshTarget): Promise<Result<SshEndpoint>> {
  const account = store.accounts.get(target.accountId)
  if (!account) return fail(notFound('account', target.accountId))
  const login = await loginOf(store, account)
  if (!login.ok) return login
  const { host, port, platform, hostKey } = target
  return ok({
    who: { kind: 'target', id: target.id, name: target.name },
    host,
    port,
    platform,
    hostKey,
    username: account.username,
    login: login.value
  })
}

/**
 * The endpoints of all SSH targets that a plan connects to, taken once at its start: changing a target or an account while a
 * deployment runs does not change where it goes.
 */
export async function endpointsOf(store: Store, plan: Plan): Promise<Result<ReadonlyMap<TargetId, SshEndpoint>>> {
  const endpoints = new Map<TargetId, SshEndpoint>()
  const connected = new Set(allRuns(plan).flatMap(run => (run.on === 'target' ? [run.targetId] : [])))
  for (const planned of plan.targets) {
    if (planned.kind !== 'ssh' || !connected.has(planned.id)) continue
    const target = store.targets.get(planned.id)
    if (target?.kind !== 'ssh') return fail(notFound('target', planned.id))
    const endpoint = await endpointOf(store, target)
    if (!endpoint.ok) return endpoint
    endpoints.set(planned.id, endpoint.value)
  }
  return ok(endpoints)
}

async function loginOf(store: Store, account: Account): Promise<Result<SshEndpoint['login']>> {
  if (account.kind === 'agent') return ok({ kind: 'agent' })
  if (account.kind === 'password') {
    const password = await secretOf(store, account, account.password)
    return password.ok ? ok({ kind: 'password', password: password.value }) : password
  }
  const privateKey = await secretOf(store, account, account.privateKey)
  if (!privateKey.ok) return privateKey
  if (account.passphrase === null) return ok({ kind: 'private-key', privateKey: privateKey.value, passphrase: null })
  const passphrase = await secretOf(store, account, account.passphrase)
  if (!passphrase.ok) return passphrase
  return ok({ kind: 'private-key', privateKey: privateKey.value, passphrase: passphrase.value })
}

async function secretOf(store: Store, account: Account, id: SecretId): Promise<Result<Secret>> {
  const opened = await store.vault.open(id)
  if (opened.ok) return opened
  return fail({
    ...opened.failure,
    message: `The login of the account “${account.name}” cannot be read. ${opened.failure.message}`
  })
}

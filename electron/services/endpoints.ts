import { type Failure, notFound } from '@shared/failure'
import type { AccountId, SecretId, TargetId } from '@shared/ids'
import type { Account } from '@shared/model/account'
import { hopsTo, type JumpHost } from '@shared/model/jump-host'
import type { SshTarget } from '@shared/model/target'
import { allRuns, type Plan } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import type { Secret } from '@shared/secret'
import type { SshEndpoint, SshHop } from '../engine/ports'
import type { Store } from '../store/store'

/** How to reach and log in to a target, with the secrets of every account on the way from the vault. */
export async function endpointOf(
  store: Store,
  target: SshTarget,
  logins = new Logins(store)
): Promise<Result<SshEndpoint>> {
  const hops = await hopsOf(store, target, logins)
  if (!hops.ok) return hops
  const login = await logins.get(target.accountId)
  if (!login.ok) return login
  const { host, port, platform, hostKey } = target
  const who = { kind: 'target', id: target.id, name: target.name } as const
  return ok({ who, host, port, platform, hostKey, ...login.value, hops: hops.value })
}

/** The same for a jump host, which is tested like a target. */
export async function jumpEndpointOf(store: Store, jumpHost: JumpHost): Promise<Result<SshEndpoint>> {
  const logins = new Logins(store)
  const hops = await hopsOf(store, jumpHost, logins)
  if (!hops.ok) return hops
  const own = await hopOf(jumpHost, logins)
  return own.ok ? ok({ ...own.value, platform: 'posix', hops: hops.value }) : own
}

/**
 * The endpoints of all SSH targets that a plan connects to, taken once at its start: changing a target or an account while a
 * deployment runs does not change where it goes.
 */
export async function endpointsOf(store: Store, plan: Plan): Promise<Result<ReadonlyMap<TargetId, SshEndpoint>>> {
  const endpoints = new Map<TargetId, SshEndpoint>()
  const logins = new Logins(store)
  const connected = new Set(allRuns(plan).flatMap(run => (run.on === 'target' ? [run.targetId] : [])))
  for (const planned of plan.targets) {
    if (planned.kind !== 'ssh' || !connected.has(planned.id)) continue
    const target = store.targets.get(planned.id)
    if (target?.kind !== 'ssh') return fail(notFound('target', planned.id))
    const endpoint = await endpointOf(store, target, logins)
    if (!endpoint.ok) return endpoint
    endpoints.set(planned.id, endpoint.value)
  }
  return ok(endpoints)
}

async function hopsOf(
  store: Store,
  { name, viaId }: Pick<SshTarget, 'name' | 'viaId'>,
  logins: Logins
): Promise<Result<readonly SshHop[]>> {
  const way = hopsTo(viaId, id => store.jumpHosts.get(id))
  if (way === null) return fail(noWay(name))
  const hops: SshHop[] = []
  for (const jumpHost of way) {
    const hop = await hopOf(jumpHost, logins)
    if (!hop.ok) return hop
    hops.push(hop.value)
  }
  return ok(hops)
}

async function hopOf({ id, name, accountId, host, port, hostKey }: JumpHost, logins: Logins): Promise<Result<SshHop>> {
  const login = await logins.get(accountId)
  return login.ok ? ok({ who: { kind: 'jump-host', id, name }, host, port, hostKey, ...login.value }) : login
}

const noWay = (name: string): Failure => ({
  kind: 'not-found',
  message: `The way to “${name}” leads through a jump host that does not exist any more, or in a circle.`,
  remedy: 'Choose another way in “Reached through”.'
})

type AccountLogin = Pick<SshHop, 'username' | 'login'>

/** The logins of accounts, each taken from the vault once. */
class Logins {
  readonly #store: Store
  readonly #known = new Map<AccountId, Promise<Result<AccountLogin>>>()

  constructor(store: Store) {
    this.#store = store
  }

  get(id: AccountId): Promise<Result<AccountLogin>> {
    const login = this.#known.get(id) ?? this.#read(id)
    this.#known.set(id, login)
    return login
  }

  async #read(id: AccountId): Promise<Result<AccountLogin>> {
    const account = this.#store.accounts.get(id)
    if (!account) return fail(notFound('account', id))
    const login = await loginOf(this.#store, account)
    return login.ok ? ok({ username: account.username, login: login.value }) : login
  }
}

/** What logs in to these and to the jump hosts before them, each secret once. */
export function loginSecretsOf(endpoints: ReadonlyMap<TargetId, SshEndpoint>): readonly Secret[] {
  const logins = [...endpoints.values()].flatMap(endpoint => [endpoint, ...endpoint.hops]).map(({ login }) => login)
  const secrets = logins.flatMap(login => {
    if (login.kind === 'agent') return []
    if (login.kind === 'password') return [login.password]
    return login.passphrase === null ? [login.privateKey] : [login.privateKey, login.passphrase]
  })
  return [...new Map(secrets.map(secret => [secret.reveal(), secret])).values()]
}

async function loginOf(store: Store, account: Account): Promise<Result<SshHop['login']>> {
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

/** A secret of an account, for its login or for sudo. */
export async function secretOf(store: Store, account: Account, id: SecretId): Promise<Result<Secret>> {
  const opened = await store.vault.open(id)
  if (opened.ok) return opened
  return fail({
    ...opened.failure,
    message: `The login of the account “${account.name}” cannot be read. ${opened.failure.message}`
  })
}

import type { Failure } from '@shared/failure'
import type { AccountId, EnvironmentId, JumpHostId } from '@shared/ids'
import {
  accountName,
  freeName,
  isSamePlace,
  type PlannedPlace,
  type PlannedTarget,
  planSshConfig,
  type SshConfigPreview
} from '@shared/import/plan-ssh-config'
import { type AccountInput, accountInput } from '@shared/model/account'
import { jumpHostInput } from '@shared/model/jump-host'
import { targetInput } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import type { Store } from '../store/store'
import type { createAccounts } from './accounts'
import type { createJumpHosts } from './jump-hosts'
import type { ServicePorts } from './ports'
import type { createTargets } from './targets'

interface Parts {
  readonly store: Store
  readonly ports: Pick<ServicePorts, 'user' | 'readKeyFile'>
  readonly accounts: Pick<ReturnType<typeof createAccounts>, 'create'>
  readonly jumpHosts: Pick<ReturnType<typeof createJumpHosts>, 'create'>
  readonly targets: Pick<ReturnType<typeof createTargets>, 'create'>
}

export interface SshConfigChoice {
  readonly text: string
  /** Names of the configuration. */
  readonly hosts: readonly string[]
  readonly environmentIds: readonly EnvironmentId[]
  readonly roles: readonly string[]
  /** The `IdentityFile`s that may be read; accounts with others use the SSH agent. */
  readonly keyFiles: readonly string[]
}

/** What an import made. */
export interface Imported {
  readonly accounts: number
  readonly jumpHosts: number
  readonly targets: number
}

/**
 * Makes targets, and the accounts and jump hosts that they need, from OpenSSH's own configuration. Nothing is connected
 * to and nothing in the file is run. What was made before a failure stays: the next import finds it there.
 */
export function createSshConfigImport(parts: Parts) {
  const preview = (text: string) => planSshConfig(text, { user: parts.ports.user, targets: targetsIn(parts.store) })

  return {
    preview: async (text: string): Promise<Result<SshConfigPreview>> => ok(preview(text)),

    apply: async (choice: SshConfigChoice): Promise<Result<Imported>> => {
      const planned = preview(choice.text).targets.filter(({ alias }) => choice.hosts.includes(alias))
      const refused = planned.find(({ outcome }) => outcome === 'unsupported')
      if (refused || planned.length < new Set(choice.hosts).size) return fail(notImportable(refused))
      const making = new Making(parts, choice)
      const wanted = planned.filter(({ outcome }) => outcome === 'new')
      const keyed = await making.keyAccounts(wanted)
      if (!keyed.ok) return keyed
      for (const target of wanted) {
        const made = await making.target(target)
        if (!made.ok) return made
      }
      return ok(making.counts)
    }
  }
}

/** One import under way: what is there already is used again. */
class Making {
  counts: Imported = { accounts: 0, jumpHosts: 0, targets: 0 }
  readonly #parts: Parts
  readonly #choice: SshConfigChoice

  constructor(parts: Parts, choice: SshConfigChoice) {
    this.#parts = parts
    this.#choice = choice
  }

  /** Comes first: a vault that is locked, or a key that cannot be read, must not leave half of the hosts behind. */
  async keyAccounts(targets: readonly PlannedTarget[]): Promise<Result<null>> {
    const places = targets.flatMap(target => [target, ...target.hops])
    for (const place of places.filter(place => this.#keyFileOf(place) !== null)) {
      const account = await this.#account(place)
      if (!account.ok) return account
    }
    return ok(null)
  }

  async target({ name, host, port, hops, ...place }: PlannedTarget): Promise<Result<unknown>> {
    const { environmentIds, roles } = this.#choice
    const account = await this.#account(place)
    if (!account.ok) return account
    let viaId: JumpHostId | null = null
    for (const hop of hops) {
      const jumpHost: Result<JumpHostId> = await this.#jumpHost(hop, viaId)
      if (!jumpHost.ok) return jumpHost
      viaId = jumpHost.value
    }
    const input = { kind: 'ssh', name, host, port, accountId: account.value, viaId, environmentIds, roles }
    const made = await this.#parts.targets.create(targetInput.parse(input))
    if (made.ok) this.#count('targets')
    return made
  }

  async #jumpHost(hop: PlannedPlace, viaId: JumpHostId | null): Promise<Result<JumpHostId>> {
    const { store, jumpHosts } = this.#parts
    const all = store.jumpHosts.all()
    const known = all.find(item => item.viaId === viaId && isSamePlace({ ...item, user: userOf(store, item) }, hop))
    if (known) return ok(known.id)
    const account = await this.#account(hop)
    if (!account.ok) return account
    const name = freeName(
      hop.host,
      all.map(item => item.name)
    )
    const { host, port } = hop
    const made = await jumpHosts.create(jumpHostInput.parse({ name, host, port, accountId: account.value, viaId }))
    if (!made.ok) return made
    this.#count('jumpHosts')
    return ok(made.value.id)
  }

  async #account({ user, identityFile }: Pick<PlannedPlace, 'user' | 'identityFile'>): Promise<Result<AccountId>> {
    const { store, accounts } = this.#parts
    const file = this.#keyFileOf({ identityFile })
    const wanted = accountName(user, file)
    const kind = file === null ? 'agent' : 'private-key'
    const known = store.accounts
      .all()
      .find(item => item.kind === kind && item.username === user && (file === null || item.name === wanted))
    if (known) return ok(known.id)
    const name = freeName(
      wanted,
      store.accounts.all().map(item => item.name)
    )
    const input = await this.#accountInput({ name, username: user }, file)
    if (!input.ok) return input
    const made = await accounts.create(input.value)
    if (!made.ok) return made
    this.#count('accounts')
    return ok(made.value.id)
  }

  /** The key file that may be read for a place; null stands for the SSH agent. */
  #keyFileOf({ identityFile }: Pick<PlannedPlace, 'identityFile'>): string | null {
    return identityFile !== null && this.#choice.keyFiles.includes(identityFile) ? identityFile : null
  }

  async #accountInput(
    who: { readonly name: string; readonly username: string },
    file: string | null
  ): Promise<Result<AccountInput>> {
    if (file === null) return ok(accountInput.parse({ kind: 'agent', ...who }))
    const privateKey = await this.#parts.ports.readKeyFile(file)
    return privateKey.ok
      ? ok(accountInput.parse({ kind: 'private-key', ...who, privateKey: privateKey.value }))
      : privateKey
  }

  #count(what: keyof Imported): void {
    this.counts = { ...this.counts, [what]: this.counts[what] + 1 }
  }
}

const userOf = (store: Store, { accountId }: { readonly accountId: AccountId }): string =>
  store.accounts.get(accountId)?.username ?? ''

const targetsIn = (store: Store) =>
  store.targets.all().flatMap(target => {
    const { name } = target
    if (target.kind !== 'ssh') return [{ name, host: '', port: 0, user: '' }]
    return [{ name, host: target.host, port: target.port, user: userOf(store, target) }]
  })

const notImportable = (target: PlannedTarget | undefined): Failure =>
  target
    ? {
        kind: 'invalid-input',
        message: `“${target.alias}” cannot be imported. ${target.reason ?? ''}`.trim(),
        remedy: 'Leave it out, and add it by hand.'
      }
    : {
        kind: 'not-found',
        message: 'One of the chosen hosts is not in the file.',
        remedy: 'Look at the preview again.'
      }

import { type Failure, invalid, notFound } from '@shared/failure'
import type { AccountId, SecretId } from '@shared/ids'
import type { Account, AccountInput, AccountView } from '@shared/model/account'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import type { Warned } from '@shared/variables/maskability'
import { sudoRecord, sudoSecrets, sudoView, unusableSudo } from './account-sudo'
import { draftsOf } from './audit-drafts'
import { accountAudit } from './audit-subjects'
import type { ServiceContext } from './context'
import { accountWarnings } from './mask-warnings'
import { byName, inUse, nameTaken } from './rules'
import { variableReferences } from './variable-references'

/** Accounts: their secrets go into the vault and never come back out of here. */
export function createAccounts({ store, newId, publish, exclusive }: ServiceContext) {
  const { accounts, vault } = store
  const changed = () => publish({ type: 'catalog.changed', entity: 'account' })

  const keep = async (secret: string): Promise<SecretId> => vault.put(new Secret(secret))

  /** The record to store, with new secrets in the vault. `input` has passed `missingSecret`. */
  const toRecord = async (id: AccountId, input: AccountInput, current?: Account): Promise<Account> => {
    const { name, username } = input
    const sudo = await sudoRecord(input, current, keep)
    if (input.kind === 'agent') return { kind: 'agent', id, name, username, sudo }
    if (input.kind === 'password') {
      const stored = current?.kind === 'password' ? current.password : undefined
      const password = input.password === undefined ? stored : await keep(input.password)
      if (password === undefined) throw new Error('A password account needs a password')
      return { kind: 'password', id, name, username, sudo, password }
    }
    const stored = current?.kind === 'private-key' ? current : undefined
    const privateKey = input.privateKey === undefined ? stored?.privateKey : await keep(tidyKey(input.privateKey))
    if (privateKey === undefined) throw new Error('A private-key account needs a key')
    return { kind: 'private-key', id, name, username, sudo, privateKey, passphrase: await passphraseOf(input, stored) }
  }

  const passphraseOf = async (
    input: Extract<AccountInput, { kind: 'private-key' }>,
    stored: Extract<Account, { kind: 'private-key' }> | undefined
  ): Promise<SecretId | null> => {
    if (input.passphrase === null) return null
    if (input.passphrase !== undefined) return keep(input.passphrase)
    return stored?.passphrase ?? null
  }

  const put = async (
    record: Account,
    input: AccountInput,
    replaced?: Account
  ): Promise<Result<AccountView & Warned>> => {
    await store.commit([accounts.putting(record)], draftsOf(accountAudit, replaced ?? null, record))
    await forget(replaced, record)
    changed()
    return ok({ ...viewOf(record), ...accountWarnings(store, input, replaced ? 'value.' : '') })
  }

  /** Removes the secrets that the stored account does not refer to any more. */
  const forget = async (old: Account | undefined, stored?: Account): Promise<void> => {
    const still = new Set(stored ? secretsOf(stored) : [])
    for (const secret of old ? secretsOf(old) : []) if (!still.has(secret)) await vault.remove(secret)
  }

  return {
    list: async (): Promise<Result<readonly AccountView[]>> => ok(byName(accounts.all()).map(viewOf)),

    create: (input: AccountInput): Promise<Result<AccountView & Warned>> =>
      exclusive(async () => {
        const refused = nameTaken('an account', accounts.all(), input.name, 'name') ?? unusableSecret(input, '')
        return refused ? fail(refused) : put(await toRecord(newId('account'), input), input)
      }),

    update: (id: AccountId, input: AccountInput): Promise<Result<AccountView & Warned>> =>
      exclusive(async () => {
        const current = accounts.get(id)
        if (!current) return fail(notFound('account', id))
        const refused =
          nameTaken('an account', accounts.all(), input.name, 'value.name', id) ??
          unusableSecret(input, 'value.', current)
        return refused ? fail(refused) : put(await toRecord(id, input, current), input, current)
      }),

    delete: (id: AccountId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = accounts.get(id)
        if (!current) return fail(notFound('account', id))
        const targets = byName(store.targets.all().filter(item => item.kind === 'ssh' && item.accountId === id))
        const jumpHosts = byName(store.jumpHosts.all().filter(item => item.accountId === id))
        const variables = variableReferences(store, item => item.type === 'account' && item.accountId === id)
        const users = [
          ...targets.map(item => `the target “${item.name}”`),
          ...jumpHosts.map(item => `the jump host “${item.name}”`),
          ...variables.places
        ]
        if (users.length > 0)
          return fail(inUse(`The account “${current.name}”`, users, 'Give these another account first.'))
        await store.commit([accounts.removing(id)], draftsOf(accountAudit, current, null))
        await forget(current)
        changed()
        return ok(null)
      })
  }
}

/** Why the secrets of `input` cannot be stored: one is missing, or a public key stands where the private one belongs. */
function unusableSecret(input: AccountInput, prefix: string, current?: Account): Failure | null {
  const refusedSudo = unusableSudo(input, prefix, current)
  if (refusedSudo) return refusedSudo
  const isStored = current?.kind === input.kind
  if (input.kind === 'password' && input.password === undefined && !isStored)
    return invalid(`${prefix}password`, 'must be given', 'Type the password of the account.')
  if (input.kind !== 'private-key') return null
  if (input.privateKey === undefined)
    return isStored
      ? null
      : invalid(`${prefix}privateKey`, 'must be given', 'Paste the private key or choose its file.')
  if (/^\s*(ssh-|ecdsa-|sk-)[a-z0-9@.-]+ /.test(input.privateKey))
    return invalid(
      `${prefix}privateKey`,
      'is a public key',
      'Paste the private key: its file has no “.pub” at the end.'
    )
  return null
}

/** Line ends as OpenSSH writes them, because pasted keys often carry others. */
const tidyKey = (key: string): string => `${key.replace(/\r\n?/g, '\n').trim()}\n`

/** The secrets an account refers to. */
export const secretsOf = (account: Account): readonly SecretId[] => [...loginSecrets(account), ...sudoSecrets(account)]

const loginSecrets = (account: Account): readonly SecretId[] => {
  if (account.kind === 'password') return [account.password]
  if (account.kind === 'agent') return []
  return account.passphrase === null ? [account.privateKey] : [account.privateKey, account.passphrase]
}

const viewOf = (account: Account): AccountView => ({
  id: account.id,
  kind: account.kind,
  name: account.name,
  username: account.username,
  hasPassphrase: account.kind === 'private-key' && account.passphrase !== null,
  sudo: sudoView(account)
})

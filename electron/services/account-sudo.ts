import { type Failure, invalid } from '@shared/failure'
import type { SecretId } from '@shared/ids'
import type { Account, AccountInput, AccountSudo, AccountView } from '@shared/model/account'

/** What is stored of how an account becomes another user; `keep` puts a secret into the vault. */
export async function sudoRecord(
  input: AccountInput,
  current: Account | undefined,
  keep: (secret: string) => Promise<SecretId>
): Promise<AccountSudo> {
  const { sudo } = input
  if (sudo.kind !== 'password') return sudo
  if (sudo.password === undefined) return { kind: 'password', password: ownSecret(current) }
  return { kind: 'password', password: sudo.password === null ? null : await keep(sudo.password) }
}

/** Why it cannot be stored: there is no login password to use for sudo. */
export function unusableSudo(input: AccountInput, prefix: string, current?: Account): Failure | null {
  const { sudo } = input
  if (sudo.kind !== 'password' || input.kind === 'password' || typeof sudo.password === 'string') return null
  if (sudo.password === undefined && ownSecret(current) !== null) return null
  return invalid(
    `${prefix}sudo.password`,
    'must be given, because the account logs in without a password',
    'Type the password that sudo asks for, or choose sudo without a password.'
  )
}

const ownSecret = (account: Account | undefined): SecretId | null =>
  account?.sudo.kind === 'password' ? account.sudo.password : null

/** The vault entry of a password that is for sudo alone. */
export const sudoSecrets = (account: Account): readonly SecretId[] => {
  const own = ownSecret(account)
  return own === null ? [] : [own]
}

export const sudoView = ({ sudo }: Account): AccountView['sudo'] => ({
  kind: sudo.kind,
  hasOwnPassword: sudo.kind === 'password' && sudo.password !== null
})

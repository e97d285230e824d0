import type { Input } from '@shared/api'
import type { AccountView, SudoInput } from '@shared/model/account'

/** What the account form holds, for all kinds at once, so that switching the kind loses nothing typed. */
export interface AccountFormValues extends Record<string, unknown> {
  readonly kind: AccountView['kind']
  readonly name: string
  readonly username: string
  readonly privateKey: string
  readonly passphrase: string
  readonly removesPassphrase: boolean
  readonly password: string
  readonly sudo: AccountView['sudo']['kind']
  /** Empty: what is stored, or the password of the login. */
  readonly sudoPassword: string
  readonly usesLoginPassword: boolean
}

/** Every field that shows its own issues. */
export const accountFields = ['name', 'username', 'privateKey', 'passphrase', 'password', 'sudo.password']

/** How the kinds are called. */
export const accountKinds: Readonly<Record<AccountView['kind'], string>> = {
  'private-key': 'Private key',
  password: 'Password',
  agent: 'SSH agent'
}

/** The form's start. Secrets are never there to begin with. */
export const accountFormValues = (account: AccountView | null): AccountFormValues => ({
  kind: account?.kind ?? 'private-key',
  name: account?.name ?? '',
  username: account?.username ?? '',
  privateKey: '',
  passphrase: '',
  removesPassphrase: false,
  password: '',
  sudo: account?.sudo.kind ?? 'none',
  sudoPassword: '',
  usesLoginPassword: account === null || (account.kind === 'password' && !account.sudo.hasOwnPassword)
})

/**
 * What is sent. For a stored account an empty secret is left out, which keeps what is stored; for a new one it is
 * sent empty, so that the call can say beside the field that it is missing.
 */
export function accountInputOf(values: AccountFormValues, isNew: boolean): Input<'account.create'> {
  const { kind, name, username, privateKey, passphrase, removesPassphrase, password } = values
  const sudo = sudoInputOf(values)
  switch (kind) {
    case 'agent':
      return { kind, name, username, sudo }
    case 'password':
      return { kind, name, username, sudo, ...(isNew || password !== '' ? { password } : {}) }
    case 'private-key':
      return {
        kind,
        name,
        username,
        sudo,
        ...(isNew || privateKey !== '' ? { privateKey } : {}),
        ...(removesPassphrase ? { passphrase: null } : passphrase !== '' ? { passphrase } : {})
      }
  }
}

function sudoInputOf({ kind, sudo, sudoPassword, usesLoginPassword }: AccountFormValues): SudoInput {
  if (sudo !== 'password') return { kind: sudo }
  if (kind === 'password' && usesLoginPassword) return { kind: sudo, password: null }
  return sudoPassword === '' ? { kind: sudo } : { kind: sudo, password: sudoPassword }
}

/** For forms that choose an account: what to do where none is chosen. */
export const explainAccountId = (path: string, { accountId }: { readonly accountId: string }): string | undefined =>
  path === 'accountId' && accountId === '' ? 'Choose an account, or make a new one.' : undefined

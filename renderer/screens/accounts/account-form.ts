import type { Input } from '@shared/api'
import type { AccountView } from '@shared/model/account'

/** What the account form holds, for all kinds at once, so that switching the kind loses nothing typed. */
export interface AccountFormValues extends Record<string, unknown> {
  readonly kind: AccountView['kind']
  readonly name: string
  readonly username: string
  readonly privateKey: string
  readonly passphrase: string
  readonly removesPassphrase: boolean
  readonly password: string
}

/** Every field that shows its own issues. */
export const accountFields = ['name', 'username', 'privateKey', 'passphrase', 'password']

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
  password: ''
})

/**
 * What is sent. For a stored account an empty secret is left out, which keeps what is stored; for a new one it is
 * sent empty, so that the call can say beside the field that it is missing.
 */
export function accountInputOf(values: AccountFormValues, isNew: boolean): Input<'account.create'> {
  const { kind, name, username, privateKey, passphrase, removesPassphrase, password } = values
  switch (kind) {
    case 'agent':
      return { kind, name, username }
    case 'password':
      return { kind, name, username, ...(isNew || password !== '' ? { password } : {}) }
    case 'private-key':
      return {
        kind,
        name,
        username,
        ...(isNew || privateKey !== '' ? { privateKey } : {}),
        ...(removesPassphrase ? { passphrase: null } : passphrase !== '' ? { passphrase } : {})
      }
  }
}

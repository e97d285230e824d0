import { z } from 'zod'
import { accountId, secretId } from '../ids'
import { name } from './text'

const username = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must be at most 100 characters')
  .regex(/^[^\s:@/]+$/, 'must not contain spaces, colons, slashes or @')

const secretText = z.string().min(1, 'must not be empty').max(100_000, 'must be at most 100,000 characters')

/** How the account becomes another user on its targets. `password: null` is the one that it logs in with. */
const sudoInput = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('no-password') }),
    z.strictObject({ kind: z.literal('password'), password: secretText.nullable().optional() })
  ])
  .default({ kind: 'none' })
export type SudoInput = z.infer<typeof sudoInput>

const sudo = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('no-password') }),
    z.strictObject({ kind: z.literal('password'), password: secretId.nullable() })
  ])
  .default({ kind: 'none' })
export type AccountSudo = z.infer<typeof sudo>

/**
 * How to log in to SSH targets. Secrets go in through here and never come out: reading an account tells only
 * which of them are set. On update an absent secret stays as it is; `passphrase: null` removes it, and
 * `sudo.password: null` takes the login's.
 */
export const accountInput = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('private-key'),
    name,
    username,
    sudo: sudoInput,
    privateKey: secretText.optional(),
    passphrase: secretText.nullable().optional()
  }),
  z.strictObject({ kind: z.literal('password'), name, username, sudo: sudoInput, password: secretText.optional() }),
  z.strictObject({ kind: z.literal('agent'), name, username, sudo: sudoInput })
])
export type AccountInput = z.infer<typeof accountInput>

/** As stored: secrets are references into the vault. */
export const account = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('private-key'),
    id: accountId,
    name,
    username,
    sudo,
    privateKey: secretId,
    passphrase: secretId.nullable()
  }),
  z.strictObject({ kind: z.literal('password'), id: accountId, name, username, sudo, password: secretId }),
  z.strictObject({ kind: z.literal('agent'), id: accountId, name, username, sudo })
])
export type Account = z.infer<typeof account>

/** As shown: no reference to a secret leaves the main process. */
export interface AccountView {
  readonly id: Account['id']
  readonly kind: Account['kind']
  readonly name: string
  readonly username: string
  /** For `private-key`: whether a passphrase is stored. False otherwise. */
  readonly hasPassphrase: boolean
  readonly sudo: {
    readonly kind: AccountSudo['kind']
    /** For `password`: whether it is another one than the login's. False otherwise. */
    readonly hasOwnPassword: boolean
  }
}

/** Whether the account becomes another user on its targets. */
export const canSudo = (of: Pick<Account, 'sudo'>): boolean => of.sudo.kind !== 'none'

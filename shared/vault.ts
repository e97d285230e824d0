import { z } from 'zod'
import type { Failure } from './failure'

/** The fewest characters of a vault's passphrase. */
export const shortestPassphrase = 8

/** A new passphrase. What unlocks is not measured: an old one may be shorter than today's rule. */
const newPassphrase = z
  .string()
  .min(shortestPassphrase, `must be at least ${shortestPassphrase} characters`)
  .max(1000, 'must be at most 1,000 characters')

const givenPassphrase = z.string().min(1, 'must be given').max(1000, 'must be at most 1,000 characters')

/** How a vault's key is to be protected; with a keychain, a passphrase is the way back in when the keychain is lost. */
export const vaultSetUp = z.discriminatedUnion('protection', [
  z.strictObject({ protection: z.literal('keychain'), passphrase: newPassphrase.optional() }),
  z.strictObject({ protection: z.literal('passphrase'), passphrase: newPassphrase })
])
export type VaultSetUp = z.infer<typeof vaultSetUp>

/** Without a passphrase, the keychain is asked. */
export const vaultUnlock = z.strictObject({ passphrase: givenPassphrase.optional() })

/** `current` may be left out only where there is no passphrase yet: a keychain's vault then gets one to recover with. */
export const vaultPassphraseChange = z.strictObject({ current: givenPassphrase.optional(), next: newPassphrase })

/** What a person types so that a vault starts over. */
export const startOverWords = 'start over'

export const vaultStartOver = z.strictObject({
  confirm: z.literal(startOverWords, `must be the words “${startOverWords}”`)
})

/** How the vault's key is kept, and whether secrets can be used at this moment. */
export interface VaultStatus {
  /** `none`: not set up. `key-file`: a plain file, as before there was a choice. `unknown`: see `problem`. */
  readonly protection: 'none' | 'keychain' | 'passphrase' | 'key-file' | 'unknown'
  /** Whether a keychain's vault also opens with a passphrase. */
  readonly hasRecovery: boolean
  /** Secrets can be used only after an unlock. */
  readonly isLocked: boolean
  /** This system's keychain; `name` is for people. Not available: it could not keep a key safe from others. */
  readonly keychain: { readonly available: boolean; readonly name: string }
  /** How many secrets the vault holds. */
  readonly secrets: number
  /** Why the vault cannot be opened although it was set up; null when nothing is wrong. */
  readonly problem: Failure | null
}

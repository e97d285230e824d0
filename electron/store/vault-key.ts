import { createHash, randomBytes } from 'node:crypto'

/** What entries are locked with: 32 bytes, and the names by which an entry tells its key and its place. */
export interface VaultKey {
  readonly bytes: Uint8Array
  /** SHA-256 of the bytes, 32 hex digits: commits an entry to this very key. */
  readonly id: string
  /** The workspace that the key belongs to, 32 hex digits; null for a key that lies in a plain file. */
  readonly workspace: string | null
}

export const keyLength = 32

/** A key from its bytes, which it takes over. */
export const vaultKey = (bytes: Uint8Array, workspace: string | null): VaultKey => ({
  bytes,
  id: createHash('sha256').update('slipway vault key ').update(bytes).digest('hex').slice(0, 32),
  workspace
})

/** A name that nothing else has: 32 hex digits. */
export const newName = (): string => randomBytes(16).toString('hex')

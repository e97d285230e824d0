/** The operating system's keeper of keys, as far as the vault needs it. It is wired by the composition root. */
export interface KeyChain {
  /** What people know it as, such as `GNOME keyring`. */
  readonly name: string
  /** Whether it keeps what it is given safe from other users. A store with a well-known key does not count. */
  isAvailable(): boolean
  /** Encrypts with a key that only the keychain has. Rejects when the keychain does not answer. */
  wrap(bytes: Uint8Array): Promise<Uint8Array>
  /** Gives back what `wrap` was given. Rejects when the keychain cannot or may not. */
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>
}

/** Where there is no keychain. */
export const noKeyChain: KeyChain = {
  name: 'keychain',
  isAvailable: () => false,
  wrap: () => Promise.reject(new Error('There is no keychain')),
  unwrap: () => Promise.reject(new Error('There is no keychain'))
}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { placeOf } from '../../electron/services/workspace-open'
import { openVault } from '../../electron/store/vault'
import type { KeyChain } from '../../electron/store/vault-key-chain'

/** A keychain that a test can take away or make forget. */
export interface FakeKeyChain extends KeyChain {
  /** Another master key, as after a new installation: nothing wrapped before can be opened. */
  forget(): void
  remove(): void
}

export function fakeKeyChain(): FakeKeyChain {
  let key: Buffer | null = Buffer.alloc(32, 7)
  const atHand = (): Buffer => {
    if (key === null) throw new Error('The keychain is gone')
    return key
  }
  return {
    name: 'test keychain',
    isAvailable: () => key !== null,
    wrap: async bytes => {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', atHand(), iv)
      return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
    },
    unwrap: async wrapped => {
      const decipher = createDecipheriv('aes-256-gcm', atHand(), wrapped.subarray(0, 12))
      decipher.setAuthTag(wrapped.subarray(-16))
      return Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()])
    },
    forget: () => {
      key = randomBytes(32)
    },
    remove: () => {
      key = null
    }
  }
}

/** The keychain of tests that are about something else. */
export const testKeyChain: KeyChain = fakeKeyChain()

/** Sets up the vault of a home's own workspace with `testKeyChain`, unless it is: then no test has to. */
export async function protectHome(home: string): Promise<void> {
  const { folder, keyFile } = placeOf(home, 'main')
  const { guard } = await openVault({ folder, keyFile, keyChain: testKeyChain })
  if (guard.state().protection === 'none') await guard.setUp({ keychain: true, passphrase: null })
  guard.lock()
}

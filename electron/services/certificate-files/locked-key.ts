import { createPrivateKey, type KeyObject } from 'node:crypto'
import { fail, ok, type Result } from '@shared/result'
import { inside, type Node, octets } from './der'
import type { Spelling } from './password-key'
import { passwordWrong, unreadableKey } from './refusals'
import { unlock } from './unlock'

/**
 * A private key that PKCS #8 locks (EncryptedPrivateKeyInfo). node:crypto would open most of them, but works through
 * as many rounds as the file asks for, and a file may ask for hours.
 */
export function unlockKey(locked: Node, password: Spelling): Result<KeyObject> {
  const [algorithm, dataNode] = inside(locked)
  const data = octets(dataNode)
  if (data === null) return fail(unreadableKey)
  const plain = unlock(algorithm, data, password)
  if (!plain.ok) return plain
  const key = keyOf(plain.value)
  // With a wrong password the padding fits once in 256 times; what comes out then is no key.
  return key === null ? fail(passwordWrong) : ok(key)
}

/** A private key in PKCS #8; null where the bytes are none. */
export function keyOf(der: Buffer): KeyObject | null {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } catch {
    return null
  }
}

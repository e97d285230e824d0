import { createCipheriv, createDecipheriv, createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Secret } from '@shared/secret'

const stretch = promisify(pbkdf2)

/** How often PBKDF2 goes round: near half a second on an ordinary machine. */
export const defaultIterations = 600_000

/** What everything of a bundle's secrecy is derived from, as the runner at the far end derives it. 64 hex digits. */
export interface BundleSeed {
  readonly seed: Secret
  /** 16 hex digits: what openssl takes for a salt. */
  readonly salt: string
  readonly iterations: number
}

/** The seed that a password makes. @param salt 8 bytes */
export async function seedOf(password: Secret, salt: Uint8Array, iterations: number): Promise<BundleSeed> {
  const bytes = await stretch(password.reveal(), salt, iterations, 32, 'sha256')
  return { seed: new Secret(bytes.toString('hex')), salt: Buffer.from(salt).toString('hex'), iterations }
}

/** A key for one purpose, in hex. */
export const derived = (seed: Secret, purpose: Purpose): string => mac(seed.reveal(), Buffer.from(`slipway ${purpose}`))

type Purpose = 'check' | 'receipt' | 'outputs' | 'secrets' | 'secrets mac'

/** HMAC-SHA256 in hex. @param key hex */
export const mac = (key: string, content: Uint8Array): string =>
  createHmac('sha256', Buffer.from(key, 'hex')).update(content).digest('hex')

/** Whether two texts are the same, without telling by the time it takes where they differ. */
export const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))

export const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

const head = Buffer.from('Salted__')

/**
 * Encrypts as `openssl enc -aes-256-cbc -pbkdf2 -md sha256 -iter 1 -salt` does. The key is random or stretched already,
 * so once is enough. It proves nothing by itself: whoever decrypts checks a code over it first.
 * @param salt 8 bytes
 */
export function encrypt(key: string, salt: Uint8Array, plain: Uint8Array): Buffer {
  const { secret, start } = cipherKey(key, salt)
  const cipher = createCipheriv('aes-256-cbc', secret, start)
  return Buffer.concat([head, salt, cipher.update(plain), cipher.final()])
}

/** The plain text; null when it was not encrypted with this key. */
export function decrypt(key: string, sealed: Uint8Array): Buffer | null {
  const bytes = Buffer.from(sealed)
  if (bytes.length < 32 || !bytes.subarray(0, 8).equals(head)) return null
  const { secret, start } = cipherKey(key, bytes.subarray(8, 16))
  try {
    const decipher = createDecipheriv('aes-256-cbc', secret, start)
    return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()])
  } catch {
    return null
  }
}

function cipherKey(key: string, salt: Uint8Array) {
  const bytes = pbkdf2Once(Buffer.from(key), salt)
  return { secret: bytes.subarray(0, 32), start: bytes.subarray(32, 48) }
}

/** PBKDF2 with one round is two HMACs: no thread is worth it. */
const pbkdf2Once = (key: Uint8Array, salt: Uint8Array): Buffer =>
  Buffer.concat(
    [1, 2].map(block =>
      createHmac('sha256', key)
        .update(salt)
        .update(Buffer.from([0, 0, 0, block]))
        .digest()
    )
  )

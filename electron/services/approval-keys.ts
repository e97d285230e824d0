import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { fingerprintWords } from '@shared/bundle/words'
import { type Sha256, sha256 } from '@shared/ids'
import type { ServiceContext } from './context'
import { createSigningKey } from './signing-key'

/** The key that signs requests and answers of a workspace. */
export const createApprovalKey = (context: Pick<ServiceContext, 'store' | 'now'>) =>
  createSigningKey(context, 'approval-key')

/** A public key of somebody, as it is known by. */
export interface KnownKey {
  /** SHA-256 of the key, however its PEM was laid out. */
  readonly id: Sha256
  /** PEM. */
  readonly publicKey: string
  /** To be compared. */
  readonly words: string
}

/** The P-256 key in a PEM; null where there is none. */
function keyIn(pem: string): KeyObject | null {
  try {
    const key = createPublicKey(pem)
    return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null
  } catch {
    return null
  }
}

/** What a public key is known by; null where it is none of the kind that signs approvals. */
export function knownKey(pem: string): KnownKey | null {
  const key = keyIn(pem)
  if (key === null) return null
  const hash = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
  return {
    id: sha256.parse(hash),
    publicKey: key.export({ type: 'spki', format: 'pem' }).toString(),
    words: fingerprintWords(hash)
  }
}

/** Whether somebody signed this text with this key. @param signature base64 */
export function isSignedBy(pem: string, text: string, signature: string): boolean {
  const key = keyIn(pem)
  return key !== null && verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'))
}

import type { KeyObject } from 'node:crypto'
import { X509Certificate } from 'node:crypto'

/** What was in a file, in its order. */
export interface Contents {
  readonly certificates: readonly X509Certificate[]
  readonly keys: readonly KeyObject[]
}

/** The most certificates and the most keys that one file may have. */
export const mostInOneFile = 100

/** The certificate in DER; null where the bytes are none. */
export function certificateOf(der: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(der)
  } catch {
    return null
  }
}

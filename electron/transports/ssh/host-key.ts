import { createHash } from 'node:crypto'
import type { Failure } from '@shared/failure'
import type { HostKeyPin } from '@shared/model/target'
import { addressOf } from '@shared/model/target'
import type { SshHop } from '../../engine/ports'

/**
 * Names a host key as a person compares it.
 * @param blob the public key as the protocol sends it: a length-prefixed type name and the key's own numbers
 */
export function describeHostKey(blob: Uint8Array): HostKeyPin {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength)
  const length = bytes.length >= 4 ? bytes.readUInt32BE(0) : 0
  const algorithm = bytes.toString('latin1', 4, 4 + Math.min(length, 100))
  const hash = createHash('sha256').update(bytes).digest('base64')
  return { algorithm, fingerprint: `SHA256:${hash.replace(/=+$/, '')}` }
}

/** Null when the host showed the key that a person accepted; else why the connection must stop here. */
export function checkHostKey(hop: SshHop, actual: HostKeyPin): Failure | null {
  const expected = hop.hostKey
  const address = addressOf(hop)
  if (expected === null)
    return {
      kind: 'host-key-unknown',
      message: `${address} shows the ${actual.algorithm} key ${actual.fingerprint}, which nobody has accepted yet.`,
      remedy:
        'Compare the fingerprint with the one on the host (ssh-keygen -l) and accept it with the connection test.',
      detail: { algorithm: actual.algorithm, fingerprint: actual.fingerprint }
    }
  if (expected.fingerprint === actual.fingerprint && expected.algorithm === actual.algorithm) return null
  return {
    kind: 'host-key-changed',
    message: `${address} shows another host key than the accepted one: ${actual.algorithm} ${actual.fingerprint} instead of ${expected.algorithm} ${expected.fingerprint}.`,
    remedy:
      'Find out why before you go on: either the host was set up anew, or something else answers in its place. Then accept the new key with the connection test.',
    detail: {
      expectedAlgorithm: expected.algorithm,
      expectedFingerprint: expected.fingerprint,
      actualAlgorithm: actual.algorithm,
      actualFingerprint: actual.fingerprint
    }
  }
}

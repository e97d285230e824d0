import type { KeyObject, X509Certificate } from 'node:crypto'
import { fail, ok, type Result } from '@shared/result'
import type { Contents } from './contents'
import { notACertificate, unreadable } from './refusals'

/** The certificate that a file is about. */
export interface Chosen {
  readonly leaf: X509Certificate
  /** Its issuers in their order, and after them whatever else the file had. */
  readonly chain: readonly X509Certificate[]
  readonly key: KeyObject | null
}

/** The certificate that the private key belongs to; without a key the first that issued none of the others. */
export function chooseLeaf(contents: Contents): Result<Chosen> {
  const certificates = withoutRepeats(contents.certificates)
  for (const key of contents.keys) {
    const leaf = certificates.find(certificate => belongsTo(certificate, key))
    if (leaf) return ok({ leaf, key, chain: chainOf(leaf, certificates) })
  }
  if (contents.keys.length > 0) return fail(strangeKey)
  const leaf = certificates.find(candidate => !certificates.some(other => isIssuedBy(other, candidate)))
  const chosen = leaf ?? certificates[0]
  return chosen ? ok({ leaf: chosen, key: null, chain: chainOf(chosen, certificates) }) : fail(notACertificate)
}

const strangeKey = unreadable(
  'has a private key that belongs to none of its certificates',
  'Put the key and the certificate that was made for it into one file.'
)

const withoutRepeats = (certificates: readonly X509Certificate[]): readonly X509Certificate[] => [
  ...new Map(certificates.map(certificate => [certificate.fingerprint256, certificate])).values()
]

function chainOf(leaf: X509Certificate, certificates: readonly X509Certificate[]): readonly X509Certificate[] {
  const left = new Set(certificates)
  const chain: X509Certificate[] = []
  left.delete(leaf)
  for (let last: X509Certificate | undefined = leaf; last; ) {
    const issued: X509Certificate = last
    last = [...left].find(candidate => isIssuedBy(issued, candidate))
    if (last) chain.push(last)
    if (last) left.delete(last)
  }
  return [...chain, ...left]
}

/** Whether `issuer` is another certificate that issued this one. */
function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate !== issuer && certificate.checkIssued(issuer)
  } catch {
    return false
  }
}

/** False also for keys of kinds that cannot be compared. */
function belongsTo(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.checkPrivateKey(key)
  } catch {
    return false
  }
}

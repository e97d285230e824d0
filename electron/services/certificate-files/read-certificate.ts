import type { X509Certificate } from 'node:crypto'
import type { Certificate } from '@shared/model/certificate'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import { chooseLeaf } from './choose-leaf'
import { type Contents, certificateOf } from './contents'
import { parseDer } from './der'
import { commonNameIn, oneLineName } from './distinguished-name'
import { looksLikePem } from './pem-blocks'
import { readPem } from './pem-read'
import { isPkcs12, readPkcs12 } from './pkcs12-read'
import { writePkcs12 } from './pkcs12-write'
import { notACertificate } from './refusals'

/** What a record says that its file told. */
type Facts = Pick<
  Certificate,
  | 'format'
  | 'thumbprint'
  | 'subject'
  | 'subjectCommonName'
  | 'issuer'
  | 'notBefore'
  | 'notAfter'
  | 'certificatePem'
  | 'chainPem'
>

/** A file that was understood. */
export interface CertificateFile {
  readonly facts: Facts
  /** PKCS #8 in PEM; null for a file without one. */
  readonly privateKey: Secret | null
  /** PKCS #12 in base64: the file itself where it is one, else made of it. Null without a private key. */
  readonly pfx: Secret | null
}

/**
 * Reads a PEM, DER or PKCS #12 file. Refuses with an `invalid-input` that names `content` or `password`; no bytes make
 * it throw.
 */
export function readCertificate(file: Buffer, password?: string): Result<CertificateFile> {
  const read = contentsOf(file, password)
  if (!read.ok) return read
  const { format, contents } = read.value
  const chosen = chooseLeaf(contents)
  if (!chosen.ok) return chosen
  const { leaf, chain, key } = chosen.value
  const facts = factsOf(leaf, chain, format)
  if (facts === null) return fail(notACertificate)
  if (key === null) return ok({ facts, privateKey: null, pfx: null })
  const pfx =
    format === 'pkcs12' ? file : writePkcs12({ key, certificates: [leaf, ...chain], password: password ?? '' })
  return ok({
    facts,
    privateKey: new Secret(key.export({ type: 'pkcs8', format: 'pem' }).toString()),
    pfx: new Secret(pfx.toString('base64'))
  })
}

function contentsOf(
  file: Buffer,
  password: string | undefined
): Result<{ readonly format: Certificate['format']; readonly contents: Contents }> {
  const as = (format: Certificate['format'], contents: Result<Contents>) =>
    contents.ok ? ok({ format, contents: contents.value }) : contents
  if (looksLikePem(file)) return as('pem', readPem(file.toString('latin1'), password))
  const der = parseDer(file)
  if (der === null) return fail(notACertificate)
  if (isPkcs12(der)) return as('pkcs12', readPkcs12(der, password))
  const certificate = certificateOf(file)
  return certificate === null
    ? fail(notACertificate)
    : ok({ format: 'der', contents: { certificates: [certificate], keys: [] } })
}

/** Null where a part of the certificate makes no sense, such as a date that is none. */
function factsOf(
  leaf: X509Certificate,
  chain: readonly X509Certificate[],
  format: Certificate['format']
): Facts | null {
  const [notBefore, notAfter] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)]
  if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) return null
  // Node leaves them out where the certificate has none.
  const [subject, issuer] = [leaf.subject ?? '', leaf.issuer ?? '']
  return {
    format,
    thumbprint: leaf.fingerprint.replaceAll(':', ''),
    subject: oneLineName(subject),
    subjectCommonName: commonNameIn(subject),
    issuer: oneLineName(issuer),
    notBefore,
    notAfter,
    certificatePem: leaf.toString(),
    chainPem: chain.map(certificate => certificate.toString()).join('')
  }
}

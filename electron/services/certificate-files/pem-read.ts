import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto'
import type { Failure } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import { type Contents, certificateOf, mostInOneFile } from './contents'
import { parseDer } from './der'
import { unlockKey } from './locked-key'
import { spellings } from './password-key'
import { type PemBlock, pemBlocks } from './pem-blocks'
import { tooMany } from './pkcs12-read'
import { notACertificate, passwordNeeded, passwordWrong, unreadable, unreadableKey } from './refusals'

const certificateLabels = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']

/** The certificates and keys of a PEM text, in whatever order they stand. */
export function readPem(text: string, password: string | undefined): Result<Contents> {
  const certificates: X509Certificate[] = []
  const keys: KeyObject[] = []
  const blocks = pemBlocks(text)
  for (const block of blocks) {
    if (certificates.length + keys.length > mostInOneFile) return fail(tooMany)
    if (certificateLabels.includes(block.label)) {
      const certificate = certificateOf(Buffer.from(block.body, 'base64'))
      if (certificate === null) return fail(damagedCertificate(certificates.length + 1))
      certificates.push(certificate)
    } else if (block.label.endsWith('PRIVATE KEY')) {
      const key = readKey(block, password ?? '')
      if (!key.ok) return key
      keys.push(key.value)
    }
  }
  if (certificates.length === 0) return fail(whyNone(blocks))
  return ok({ certificates, keys })
}

const damagedCertificate = (number: number): Failure =>
  unreadable(`has a certificate that cannot be read, the ${number}. in it`, 'Copy the file again from where it came.')

/** What people often take for a certificate. */
function whyNone(blocks: readonly PemBlock[]): Failure {
  const labels = blocks.map(({ label }) => label)
  if (labels.some(label => label.endsWith('CERTIFICATE REQUEST')))
    return unreadable('is a request for a certificate', 'Choose the file that the certificate authority sent back.')
  if (labels.some(label => label.startsWith('PKCS7') || label === 'CMS'))
    return unreadable('is a PKCS #7 bundle', 'Turn it into PEM with openssl pkcs7 -print_certs, or export PKCS #12.')
  if (labels.some(label => label.endsWith('PRIVATE KEY')))
    return unreadable('has a private key and no certificate', 'Put the certificate into the same file.')
  return notACertificate
}

function readKey({ label, text, body }: PemBlock, password: string): Result<KeyObject> {
  if (label === 'OPENSSH PRIVATE KEY') return fail(unreadableKey)
  const isLocked = label === 'ENCRYPTED PRIVATE KEY' || body.includes('Proc-Type: 4,ENCRYPTED')
  if (isLocked && password === '') return fail(passwordNeeded)
  if (label === 'ENCRYPTED PRIVATE KEY') {
    const locked = parseDer(Buffer.from(body, 'base64'))
    const [spelling] = spellings(password)
    return locked && spelling ? unlockKey(locked, spelling) : fail(unreadableKey)
  }
  try {
    return ok(createPrivateKey(isLocked ? { key: text, passphrase: password } : text))
  } catch {
    return fail(isLocked ? passwordWrong : unreadableKey)
  }
}

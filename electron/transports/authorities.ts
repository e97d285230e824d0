import { X509Certificate } from 'node:crypto'
import { open } from 'node:fs/promises'
import { rootCertificates } from 'node:tls'
import { fail, ok, type Result } from '@shared/result'
import { codeOf } from './ssh/failures'

/** No file of authorities is longer; in bytes. */
const largest = 1_000_000

const certificates = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/**
 * The authorities to trust: the usual ones and those of a PEM file. Nothing for no file: then Node's own hold.
 * Fails in words that hold nothing of the file.
 */
export async function authoritiesOf(caFile: string | null): Promise<Result<readonly string[] | undefined>> {
  if (caFile === null) return ok(undefined)
  const text = await textOf(caFile)
  if (!text.ok) return text
  const found = text.value.match(certificates) ?? []
  if (found.length === 0 || !found.every(isCertificate)) return refused(caFile, 'holds no certificates in PEM form')
  return ok([...rootCertificates, ...found])
}

async function textOf(path: string): Promise<Result<string>> {
  try {
    const file = await open(path, 'r')
    try {
      const stat = await file.stat()
      if (!stat.isFile()) return refused(path, 'is no file')
      if (stat.size > largest) return refused(path, 'is too large for one')
      return ok(await file.readFile('latin1'))
    } finally {
      await file.close()
    }
  } catch (error) {
    return refused(path, codeOf(error) === 'ENOENT' ? 'does not exist' : 'cannot be read')
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem) instanceof X509Certificate
  } catch {
    return false
  }
}

const refused = (path: string, why: string) =>
  fail({
    kind: 'invalid-input',
    message: `The file of authorities ${path} ${why}.`,
    remedy: 'Give the path of a PEM file on this machine, or leave it out to trust the usual authorities alone.'
  })

import { createHash, createPrivateKey } from 'node:crypto'
import type { Failure } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import { type ParsedKey, utils } from 'ssh2'
import { authenticationFailed } from './failures'

/** Whether a private key file is protected by a passphrase, told by its structure. */
export function isEncrypted(text: string): boolean {
  if (/^Proc-Type:\s*4,ENCRYPTED/m.test(text) || text.includes('BEGIN ENCRYPTED PRIVATE KEY')) return true
  const ppk = /^Encryption:\s*(\S+)/m.exec(text)
  if (ppk) return ppk[1] !== 'none'
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(text)?.[1]
  if (body === undefined) return false
  const bytes = Buffer.from(body, 'base64')
  // After the magic text comes the cipher's name, as a length and letters.
  const start = 'openssh-key-v1\0'.length
  if (bytes.length < start + 4) return false
  const length = bytes.readUInt32BE(start)
  return bytes.toString('latin1', start + 4, start + 4 + Math.min(length, 64)) !== 'none'
}

const isPutty = (text: string): boolean => text.trimStart().startsWith('PuTTY-User-Key-File-')

function explain(text: string, passphrase: string | null): Failure {
  // Of PuTTY's files only RSA keys of the older version can be read, with or without the right passphrase.
  if (isPutty(text) && !/^\s*PuTTY-User-Key-File-2: ssh-rsa\s/.test(text))
    return authenticationFailed(
      'The account’s private key is a PuTTY file of a kind that Slipway cannot read.',
      'Convert it with PuTTYgen (Conversions, Export OpenSSH key; or puttygen <file> -O private-openssh -o <new file>) and set “Private key” to the new file’s content.',
      { field: 'privateKey' }
    )
  if (!isEncrypted(text))
    return authenticationFailed(
      'The account’s private key is not in a format that Slipway can read.',
      'Set “Private key” to the whole content of the key file; ssh-keygen -p -f <file> rewrites it in the OpenSSH format.',
      { field: 'privateKey' }
    )
  if (passphrase === null)
    return authenticationFailed(
      'The account’s private key is protected by a passphrase, and the account has none.',
      'Fill in “Passphrase” in the account.',
      { field: 'passphrase' }
    )
  return authenticationFailed(
    'The account’s passphrase does not open its private key.',
    'Correct “Passphrase” in the account.',
    { field: 'passphrase' }
  )
}

/**
 * A key in PKCS#8, as OpenSSL writes it, in the older form of its own kind, which ssh2 reads. Any other text, and what
 * the passphrase does not open, comes back as it is.
 */
function fromPkcs8(text: string, passphrase: string | null): string {
  if (!/-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text)) return text
  try {
    const key = createPrivateKey(passphrase === null ? text : { key: text, passphrase })
    const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : key.asymmetricKeyType === 'ec' ? 'sec1' : null
    return type === null ? text : key.export({ type, format: 'pem' }).toString()
  } catch {
    return text
  }
}

/** Reads a private key, or says which field of the account is wrong. */
export function parsePrivateKey(text: string, passphrase: string | null): Result<ParsedKey> {
  const parsed = utils.parseKey(fromPkcs8(text, passphrase), passphrase ?? undefined)
  if (parsed instanceof Error) return fail(explain(text, passphrase))
  if (!parsed.isPrivateKey())
    return fail(
      authenticationFailed(
        'The account holds a public key where the private one belongs.',
        'Set “Private key” to the content of the key file without .pub in its name.',
        { field: 'privateKey' }
      )
    )
  return ok(parsed)
}

/**
 * Remembers the last keys that were read: opening one with a passphrase takes half a second of computing, which
 * fifty targets of one account should not pay fifty times. Keys are found by a digest of text and passphrase.
 */
export class PrivateKeys {
  readonly #known = new Map<string, Result<ParsedKey>>()
  readonly #capacity: number

  constructor(capacity = 16) {
    this.#capacity = capacity
  }

  parse(text: string, passphrase: string | null): Result<ParsedKey> {
    const id = createHash('sha256')
      .update(JSON.stringify([text, passphrase]))
      .digest('base64')
    const known = this.#known.get(id)
    if (known) return known
    const parsed = parsePrivateKey(text, passphrase)
    this.#known.set(id, parsed)
    const [oldest] = this.#known.keys()
    if (this.#known.size > this.#capacity && oldest !== undefined) this.#known.delete(oldest)
    return parsed
  }

  clear(): void {
    this.#known.clear()
  }
}

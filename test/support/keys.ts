import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { HostKeyPin } from '@shared/model/target'

const run = promisify(execFile)

export type KeyKind = 'ed25519' | 'rsa' | 'ecdsa'

export interface TestKey {
  readonly kind: KeyKind
  /** As in a private key file. */
  readonly privateKey: string
  /** One line for `authorized_keys`. */
  readonly publicKey: string
  readonly passphrase: string | null
}

export interface KeyOptions {
  readonly passphrase?: string
  /** `pem` is the older file format, which OpenSSH still reads, `pkcs8` that of OpenSSL; neither is for ed25519. */
  readonly format?: 'openssh' | 'pem' | 'pkcs8'
}

/** Makes a key pair with the real ssh-keygen, so that its files look like a person's own. */
export async function generateKey(kind: KeyKind, options: KeyOptions = {}): Promise<TestKey> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-key-'))
  const file = join(folder, 'key')
  const passphrase = options.passphrase ?? ''
  // The smallest sizes that servers accept: their speed is not what the tests are about.
  const size = { ed25519: [], rsa: ['-b', '2048'], ecdsa: ['-b', '256'] }[kind]
  const format = { openssh: [], pem: ['-m', 'PEM'], pkcs8: ['-m', 'PKCS8'] }[options.format ?? 'openssh']
  try {
    await run('ssh-keygen', ['-q', '-t', kind, ...size, ...format, '-N', passphrase, '-C', `test-${kind}`, '-f', file])
    const [privateKey, publicKey] = await Promise.all([readFile(file, 'utf8'), readFile(`${file}.pub`, 'utf8')])
    return { kind, privateKey, publicKey: publicKey.trim(), passphrase: options.passphrase ?? null }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The pin for a public key line such as `ssh-ed25519 AAAA… comment`. */
export function pinOf(publicKey: string): HostKeyPin {
  const [algorithm = '', blob = ''] = publicKey.split(' ')
  const hash = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64')
  return { algorithm, fingerprint: `SHA256:${hash.replace(/=+$/, '')}` }
}

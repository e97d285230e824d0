import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Reads a private key, or makes an ed25519 one where there is none yet, so that host keys stay what was accepted.
 * These keys guard nothing but the demo's own servers; they lie in files that only this person can read.
 */
export async function keepKey(path: string, comment: string): Promise<string> {
  const known = await readFile(path, 'utf8').catch(() => null)
  if (known !== null) return known
  const made = newPrivateKey(comment)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, made, { mode: 0o600 })
  return made
}

const field = (...parts: readonly (Uint8Array | string)[]): Buffer =>
  Buffer.concat(
    parts.flatMap(part => {
      const bytes = Buffer.from(part)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(bytes.length)
      return [length, bytes]
    })
  )

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** A new ed25519 key in the OpenSSH format, without passphrase. (ssh2's own generator fails once in 256 times.) */
export function newPrivateKey(comment: string): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  const { x = '', d = '' } = privateKey.export({ format: 'jwk' })
  const publicPart = Buffer.from(x, 'base64url')
  const secretPart = Buffer.concat([Buffer.from(d, 'base64url'), publicPart])
  const check = randomBytes(4)
  const plain = Buffer.concat([check, check, field('ssh-ed25519', publicPart, secretPart, comment)])
  const padding = Buffer.from(Array.from({ length: (8 - (plain.length % 8)) % 8 }, (_, index) => index + 1))
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none', 'none', ''),
    number(1),
    field(field('ssh-ed25519', publicPart)),
    field(Buffer.concat([plain, padding]))
  ])
  const lines = whole.toString('base64').match(/.{1,70}/g) ?? []
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n')
}

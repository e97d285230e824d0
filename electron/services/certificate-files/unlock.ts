import { createDecipheriv, pbkdf2Sync } from 'node:crypto'
import { fail, ok, type Result } from '@shared/result'
import forge from 'node-forge'
import { count, inside, type Node, objectId, octets } from './der'
import { derive, type Hash, type Spelling } from './password-key'
import { notACertificate, passwordWrong, tooManyRounds, unknownLock } from './refusals'

/** The most rounds of a key function that are worked through; files of today have some thousands. */
export const mostRounds = 1_000_000

interface Cipher {
  readonly decrypt: (key: Buffer, iv: Buffer, data: Buffer) => Buffer
  readonly keyLength: number
  readonly ivLength: number
}

const native = (name: string, keyLength: number, ivLength: number): Cipher => ({
  keyLength,
  ivLength,
  decrypt: (key, iv, data) => {
    const decipher = createDecipheriv(name, key, iv)
    return Buffer.concat([decipher.update(data), decipher.final()])
  }
})

/** Old exports of Windows lock certificates with it; neither OpenSSL 3 nor Electron has it any more. */
const rc2 = (bits: number): Cipher => ({
  keyLength: bits / 8,
  ivLength: 8,
  decrypt: (key, iv, data) => {
    const decipher = forge.rc2.createDecryptionCipher(key.toString('latin1'), bits)
    decipher.start(iv.toString('latin1'))
    decipher.update(forge.util.createBuffer(data.toString('latin1')))
    if (!decipher.finish()) throw new Error('The padding is wrong')
    return Buffer.from(decipher.output.getBytes(), 'latin1')
  }
})

const tripleDes = native('des-ede3-cbc', 24, 8)

/** Three DES keys of which the third is the first. */
const doubleDes: Cipher = {
  ...tripleDes,
  keyLength: 16,
  decrypt: (key, iv, data) => tripleDes.decrypt(Buffer.concat([key, key.subarray(0, 8)]), iv, data)
}

/** What PKCS #12 brought along: SHA-1 and a cipher. */
const pkcs12Methods: ReadonlyMap<string, Cipher> = new Map([
  ['1.2.840.113549.1.12.1.3', tripleDes],
  ['1.2.840.113549.1.12.1.4', doubleDes],
  ['1.2.840.113549.1.12.1.5', rc2(128)],
  ['1.2.840.113549.1.12.1.6', rc2(40)]
])

/** The names of what today’s files are locked with. */
export const lockIds = {
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  aes256: '2.16.840.1.101.3.4.1.42',
  hmacSha256: '1.2.840.113549.2.9'
} as const

const pbes2Ciphers: ReadonlyMap<string, Cipher> = new Map([
  ['2.16.840.1.101.3.4.1.2', native('aes-128-cbc', 16, 16)],
  ['2.16.840.1.101.3.4.1.22', native('aes-192-cbc', 24, 16)],
  [lockIds.aes256, native('aes-256-cbc', 32, 16)],
  ['1.2.840.113549.3.7', tripleDes]
])

const pbkdf2Hashes: ReadonlyMap<string, Hash> = new Map([
  ['1.2.840.113549.2.7', 'sha1'],
  [lockIds.hmacSha256, 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512']
])

/** How data are locked, ready to be tried. */
interface Lock {
  readonly cipher: Cipher
  readonly rounds: number
  readonly key: (password: Spelling) => Buffer
  readonly iv: (password: Spelling) => Buffer
}

/** Opens data that `algorithm` locked. A password that does not fit is told by what comes out, so mostly, not always. */
export function unlock(algorithm: Node | undefined, data: Buffer, password: Spelling): Result<Buffer> {
  const [method, parameters] = inside(algorithm)
  const name = objectId(method)
  const cipher = pkcs12Methods.get(name)
  const lock = cipher
    ? pkcs12Lock(cipher, parameters)
    : name === lockIds.pbes2
      ? pbes2Lock(parameters)
      : unknownLock(name)
  if (lock === null) return fail(notACertificate)
  if ('kind' in lock) return fail(lock)
  if (lock.rounds > mostRounds) return fail(tooManyRounds)
  try {
    return ok(lock.cipher.decrypt(lock.key(password), lock.iv(password), data))
  } catch {
    return fail(passwordWrong)
  }
}

function pkcs12Lock(cipher: Cipher, parameters: Node | undefined): Lock | null {
  const [saltNode, roundsNode] = inside(parameters)
  const [salt, rounds] = [octets(saltNode), count(roundsNode)]
  if (salt === null || rounds === null) return null
  const derived = (purpose: 'key' | 'iv', length: number) => (password: Spelling) =>
    derive({ password, salt, rounds, hash: 'sha1', purpose, length })
  return { cipher, rounds, key: derived('key', cipher.keyLength), iv: derived('iv', cipher.ivLength) }
}

function pbes2Lock(parameters: Node | undefined): Lock | ReturnType<typeof unknownLock> | null {
  const [derivation, encryption] = inside(parameters)
  const [derivationName, derivationParameters] = inside(derivation)
  const [cipherName, ivNode] = inside(encryption)
  if (objectId(derivationName) !== lockIds.pbkdf2) return unknownLock(objectId(derivationName))
  const cipher = pbes2Ciphers.get(objectId(cipherName))
  if (!cipher) return unknownLock(objectId(cipherName))
  const [saltNode, roundsNode, ...others] = inside(derivationParameters)
  // A length of the key may stand in between; the cipher says it already.
  const hashName = objectId(inside(others.at(-1))[0])
  const hash = hashName === '' ? 'sha1' : pbkdf2Hashes.get(hashName)
  if (!hash) return unknownLock(hashName)
  const [salt, rounds, iv] = [octets(saltNode), count(roundsNode), octets(ivNode)]
  if (salt === null || rounds === null || iv === null) return null
  return {
    cipher,
    rounds,
    key: ({ utf8 }) => pbkdf2Sync(utf8, salt, rounds, cipher.keyLength, hash),
    iv: () => iv
  }
}

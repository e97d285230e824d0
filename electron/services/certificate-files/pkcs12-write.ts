import { createCipheriv, createHmac, type KeyObject, pbkdf2Sync, randomBytes, type X509Certificate } from 'node:crypto'
import { integer, type Node, nothing, octetString, oid, sequence, setOf, tagged, toDer } from './der'
import { derive, spellings } from './password-key'
import { pkcs12Ids } from './pkcs12-read'
import { lockIds } from './unlock'

interface Packed {
  readonly key: KeyObject
  /** The one that the key belongs to, and then those that issued it. */
  readonly certificates: readonly X509Certificate[]
  /** Empty: the file opens without one. */
  readonly password: string
}

/** As many as OpenSSL and Windows take. */
const rounds = 2048

/**
 * A PKCS #12 file as today’s programs write it: the key under AES-256, the seal with SHA-256. Certificates are public
 * and lie open in it. forge could write one for RSA keys only; this takes every key that node:crypto has.
 */
export function writePkcs12({ key, certificates, password }: Packed): Buffer {
  // What the key and its certificate have in common tells readers that they belong together.
  const keyId = randomBytes(20)
  const certificateBags = certificates.map((certificate, index) =>
    bag(
      pkcs12Ids.certificateBag,
      sequence(oid(pkcs12Ids.x509), tagged(octetString(certificate.raw))),
      index === 0 ? keyId : null
    )
  )
  const safe = toDer(
    sequence(
      dataOf(toDer(sequence(...certificateBags))),
      dataOf(toDer(sequence(bag(pkcs12Ids.lockedKeyBag, lockedKey(key, password), keyId))))
    )
  )
  return toDer(sequence(integer(3), dataOf(safe), seal(safe, password)))
}

/** By hand, because OpenSSL takes no more than the first thousand bytes of a password here. */
function lockedKey(key: KeyObject, password: string): Node {
  const [salt, iv] = [randomBytes(16), randomBytes(16)]
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(password, salt, rounds, 32, 'sha256'), iv)
  const data = Buffer.concat([cipher.update(key.export({ type: 'pkcs8', format: 'der' })), cipher.final()])
  const hash = sequence(oid(lockIds.hmacSha256), nothing())
  const derivation = sequence(oid(lockIds.pbkdf2), sequence(octetString(salt), integer(rounds), hash))
  const encryption = sequence(oid(lockIds.aes256), octetString(iv))
  return sequence(sequence(oid(lockIds.pbes2), sequence(derivation, encryption)), octetString(data))
}

const dataOf = (bytes: Buffer): Node => sequence(oid(pkcs12Ids.data), tagged(octetString(bytes)))

const bag = (type: string, content: Node, keyId: Buffer | null): Node =>
  sequence(
    oid(type),
    tagged(content),
    ...(keyId === null ? [] : [setOf(sequence(oid(pkcs12Ids.localKeyId), setOf(octetString(keyId))))])
  )

/** Proves that nothing was changed, to those who know the password. */
function seal(safe: Buffer, password: string): Node {
  const salt = randomBytes(16)
  const [spelling] = spellings(password)
  if (!spelling) throw new Error('Every password is spelled somehow')
  const key = derive({ password: spelling, salt, rounds, hash: 'sha256', purpose: 'mac', length: 32 })
  const digest = createHmac('sha256', key).update(safe).digest()
  const digestInfo = sequence(sequence(oid(pkcs12Ids.sha256), nothing()), octetString(digest))
  return sequence(digestInfo, octetString(salt), integer(rounds))
}

import { createHmac, type KeyObject, timingSafeEqual, type X509Certificate } from 'node:crypto'
import type { Failure } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import { type Contents, certificateOf, mostInOneFile } from './contents'
import { count, inside, isSequence, type Node, objectId, octets, parseDer, toDer } from './der'
import { keyOf, unlockKey } from './locked-key'
import { derive, type Hash, hashSizes, type Spelling, spellings } from './password-key'
import {
  damagedContainer,
  notACertificate,
  passwordNeeded,
  passwordWrong,
  tooManyRounds,
  unknownLock,
  unreadable,
  unreadableKey
} from './refusals'
import { mostRounds, unlock } from './unlock'

/** The names of what PKCS #12 is made of. */
export const pkcs12Ids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  lockedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  nestedBag: '1.2.840.113549.1.12.10.1.6',
  x509: '1.2.840.113549.1.9.22.1',
  localKeyId: '1.2.840.113549.1.9.21',
  sha256: '2.16.840.1.101.3.4.2.1'
} as const

const macHashes: ReadonlyMap<string, Hash> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  [pkcs12Ids.sha256, 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512']
])

/** Whether the value is a PKCS #12 file: a version, contents and mostly a seal. */
export function isPkcs12(file: Node): boolean {
  const [version, contents] = inside(file)
  return isSequence(file) && count(version) === 3 && isSequence(contents) && objectId(inside(contents)[0]) !== ''
}

/**
 * The certificates and keys of a PKCS #12 file. forge could read the whole container, but it parses each certificate
 * and key for itself, which fails for elliptic curves, and it writes certificates anew, which may change their bytes.
 */
export function readPkcs12(file: Node, password: string | undefined): Result<Contents> {
  const [, contents, seal] = inside(file)
  const safe = dataIn(contents)
  if (safe === null) return fail(damagedContainer)
  const spelling = spellingFor(safe, seal, password ?? '')
  if (!spelling.ok) return fail(orNeeded(spelling.failure, password))
  const read = readSafe(safe, spelling.value)
  return read.ok ? read : fail(orNeeded(read.failure, password))
}

/** Without a password, “does not open the file” means that there is one. */
const orNeeded = (failure: Failure, password: string | undefined): Failure =>
  failure === passwordWrong && (password ?? '') === '' ? passwordNeeded : failure

/** The content of a ContentInfo of plain data. */
function dataIn(contentInfo: Node | undefined): Buffer | null {
  const [type, content] = inside(contentInfo)
  return objectId(type) === pkcs12Ids.data ? octets(inside(content)[0]) : null
}

/** How the password is spelled in this file: as its seal says, where there is one. */
function spellingFor(safe: Buffer, seal: Node | undefined, password: string): Result<Spelling> {
  const candidates = spellings(password)
  const [first] = candidates
  if (!first) throw new Error('Every password is spelled somehow')
  if (!seal) return ok(first)
  const [digestInfo, saltNode, roundsNode] = inside(seal)
  const [algorithm, expectedNode] = inside(digestInfo)
  const hash = macHashes.get(objectId(inside(algorithm)[0]))
  if (!hash) return fail(unknownLock(objectId(inside(algorithm)[0])))
  const rounds = roundsNode === undefined ? 1 : count(roundsNode)
  const [salt, expected] = [octets(saltNode), octets(expectedNode)]
  if (salt === null || expected === null || rounds === null) return fail(damagedContainer)
  if (rounds > mostRounds) return fail(tooManyRounds)
  const seals = (spelling: Spelling): boolean => {
    const key = derive({ password: spelling, salt, rounds, hash, purpose: 'mac', length: hashSizes[hash] })
    const made = createHmac(hash, key).update(safe).digest()
    return made.length === expected.length && timingSafeEqual(made, expected)
  }
  const found = candidates.find(seals)
  return found ? ok(found) : fail(passwordWrong)
}

function readSafe(safe: Buffer, password: Spelling): Result<Contents> {
  const authenticated = parseDer(safe)
  if (authenticated === null) return fail(damagedContainer)
  const certificates: X509Certificate[] = []
  const keys: KeyObject[] = []
  for (const part of inside(authenticated)) {
    const bags = bagsIn(part, password)
    if (!bags.ok) return bags
    for (const bag of bags.value) {
      if (certificates.length + keys.length > mostInOneFile) return fail(tooMany)
      const read = readBag(bag, password)
      if (!read.ok) return read
      if (read.value?.kind === 'certificate') certificates.push(read.value.certificate)
      if (read.value?.kind === 'key') keys.push(read.value.key)
    }
  }
  return ok({ certificates, keys })
}

export const tooMany = unreadable(
  `holds more than ${mostInOneFile} certificates and keys`,
  'Choose the file of one certificate and of those that issued it.'
)

/** The bags of one part of the safe, opened; bags inside of bags come out flat. */
function bagsIn(part: Node, password: Spelling): Result<readonly Node[]> {
  const opened = openPart(part, password)
  if (!opened.ok) return opened
  const bags = parseDer(opened.value)
  // A wrong password's padding fits once in 256 times; what comes out then is no list of bags.
  if (bags === null)
    return fail(objectId(inside(part)[0]) === pkcs12Ids.encryptedData ? passwordWrong : damagedContainer)
  return ok(inside(bags).flatMap(flattened))
}

const flattened = (bag: Node): readonly Node[] => {
  const [type, content] = inside(bag)
  return objectId(type) === pkcs12Ids.nestedBag ? inside(inside(content)[0]).flatMap(flattened) : [bag]
}

function openPart(part: Node, password: Spelling): Result<Buffer> {
  const [type, content] = inside(part)
  if (objectId(type) === pkcs12Ids.data) {
    const plain = dataIn(part)
    return plain === null ? fail(damagedContainer) : ok(plain)
  }
  if (objectId(type) !== pkcs12Ids.encryptedData) return fail(unknownLock(objectId(type)))
  const [, locked] = inside(inside(content)[0])
  const [, algorithm, dataNode] = inside(locked)
  const data = octets(dataNode)
  return data === null ? fail(damagedContainer) : unlock(algorithm, data, password)
}

type Found =
  | { readonly kind: 'certificate'; readonly certificate: X509Certificate }
  | { readonly kind: 'key'; readonly key: KeyObject }

/** What a bag holds; null for revocation lists and other things that no certificate needs. */
function readBag(bag: Node, password: Spelling): Result<Found | null> {
  const [type, content] = inside(bag)
  const [value] = inside(content)
  switch (objectId(type)) {
    case pkcs12Ids.keyBag: {
      const key = value ? keyOf(toDer(value)) : null
      return key === null ? fail(unreadableKey) : ok({ kind: 'key', key })
    }
    case pkcs12Ids.lockedKeyBag: {
      const key = value ? unlockKey(value, password) : fail<KeyObject>(damagedContainer)
      return key.ok ? ok({ kind: 'key', key: key.value }) : key
    }
    case pkcs12Ids.certificateBag: {
      const [certificateType, wrapped] = inside(value)
      if (objectId(certificateType) !== pkcs12Ids.x509) return ok(null)
      const der = octets(inside(wrapped)[0])
      const certificate = der === null ? null : certificateOf(der)
      return certificate === null ? fail(notACertificate) : ok({ kind: 'certificate', certificate })
    }
    default:
      return ok(null)
  }
}

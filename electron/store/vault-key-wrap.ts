import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { z } from 'zod'
import { keyLength } from './vault-key'

const bytesOf = (length: number) =>
  z.base64().refine(text => Buffer.from(text, 'base64').length === length, `must be ${length} bytes in base64`)

const sealed = { iv: bytesOf(12), tag: bytesOf(16), data: bytesOf(keyLength) }

/** Memory for scrypt is 128 · N · r bytes. A document that asks for more than 256 MB is refused before any is taken. */
const scryptCost = z.strictObject({
  N: z.union([z.literal(2 ** 15), z.literal(2 ** 16), z.literal(2 ** 17), z.literal(2 ** 18)]),
  r: z.literal(8),
  p: z.literal(1)
})
type ScryptCost = z.infer<typeof scryptCost>

/** What new passphrases are stretched with: 128 MB, near half a second on an ordinary machine. */
const cost: ScryptCost = { N: 2 ** 17, r: 8, p: 1 }

/** The vault's key, encrypted with a key that comes from elsewhere: out of a keychain, or out of a passphrase. */
export const keyWrap = z.discriminatedUnion('kind', [
  /** `wrapped`: the encrypting key, as the keychain encrypted it. `name`: which keychain that was, for people. */
  z.strictObject({
    kind: z.literal('keychain'),
    name: z.string().max(100),
    wrapped: z.base64().max(10_000),
    ...sealed
  }),
  z.strictObject({ kind: z.literal('passphrase'), salt: bytesOf(32), scrypt: scryptCost, ...sealed })
])
export type KeyWrap = z.infer<typeof keyWrap>
export type KeychainWrap = Extract<KeyWrap, { kind: 'keychain' }>
export type PassphraseWrap = Extract<KeyWrap, { kind: 'passphrase' }>

/** Where a wrap belongs. It is authenticated with it, so a wrap from another workspace or for another key fails. */
export interface WrapPlace {
  readonly workspace: string
  readonly key: string
}

/** Encrypts `key` for whoever knows the passphrase. */
export async function wrapWithPassphrase(
  key: Uint8Array,
  place: WrapPlace,
  passphrase: Uint8Array
): Promise<PassphraseWrap> {
  const head = { kind: 'passphrase', salt: randomBytes(32).toString('base64'), scrypt: cost } as const
  const wrapping = await stretched(passphrase, head)
  try {
    return { ...head, ...seal(wrapping, key, aad(place, head)) }
  } finally {
    wrapping.fill(0)
  }
}

/** The key, or null when the passphrase or anything in the wrap is not what it was. */
export async function unwrapWithPassphrase(
  wrap: PassphraseWrap,
  place: WrapPlace,
  passphrase: Uint8Array
): Promise<Uint8Array | null> {
  const wrapping = await stretched(passphrase, wrap)
  try {
    return unseal(wrapping, wrap, aad(place, wrap))
  } finally {
    wrapping.fill(0)
  }
}

/** Encrypts `key` for the keychain. Rejects as the keychain does. */
export async function wrapWithKeychain(
  key: Uint8Array,
  place: WrapPlace,
  name: string,
  wrapInChain: (bytes: Uint8Array) => Promise<Uint8Array>
): Promise<KeychainWrap> {
  const wrapping = randomBytes(keyLength)
  try {
    const wrapped = Buffer.from(await wrapInChain(wrapping)).toString('base64')
    const head = { kind: 'keychain', name, wrapped } as const
    return { ...head, ...seal(wrapping, key, aad(place, head)) }
  } finally {
    wrapping.fill(0)
  }
}

/** The key, or null when the wrap is not what it was. Rejects as the keychain does. */
export async function unwrapWithKeychain(
  wrap: KeychainWrap,
  place: WrapPlace,
  unwrapInChain: (wrapped: Uint8Array) => Promise<Uint8Array>
): Promise<Uint8Array | null> {
  const wrapping = await unwrapInChain(Buffer.from(wrap.wrapped, 'base64'))
  try {
    return wrapping.length === keyLength ? unseal(wrapping, wrap, aad(place, wrap)) : null
  } finally {
    wrapping.fill(0)
  }
}

type Head = Omit<KeychainWrap, 'iv' | 'tag' | 'data'> | Omit<PassphraseWrap, 'iv' | 'tag' | 'data'>

/** Everything about a wrap that is not the cipher's own. */
function aad({ workspace, key }: WrapPlace, head: Head): Uint8Array {
  const particulars =
    head.kind === 'keychain'
      ? [head.name, head.wrapped]
      : [head.salt, String(head.scrypt.N), String(head.scrypt.r), String(head.scrypt.p)]
  return Buffer.from(JSON.stringify(['slipway vault key', 1, workspace, key, head.kind, ...particulars]))
}

function seal(wrapping: Uint8Array, key: Uint8Array, about: Uint8Array) {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', wrapping, iv).setAAD(about)
  const data = Buffer.concat([cipher.update(key), cipher.final()])
  return {
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64')
  }
}

function unseal(
  wrapping: Uint8Array,
  { iv, tag, data }: Pick<KeyWrap, 'iv' | 'tag' | 'data'>,
  about: Uint8Array
): Uint8Array | null {
  const decipher = createDecipheriv('aes-256-gcm', wrapping, Buffer.from(iv, 'base64'), { authTagLength: 16 })
  decipher.setAAD(about).setAuthTag(Buffer.from(tag, 'base64'))
  const plain = decipher.update(Buffer.from(data, 'base64'))
  try {
    decipher.final()
    return plain
  } catch {
    plain.fill(0)
    return null
  }
}

function stretched(passphrase: Uint8Array, { salt, scrypt: { N, r, p } }: Pick<PassphraseWrap, 'salt' | 'scrypt'>) {
  return new Promise<Buffer>((resolve, reject) => {
    // Twice what it takes, because what else is counted differs between OpenSSL and Electron's BoringSSL.
    const maxmem = 2 * 128 * N * r
    scrypt(passphrase, Buffer.from(salt, 'base64'), keyLength, { N, r, p, maxmem }, (error, derived) =>
      error ? reject(error) : resolve(derived)
    )
  })
}

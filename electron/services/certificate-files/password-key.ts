import { createHash } from 'node:crypto'

/** A password in the two ways that files spell it. */
export interface Spelling {
  readonly utf8: Buffer
  /** UTF-16 with a zero at its end, for the functions that PKCS #12 brought along. */
  readonly bmp: Buffer
}

/** What a password may have been spelled as: without one, some programs write an empty text and some write nothing. */
export function spellings(password: string): readonly Spelling[] {
  const spelled = { utf8: Buffer.from(password, 'utf8'), bmp: bigEndian(`${password}\0`) }
  return password === '' ? [spelled, { ...spelled, bmp: Buffer.alloc(0) }] : [spelled]
}

const bigEndian = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()

export type Hash = 'sha1' | 'sha256' | 'sha384' | 'sha512'

export const hashSizes = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const
const blockSizes = { sha1: 64, sha256: 64, sha384: 128, sha512: 128 } as const

/** What the bytes are for; each purpose gets others from the same password. */
export const purposes = { key: 1, iv: 2, mac: 3 } as const

interface Derivation {
  readonly password: Spelling
  readonly salt: Buffer
  readonly rounds: number
  readonly hash: Hash
  readonly purpose: keyof typeof purposes
  readonly length: number
}

/** The key function of PKCS #12 (RFC 7292, appendix B.2), which neither node:crypto nor any newer format has. */
export function derive({ password, salt, rounds, hash, purpose, length }: Derivation): Buffer {
  const block = blockSizes[hash]
  const diversifier = Buffer.alloc(block, purposes[purpose])
  const input = Buffer.concat([filled(salt, block), filled(password.bmp, block)])
  const parts: Buffer[] = []
  for (let size = 0; size < length; size += hashSizes[hash]) {
    let part = createHash(hash).update(diversifier).update(input).digest()
    for (let round = 1; round < rounds; round++) part = createHash(hash).update(part).digest()
    parts.push(part)
    addToEach(input, filled(part, block).subarray(0, block), block)
  }
  return Buffer.concat(parts).subarray(0, length)
}

/** Repeated until it fills whole blocks. */
const filled = (bytes: Buffer, block: number): Buffer =>
  bytes.length === 0 ? bytes : Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes)

/** Adds `part` and one to each block of `input`, as if both were numbers. */
function addToEach(input: Buffer, part: Buffer, block: number): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1
    for (let i = block - 1; i >= 0; i--) {
      const sum = (input[start + i] ?? 0) + (part[i] ?? 0) + carry
      input[start + i] = sum & 0xff
      carry = sum >> 8
    }
  }
}

import { createHash } from 'node:crypto'
import { Transform } from 'node:stream'

/** The hash that a feed gives for a file. */
export interface Promised {
  readonly algorithm: 'sha512' | 'sha384' | 'sha256' | 'sha1'
  /** Lower-case hex. */
  readonly hex: string
}

/** A hash in Base64, as npm and NuGet give it; null where it is none. */
export function fromBase64(algorithm: string, text: string): Promised | null {
  return isAlgorithm(algorithm) ? promisedOf(algorithm, Buffer.from(text, 'base64').toString('hex')) : null
}

/** A hash in hex, as Maven's files have it, perhaps with a file name behind it; null where it is none. */
export function fromHex(algorithm: Promised['algorithm'], text: string): Promised | null {
  const [found] = /[0-9a-f]{40,128}/i.exec(text) ?? []
  return found === undefined ? null : promisedOf(algorithm, found.toLowerCase())
}

const lengths = { sha512: 128, sha384: 96, sha256: 64, sha1: 40 } as const

const isAlgorithm = (name: string): name is Promised['algorithm'] => Object.hasOwn(lengths, name)

const promisedOf = (algorithm: Promised['algorithm'], hex: string): Promised | null =>
  hex.length === lengths[algorithm] ? { algorithm, hex } : null

/** The strongest hash of npm's `integrity`, which may have several; null where none can be checked. */
export function fromIntegrity(integrity: string): Promised | null {
  const found = integrity
    .trim()
    .split(/\s+/)
    .flatMap(part => {
      const [, algorithm = '', hash = ''] = /^(sha\d+)-([A-Za-z0-9+/=]+)/.exec(part) ?? []
      return fromBase64(algorithm, hash) ?? []
    })
  return found.sort((a, b) => lengths[b.algorithm] - lengths[a.algorithm])[0] ?? null
}

/**
 * Looks at bytes on their way, and says at the end whether they are what was promised; without a promise they are.
 * @param reach hears how many have come by
 */
export function promiseKeeper(promised: Promised | null, reach: (bytes: number) => void) {
  let bytes = 0
  const hash = promised === null ? null : createHash(promised.algorithm)
  const through = new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => {
      hash?.update(chunk)
      bytes += chunk.length
      reach(bytes)
      done(null, chunk)
    }
  })
  return { through, isKept: (): boolean => hash === null || hash.digest('hex') === promised?.hex }
}

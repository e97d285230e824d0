import { md5 } from '../digests/md5'
import { sha1 } from '../digests/sha1'
import { sha256 } from '../digests/sha256'
import { sha384, sha512 } from '../digests/sha512'
import { parseInt32 } from '../double'
import { encodingOf, fromBase64 } from './encodings'
import { type Filter, withOptions } from './filter'

type Digest = (bytes: Uint8Array) => Uint8Array

/** One option is a size or an encoding; two are one of each, in either order. */
const hashed = (digest: Digest): Filter =>
  withOptions(0, 2, (input, options) => {
    const sizes = options.map(parseInt32)
    const names = options.filter((_, i) => sizes[i] === null)
    const [size = null] = sizes.filter(value => value !== null)
    if (names.length > 1 || options.length - names.length > 1 || (size !== null && size <= 0)) return null
    const bytes = bytesOf(input, names[0] ?? 'utf8')
    if (bytes === undefined) return null
    const result = digest(bytes)
    return hexOf(result.subarray(0, size ?? result.length))
  })

const bytesOf = (input: string, encoding: string): Uint8Array | undefined =>
  encoding.toLowerCase() === 'base64' ? fromBase64(input) : encodingOf(encoding)?.encode(input)

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')

/** Digests in hexadecimal, by the filters' names in lower case. */
export const hashes: readonly (readonly [name: string, filter: Filter])[] = [
  ['md5', hashed(md5)],
  ['sha1', hashed(sha1)],
  ['sha256', hashed(sha256)],
  ['sha384', hashed(sha384)],
  ['sha512', hashed(sha512)]
]

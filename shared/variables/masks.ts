import { redacted } from '../secret'
import { maskPatterns } from './mask-patterns'
import { createMatcher } from './pattern-matcher'

/** Blackens secrets in bytes of a log. */
export interface Masker {
  /**
   * Replaces every secret, and every known encoding of one, by `••••••`; matches that overlap become one. Without a
   * match the very same array comes back. Looks at these bytes alone: the caller passes whole lines, or keeps back
   * `longest - 1` bytes where he has to cut within one.
   */
  mask(bytes: Uint8Array): Uint8Array
  /** A masker that knows these secrets too. */
  with(more: Iterable<string>): Masker
  /** The longest text that is looked for, in bytes; 0 without any. */
  readonly longest: number
}

const replacement = new TextEncoder().encode(redacted)

/**
 * A masker for plain texts of secrets. A secret of several lines is looked for line by line; secrets and lines of less
 * than four characters are not masked.
 */
export const createMasker = (secrets: Iterable<string>): Masker => extended(new Set(), secrets)

function extended(known: ReadonlySet<string>, secrets: Iterable<string>): Masker {
  const patterns = new Set(known)
  for (const secret of secrets) for (const pattern of maskPatterns(secret)) patterns.add(pattern)
  const encoder = new TextEncoder()
  const matcher = createMatcher([...patterns].map(pattern => encoder.encode(pattern)))
  return {
    mask: bytes => replace(bytes, matcher.ranges(bytes)),
    with: more => extended(patterns, more),
    longest: matcher.longest
  }
}

/** `ranges` are start and end, in turn, ascending and apart. */
function replace(bytes: Uint8Array, ranges: readonly number[]): Uint8Array {
  if (ranges.length === 0) return bytes
  let size = bytes.length
  for (let i = 0; i < ranges.length; i += 2) size += replacement.length - ((ranges[i + 1] ?? 0) - (ranges[i] ?? 0))
  const masked = new Uint8Array(size)
  let from = 0
  let to = 0
  for (let i = 0; i < ranges.length; i += 2) {
    const start = ranges[i] ?? 0
    masked.set(bytes.subarray(from, start), to)
    to += start - from
    masked.set(replacement, to)
    to += replacement.length
    from = ranges[i + 1] ?? 0
  }
  masked.set(bytes.subarray(from), to)
  return masked
}

import { redacted } from '../secret'
import { maskPatterns } from './mask-patterns'
import { createMatcher, type PatternMatcher } from './pattern-matcher'
import { joinedSets, type PatternSet, patternSetOf } from './pattern-set'

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
/** Several parts are made one when so many bytes were masked for each pattern: by then it has cost as much to go through them. */
const worthJoining = 1024

/**
 * A masker for plain texts of secrets. A secret of several lines is looked for line by line; secrets and lines of less
 * than four characters are not masked.
 */
export const createMasker = (secrets: Iterable<string>): Masker => withParts(added([], secrets))

/** Some of the patterns, with what finds them once it was asked for. */
interface Part {
  readonly set: PatternSet
  readonly matcher: () => PatternMatcher
}

function partOf(set: PatternSet): Part {
  let matcher: PatternMatcher | null = null
  return {
    set,
    matcher: () => {
      matcher ??= createMatcher(set)
      return matcher
    }
  }
}

/**
 * Scripts may add secrets one by one, thousands of them. To make everything anew for each would take ever longer, so new
 * ones are a part of their own; it takes in those parts before it that are no larger, and so each pattern is moved a few times only.
 */
function added(parts: readonly Part[], secrets: Iterable<string>): readonly Part[] {
  const patterns = new Set<string>()
  for (const secret of secrets) for (const pattern of maskPatterns(secret)) patterns.add(pattern)
  if (patterns.size === 0) return parts
  let set = patternSetOf(patterns)
  const kept = [...parts]
  const taken: PatternSet[] = []
  let size = set.starts.length
  for (let last = kept.at(-1); last !== undefined && last.set.starts.length <= size; last = kept.at(-1)) {
    size += last.set.starts.length
    taken.push(last.set)
    kept.pop()
  }
  if (taken.length > 0) set = joinedSets([set, ...taken])
  return [...kept, partOf(set)]
}

function withParts(given: readonly Part[]): Masker {
  let parts = given
  let masked = 0
  const joinWhenWorth = (bytes: number): void => {
    masked += bytes
    if (masked < worthJoining * parts.reduce((sum, { set }) => sum + set.starts.length, 0)) return
    parts = [partOf(joinedSets(parts.map(({ set }) => set)))]
  }
  return {
    mask: bytes => {
      if (parts.length > 1) joinWhenWorth(bytes.length)
      return replace(bytes, united(parts.map(part => part.matcher().ranges(bytes))))
    },
    with: more => withParts(added(parts, more)),
    get longest() {
      return parts.reduce((longest, part) => Math.max(longest, part.matcher().longest), 0)
    }
  }
}

/** Stretches that several searches found; those that overlap become one. */
function united(found: readonly (readonly number[])[]): readonly number[] {
  const some = found.filter(ranges => ranges.length > 0)
  const [only = []] = some
  if (some.length < 2) return only
  const pairs = some.flatMap(ranges =>
    Array.from({ length: ranges.length / 2 }, (_, i) => [ranges[2 * i] ?? 0, ranges[2 * i + 1] ?? 0] as const)
  )
  const all: number[] = []
  for (const [start, end] of pairs.sort((a, b) => a[0] - b[0])) {
    const last = all.length - 1
    const coveredTo = all[last] ?? -1
    if (start < coveredTo) all[last] = Math.max(coveredTo, end)
    else all.push(start, end)
  }
  return all
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

import type { PatternSet } from './pattern-set'

/** Finds many byte patterns at once. */
export interface PatternMatcher {
  /** Start and end of every stretch that patterns cover, in turn and ascending; overlapping ones are one stretch. */
  ranges(bytes: Uint8Array): readonly number[]
  /** Length of the longest pattern in bytes; 0 without patterns. */
  readonly longest: number
}

const blocks = 1 << 16
const noMatches: readonly number[] = []
/** So many candidates are tried one by one; among more it is looked for the right one. */
const few = 8
const none = 0xffff_ffff

/**
 * Wu and Manber's search: a window as long as the shortest pattern moves over the bytes. Its last two bytes tell how
 * far it may jump, or, when it may not, which patterns may start there. Patterns need at least two bytes; the longer
 * the shortest one, the longer the jumps. Many that may start at one place are in order, and the longest that does is
 * found by halving, so the work at a place grows with the length of patterns and hardly with their number.
 */
export function createMatcher(patterns: PatternSet): PatternMatcher {
  const { starts, ends } = patterns
  if (starts.length === 0) return { ranges: () => noMatches, longest: 0 }
  let window = Number.POSITIVE_INFINITY
  let longest = 0
  for (const [i, start] of starts.entries()) {
    const length = (ends[i] ?? 0) - start
    window = Math.min(window, length)
    longest = Math.max(longest, length)
  }
  if (window < 2) throw new Error('A pattern must have at least two bytes')
  const tables = createTables(patterns, Math.min(window, 255), longest)
  return { ranges: bytes => search(bytes, tables), longest }
}

interface Tables {
  readonly patterns: PatternSet
  readonly window: number
  readonly longest: number
  /** By the window's last two bytes: how far it may move; 0 where a pattern may start. */
  readonly shift: Uint8Array
  /** By the same two bytes: where in `candidates` their patterns begin; those of the next block end it. */
  readonly first: Uint32Array
  /** Of a block of few the longest first, so that the first one to match is the longest; of one of many by their bytes. */
  readonly candidates: Uint32Array
  /** By place in `candidates`: its first byte. */
  readonly openings: Uint8Array
  /** By place in `candidates`, in blocks of many: where the longest other one is that this one begins with, or `none`. */
  readonly shorter: Uint32Array
}

function createTables(patterns: PatternSet, window: number, longest: number): Tables {
  const { bytes, starts } = patterns
  const shift = new Uint8Array(blocks).fill(window - 1)
  const first = new Uint32Array(blocks + 1)
  const blockAt = (end: number): number => ((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0)
  const blockOf = (pattern: number): number => blockAt((starts[pattern] ?? 0) + window - 1)
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] ?? 0
    for (let end = 1; end < window; end++) {
      const block = blockAt(start + end)
      shift[block] = Math.min(shift[block] ?? 0, window - 1 - end)
    }
    const after = blockOf(i) + 1
    first[after] = (first[after] ?? 0) + 1
  }
  for (let block = 0; block < blocks; block++) first[block + 1] = (first[block + 1] ?? 0) + (first[block] ?? 0)
  const candidates = new Uint32Array(starts.length)
  const next = first.slice()
  for (let i = 0; i < starts.length; i++) {
    const block = blockOf(i)
    const place = next[block] ?? 0
    candidates[place] = i
    next[block] = place + 1
  }
  const shorter = arrange(patterns, first, candidates, blockOf)
  const openings = Uint8Array.from(candidates, pattern => bytes[starts[pattern] ?? 0] ?? 0)
  return { patterns, window, longest, shift, first, candidates, openings, shorter }
}

/** Puts the candidates of each block in their order. */
function arrange(
  patterns: PatternSet,
  first: Uint32Array,
  candidates: Uint32Array,
  blockOf: (pattern: number) => number
): Uint32Array {
  const { bytes, starts, ends } = patterns
  const lengthOf = (i: number): number => (ends[i] ?? 0) - (starts[i] ?? 0)
  const common = (a: number, b: number): number => {
    const [one, other] = [starts[a] ?? 0, starts[b] ?? 0]
    const most = Math.min(lengthOf(a), lengthOf(b))
    let at = 0
    while (at < most && bytes[one + at] === bytes[other + at]) at++
    return at
  }
  const inOrder = (a: number, b: number): number => {
    const same = common(a, b)
    if (same === Math.min(lengthOf(a), lengthOf(b))) return lengthOf(a) - lengthOf(b)
    return (bytes[(starts[a] ?? 0) + same] ?? 0) - (bytes[(starts[b] ?? 0) + same] ?? 0)
  }
  const isBeginning = (a: number, b: number): boolean => lengthOf(a) < lengthOf(b) && common(a, b) === lengthOf(a)
  const shorter = new Uint32Array(candidates.length).fill(none)
  for (let from = 0, to = 0; from < candidates.length; from = to) {
    to = first[blockOf(candidates[from] ?? 0) + 1] ?? 0
    const own = candidates.subarray(from, to)
    if (own.length <= few) {
      if (own.length > 1) own.sort((a, b) => lengthOf(b) - lengthOf(a))
      continue
    }
    own.sort(inOrder)
    for (let at = from + 1; at < to; at++) {
      let before = at - 1
      while (before !== none && !isBeginning(candidates[before] ?? 0, candidates[at] ?? 0))
        before = shorter[before] ?? none
      shorter[at] = before
    }
  }
  return shorter
}

function search(bytes: Uint8Array, tables: Tables): readonly number[] {
  const { window, shift, first } = tables
  const { length } = bytes
  let ranges: number[] | null = null
  let coveredTo = -1
  for (let end = window - 1; end < length; ) {
    const block = ((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0)
    const jump = shift[block] ?? 0
    if (jump > 0) {
      end += jump
      continue
    }
    const start = end - window + 1
    const from = first[block] ?? 0
    const to = first[block + 1] ?? 0
    const matched =
      to - from <= few ? longestOfFew(bytes, start, tables, from, to) : longestOfMany(bytes, start, tables, from, to)
    if (matched > 0) {
      ranges ??= []
      // Touching is not overlapping: two secrets in a row stay two.
      if (start < coveredTo) ranges[ranges.length - 1] = Math.max(coveredTo, start + matched)
      else ranges.push(start, start + matched)
      coveredTo = Math.max(coveredTo, start + matched)
    }
    end++
  }
  return ranges ?? noMatches
}

/** The length of the longest of these candidates that stands at `start`; 0 when none does. */
function longestOfFew(bytes: Uint8Array, start: number, tables: Tables, from: number, to: number): number {
  const { patterns, candidates, openings } = tables
  const opening = bytes[start]
  for (let i = from; i < to; i++) {
    if (openings[i] !== opening) continue
    const candidate = candidates[i] ?? 0
    const begin = patterns.starts[candidate] ?? 0
    const length = (patterns.ends[candidate] ?? 0) - begin
    if (start + length > bytes.length) continue
    let at = 1
    while (at < length && bytes[start + at] === patterns.bytes[begin + at]) at++
    if (at === length) return at
  }
  return 0
}

/**
 * The same among many: a pattern that stands at `start` comes, in the order of bytes, not behind the text there, and
 * all between the two begin with it. So it is the last one that is not behind the text, or one which that begins with.
 */
function longestOfMany(bytes: Uint8Array, start: number, tables: Tables, from: number, to: number): number {
  const { patterns, candidates, shorter } = tables
  let low = from
  let high = to
  let last = none
  // How much the text has in common with the patterns next to the stretch that is left: all between have as much.
  let lowCommon = 0
  let highCommon = 0
  while (low < high) {
    const middle = (low + high) >> 1
    const candidate = candidates[middle] ?? 0
    const begin = patterns.starts[candidate] ?? 0
    const length = (patterns.ends[candidate] ?? 0) - begin
    const most = Math.min(length, bytes.length - start)
    let at = Math.min(lowCommon, highCommon)
    while (at < most && bytes[start + at] === patterns.bytes[begin + at]) at++
    // Nothing is longer than that.
    if (at === tables.longest) return at
    if (at === length || (at < most && (patterns.bytes[begin + at] ?? 0) < (bytes[start + at] ?? 0))) {
      last = middle
      lowCommon = at
      low = middle + 1
    } else {
      highCommon = at
      high = middle
    }
  }
  while (last !== none) {
    const candidate = candidates[last] ?? 0
    const length = (patterns.ends[candidate] ?? 0) - (patterns.starts[candidate] ?? 0)
    if (length <= lowCommon) return length
    last = shorter[last] ?? none
  }
  return 0
}

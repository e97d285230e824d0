/** Finds many byte patterns at once. */
export interface PatternMatcher {
  /** Start and end of every stretch that patterns cover, in turn and ascending; overlapping ones are one stretch. */
  ranges(bytes: Uint8Array): readonly number[]
  /** Length of the longest pattern in bytes; 0 without patterns. */
  readonly longest: number
}

const blocks = 1 << 16
const noMatches: readonly number[] = []

/**
 * Wu and Manber's search: a window as long as the shortest pattern moves over the bytes. Its last two bytes tell how
 * far it may jump, or, when it may not, which few patterns may start there. Patterns need at least two bytes; the
 * longer the shortest one, the longer the jumps.
 */
export function createMatcher(patterns: readonly Uint8Array[]): PatternMatcher {
  if (patterns.length === 0) return { ranges: () => noMatches, longest: 0 }
  const lengths = patterns.map(pattern => pattern.length)
  const window = lengths.reduce((a, b) => Math.min(a, b))
  if (window < 2) throw new Error('A pattern must have at least two bytes')
  const tables = createTables(patterns, Math.min(window, 255))
  return { ranges: bytes => search(bytes, tables), longest: lengths.reduce((a, b) => Math.max(a, b)) }
}

interface Tables {
  readonly window: number
  /** By the window's last two bytes: how far it may move; 0 where a pattern may start. */
  readonly shift: Uint8Array
  /** By the same two bytes: where in `candidates` their patterns begin; those of the next block end it. */
  readonly first: Uint32Array
  /** Of each block the longest first, so that the first one to match is the longest. */
  readonly candidates: readonly Uint8Array[]
}

function createTables(patterns: readonly Uint8Array[], window: number): Tables {
  const shift = new Uint8Array(blocks).fill(window - 1)
  const first = new Uint32Array(blocks + 1)
  const blockOf = (pattern: Uint8Array, end: number): number => ((pattern[end - 1] ?? 0) << 8) | (pattern[end] ?? 0)
  for (const pattern of patterns) {
    for (let end = 1; end < window; end++) {
      const block = blockOf(pattern, end)
      shift[block] = Math.min(shift[block] ?? 0, window - 1 - end)
    }
  }
  const candidates = patterns
    .map(pattern => ({ pattern, block: blockOf(pattern, window - 1) }))
    .sort((a, b) => a.block - b.block || b.pattern.length - a.pattern.length)
  for (const { block } of candidates) first[block + 1] = (first[block + 1] ?? 0) + 1
  for (let block = 0; block < blocks; block++) first[block + 1] = (first[block + 1] ?? 0) + (first[block] ?? 0)
  return { window, shift, first, candidates: candidates.map(({ pattern }) => pattern) }
}

function search(bytes: Uint8Array, { window, shift, first, candidates }: Tables): readonly number[] {
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
    const matched = longestAt(bytes, start, candidates, first[block] ?? 0, first[block + 1] ?? 0)
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
function longestAt(bytes: Uint8Array, start: number, candidates: readonly Uint8Array[], from: number, to: number) {
  const opening = bytes[start]
  for (let i = from; i < to; i++) {
    const pattern = candidates[i]
    if (pattern === undefined || pattern[0] !== opening || start + pattern.length > bytes.length) continue
    let at = 1
    while (at < pattern.length && bytes[start + at] === pattern[at]) at++
    if (at === pattern.length) return at
  }
  return 0
}

/** Texts to look for, as bytes one behind the other, because there may be very many. */
export interface PatternSet {
  readonly bytes: Uint8Array
  /** Where each begins and ends in `bytes`. They may overlap. */
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

/**
 * Texts of more bytes are looked for in pieces of this many, each of which overlaps the next by one, so that what they
 * cover is one stretch. So no search compares more than that at one place, and whoever cuts a text has no more to keep back.
 */
export const pieceSize = 256

/** The pieces of these texts. */
export function patternSetOf(texts: Iterable<string>): PatternSet {
  const encoder = new TextEncoder()
  const starts: number[] = []
  const ends: number[] = []
  let bytes = new Uint8Array(4096)
  let used = 0
  for (const text of texts) {
    // No UTF-16 unit takes more than three bytes.
    const needed = used + text.length * 3
    if (needed > bytes.length) bytes = resized(bytes, Math.max(needed, bytes.length * 2))
    const start = used
    used += encoder.encodeInto(text, bytes.subarray(start)).written
    let from = start
    for (; used - from > pieceSize; from += pieceSize - 1) {
      starts.push(from)
      ends.push(from + pieceSize)
    }
    // The last one is of full size, too: a short end would be found wherever it stands by itself.
    starts.push(Math.max(start, used - pieceSize))
    ends.push(used)
  }
  return { bytes: bytes.slice(0, used), starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) }
}

function resized(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(size)
  larger.set(bytes)
  return larger
}

/** All of these in one. */
export function joinedSets(sets: readonly PatternSet[]): PatternSet {
  const bytes = new Uint8Array(sets.reduce((sum, set) => sum + set.bytes.length, 0))
  const count = sets.reduce((sum, set) => sum + set.starts.length, 0)
  const starts = new Uint32Array(count)
  const ends = new Uint32Array(count)
  let base = 0
  let at = 0
  for (const set of sets) {
    bytes.set(set.bytes, base)
    for (const [i, start] of set.starts.entries()) {
      starts[at] = base + start
      ends[at++] = base + (set.ends[i] ?? 0)
    }
    base += set.bytes.length
  }
  return { bytes, starts, ends }
}

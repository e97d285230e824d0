import { redacted } from '@shared/secret'
import { createMasker } from '@shared/variables/masks'
import type { Masker } from './ports'

/** Keeps the secrets of one deployment out of everything that leaves the engine. New ones count at once, for all runs. */
export interface Redactor {
  add(secrets: readonly string[]): void
  /** Masks whole lines; the same array when nothing matched. */
  bytes(lines: Uint8Array): Uint8Array
  text(text: string): string
  /**
   * Where a line that is too long may be cut, at or before `at`, without any secret lying across the cut.
   * Null when no such place was found; then the line must not be shown.
   */
  safeCut(line: Buffer, at: number): number | null
}

export function createRedactor(secrets: Iterable<string>): Redactor {
  const known = new Set(secrets)
  let masker: Masker = createMasker(known)
  const text = (plain: string): string => {
    const bytes = Buffer.from(plain, 'utf8')
    const masked = masker.mask(bytes)
    return masked === bytes ? plain : Buffer.from(masked).toString('utf8')
  }
  return {
    add: secrets => {
      // Every run adds what it knows, and most of it is known already: only what is new goes into another masker.
      const fresh = secrets.filter(secret => !known.has(secret))
      for (const secret of fresh) known.add(secret)
      if (fresh.length > 0) masker = masker.with(fresh)
    },
    bytes: lines => masker.mask(lines),
    text,
    safeCut: (line, at) => safeCut(masker, line, at)
  }
}

/** How far is gone back for a place to cut, in bytes: a secret of many lines is longer than what is masked of it at once. */
const mostBack = 64 * 1024

/** Steps back ever further: one step leaves a single secret, and what no step leaves is nothing but secrets. */
function safeCut(masker: Masker, line: Buffer, at: number): number | null {
  for (let back = 0; back <= mostBack && back < at; back = back * 2 + 1) {
    const cut = characterStart(line, at - back)
    if (cut > 0 && isSafe(masker, line, cut)) return cut
  }
  return null
}

/** A cut is safe when masking both sides on their own gives the same as masking them together. */
function isSafe(masker: Masker, line: Buffer, cut: number): boolean {
  const left = line.subarray(Math.max(0, cut - masker.longest), cut)
  const right = line.subarray(cut, cut + masker.longest)
  const apart = Buffer.concat([masker.mask(left), masker.mask(right)])
  return apart.equals(masker.mask(Buffer.concat([left, right])))
}

/** The start of the UTF-8 character that the byte at `at` belongs to. */
function characterStart(bytes: Buffer, at: number): number {
  let start = at
  while (start > at - 3 && start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--
  return start
}

/** What stands in for a line that cannot be shown. */
export const hiddenLine = `${redacted} (the rest of this line was left out: it is too long to be searched for secrets)`

import { packageVersion } from '../model/package'
import { sameName } from '../model/text'
import { fail, ok, type Result } from '../result'
import { newestFirst, type VersionScheme } from '../versions'
import type { ProcessSlot } from './slots'

/** A version that somebody asks for, and for which slots. */
export interface VersionOverride {
  /** A step or a package; null for any. */
  readonly of: string | null
  /** The name of a reference; null for any, and for the package that a step is about. */
  readonly reference: string | null
  readonly version: string
}

/**
 * Reads `Step:Version`, `Package:Version` or `Step:Reference:Version`. `/` and `=` divide like `:`; a backslash takes
 * their meaning from them; `*` and nothing at all mean any.
 */
export function parseOverride(text: string): Result<VersionOverride> {
  const parts = partsOf(text)
  const [of = '', reference = ''] = parts.length === 3 ? parts : [parts[0]]
  const version = parts.at(-1)?.trim() ?? ''
  if (parts.length < 2 || parts.length > 3 || !packageVersion.safeParse(version).success)
    return fail({
      kind: 'invalid-input',
      message: `“${text}” does not say which version a package is to have.`,
      remedy: 'Write it like Step:1.4.2, Package:1.4.2 or Step:Reference:1.4.2.'
    })
  return ok({ of: nameOf(of), reference: nameOf(reference), version })
}

function partsOf(text: string): readonly string[] {
  const parts = ['']
  for (const [piece] of text.matchAll(/\\[\\:/=]|[\s\S]/g)) {
    if (/^[:/=]$/.test(piece)) parts.push('')
    else parts.push((parts.pop() ?? '') + (piece.length === 2 ? piece.slice(1) : piece))
  }
  return parts
}

const nameOf = (part: string): string | null => {
  const trimmed = part.trim()
  return trimmed === '' || trimmed === '*' ? null : trimmed
}

/** What an override is held against. */
export type Chooser = Pick<ProcessSlot, 'name' | 'packageId' | 'reference'>

/** How well an override fits a slot; null where it does not. */
export function overrideScore({ of, reference }: VersionOverride, slot: Chooser): number | null {
  const isStep = of !== null && sameName(of, slot.name)
  const isPackage = of !== null && sameName(of, slot.packageId)
  const fitsReference = reference === null || sameName(reference, slot.reference)
  if (!fitsReference || (of !== null && !isStep && !isPackage)) return null
  if (reference !== null) return isStep ? 100 : isPackage ? 90 : 80
  return isStep ? 50 : isPackage ? 40 : 0
}

/** The version that overrides ask for in a slot: the best fit, and of several the first. Null for none. */
export function overriddenVersion(slot: Chooser, overrides: readonly VersionOverride[]): string | null {
  let best: { readonly score: number; readonly version: string } | null = null
  for (const override of overrides) {
    const score = overrideScore(override, slot)
    if (score !== null && (best === null || score > best.score)) best = { score, version: override.version }
  }
  return best?.version ?? null
}

/** A version with when it was imported or published, in milliseconds since 1970 UTC; null where nobody says. */
export interface DatedVersion {
  readonly version: string
  readonly at: number | null
}

/**
 * The version that is taken where nobody says another one: the highest, or the one that was published last. Of two that
 * are the same in that, the higher one, and then the first. Null where there is none.
 */
export function automaticVersion(
  scheme: VersionScheme,
  versions: readonly DatedVersion[],
  order: 'highest' | 'published' = 'highest'
): string | null {
  const newest = newestFirst(scheme)
  const age = ({ at }: DatedVersion) => (order === 'published' ? (at ?? Number.NEGATIVE_INFINITY) : 0)
  const byAge = (a: DatedVersion, b: DatedVersion) => (age(a) === age(b) ? 0 : age(b) > age(a) ? 1 : -1)
  return [...versions].sort((a, b) => byAge(a, b) || newest(a.version, b.version))[0]?.version ?? null
}

import { compareVersions } from './compare'
import { parseVersion } from './parse'

const part = '(?:\\d+|[ic])'
const labels = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*'
const grammar = new RegExp(`^(v?)(${part}(?:\\.${part}){0,3})(?:-(${labels}))?(?:\\+(${labels}))?$`)

/** A mask in its parts. */
interface Mask {
  readonly lead: string
  readonly parts: readonly string[]
  readonly prerelease: readonly string[]
  readonly metadata: readonly string[]
}

function parseMask(text: string): Mask | null {
  const match = grammar.exec(text)
  if (!match) return null
  const [, lead = '', parts = '', prerelease = '', metadata = ''] = match
  const split = (of: string) => (of === '' ? [] : of.split('.'))
  return { lead, parts: split(parts), prerelease: split(prerelease), metadata: split(metadata) }
}

const isLetter = (part: string): boolean => part === 'i' || part === 'c'

/** Whether a version says that parts of it are to be filled in, such as `1.2.i`. */
export function hasMask(text: string): boolean {
  const mask = parseMask(text)
  return mask !== null && [...mask.parts, ...mask.prerelease, ...mask.metadata].some(isLetter)
}

/**
 * The version that a mask counts from: the highest one that has the numbers in front of the first `i` or `c`. Of two that
 * are the same, the first; null for none.
 */
export function maskBase(text: string, versions: readonly string[]): string | null {
  const mask = parseMask(text)
  if (mask === null) return null
  const open = mask.parts.findIndex(isLetter)
  const fixed = mask.parts.slice(0, open < 0 ? mask.parts.length : open).map(Number)
  const fits = (version: string): boolean => {
    const numbers = parseVersion('octopus', version)?.numbers
    return numbers !== undefined && fixed.every((number, at) => number === (numbers[at] ?? 0))
  }
  return versions
    .filter(fits)
    .reduce<string | null>(
      (best, item) => (best === null || compareVersions('octopus', item, best) > 0 ? item : best),
      null
    )
}

/**
 * The version that a mask makes of the version that it counts from: `i` is one more, `c` the same, and what follows an
 * `i` begins at 0. Text that is no mask comes back as it is, without blanks around it.
 * @param base null for none: every letter becomes 0
 */
export function applyMask(text: string, base: string | null): string {
  const mask = parseMask(text)
  if (mask === null) return text.trim()
  const current = base === null ? null : parseVersion('octopus', base)
  const numbers = current?.numbers ?? []
  const filled = fill(mask.parts, current && numbers.map(String), true)
  // A version of four parts stays one, so that it does not look older than its predecessor.
  if (numbers.length > filled.length) filled.push('0')
  const labelsOf = (own: readonly string[], theirs: string) =>
    fill(own, current && theirs.split('.'), isLetter(own.length > 1 ? (own.at(-1) ?? '') : ''))
  const prerelease = labelsOf(mask.prerelease, current?.prerelease ?? '').join('.')
  const metadata = labelsOf(mask.metadata, current?.metadata ?? '').join('.')
  return `${mask.lead}${filled.join('.')}${prerelease && `-${prerelease}`}${metadata && `+${metadata}`}`
}

function fill(parts: readonly string[], current: readonly string[] | null, resets: boolean): string[] {
  return parts.map((own, at) => {
    if (!isLetter(own)) return own
    if (current === null || (resets && parts[at - 1] === 'i')) return '0'
    const before = current[at] ?? ''
    const number = /^\d+$/.test(before) ? BigInt(before) : 0n
    return String(own === 'i' ? number + 1n : number)
  })
}

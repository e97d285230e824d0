import { compareVersions } from './compare'
import { parseVersion } from './parse'
import type { Version, VersionScheme } from './scheme'

/** From one version to another; an end that is null is open. */
interface Interval {
  readonly from: string | null
  readonly to: string | null
  readonly withFrom: boolean
  readonly withTo: boolean
  /** The numbers that a version begins with, as `1.2.*` asks; absent where the order alone counts. */
  readonly fixed?: readonly number[]
}

const everything: Interval = { from: null, to: null, withFrom: false, withTo: false }

/** Whether a text is a range of versions of this scheme. */
export const isRange = (scheme: VersionScheme, range: string): boolean => intervalsOf(scheme, range) !== null

/**
 * Whether a version lies in a range: `[1.0,2.0)`, `(,1.0]`, `[1.0]`, `1.*`. A version alone means that one and all newer
 * ones; with Maven, where several intervals may be listed, it is a mere wish and means any. In brackets nothing but the
 * order counts: `2.0-beta` lies in `[1.0,2.0)`. With a star the numbers count as well: `1.2.*` begins with `1.2`, so that
 * it has `1.2.1-beta`, but neither `1.3-beta` nor `1.2.0-beta`. No version lies in what is no range.
 */
export function inRange(scheme: VersionScheme, version: string, range: string): boolean {
  const parsed = parseVersion(scheme, version)
  if (parsed === null) return false
  return (intervalsOf(scheme, range) ?? []).some(({ from, to, withFrom, withTo, fixed }) => {
    if (fixed !== undefined && !beginsWith(parsed, fixed)) return false
    const above = from === null ? 1 : compareVersions(scheme, version, from)
    const below = to === null ? 1 : compareVersions(scheme, to, version)
    return (above > 0 || (above === 0 && withFrom)) && (below > 0 || (below === 0 && withTo))
  })
}

/** Missing numbers are 0; where a scheme tells no numbers, the order has to do. */
const beginsWith = ({ numbers }: Version, fixed: readonly number[]): boolean =>
  numbers.length === 0 || fixed.every((number, at) => number === (numbers[at] ?? 0))

function intervalsOf(scheme: VersionScheme, range: string): readonly Interval[] | null {
  const text = range.replace(/\s+/g, '')
  if (text === '' || text === '*') return [everything]
  if (!/^[[(]/.test(text)) return alone(scheme, text)
  const parts = text.match(/[[(][^\])[(]*[\])]/g) ?? []
  if (parts.join(',') !== text || (scheme !== 'maven' && parts.length > 1)) return null
  const intervals = parts.map(part => bracketed(scheme, part))
  const right = intervals.filter(item => item !== null)
  return right.length === parts.length && right.every((item, at) => follows(scheme, right[at - 1], item)) ? right : null
}

/** `1.2.*`, or a version. */
function alone(scheme: VersionScheme, text: string): readonly Interval[] | null {
  const [, fixed] = /^(\d+(?:\.\d+){0,2})\.\*$/.exec(text) ?? []
  if (fixed !== undefined) {
    const numbers = fixed.split('.').map(Number)
    const next = [...numbers.slice(0, -1), (numbers.at(-1) ?? 0) + 1].join('.')
    return [{ from: fixed, to: next, withFrom: true, withTo: false, fixed: numbers }]
  }
  if (parseVersion(scheme, text) === null) return null
  return [scheme === 'maven' ? everything : { ...everything, from: text, withFrom: true }]
}

function bracketed(scheme: VersionScheme, text: string): Interval | null {
  const [withFrom, withTo] = [text.startsWith('['), text.endsWith(']')]
  const ends = text.slice(1, -1).split(',')
  const [from = '', to = ends.length === 1 ? from : ''] = ends
  const isVersion = (end: string) => end === '' || parseVersion(scheme, end) !== null
  if (ends.length > 2 || !isVersion(from) || !isVersion(to)) return null
  if (ends.length === 1 && (from === '' || !withFrom || !withTo)) return null
  if (from !== '' && to !== '') {
    const order = compareVersions(scheme, from, to)
    if (order > 0 || (order === 0 && !(withFrom && withTo))) return null
  }
  return { from: from || null, to: to || null, withFrom, withTo }
}

/** Whether an interval begins where the one before it has ended. */
function follows(scheme: VersionScheme, before: Interval | undefined, { from, withFrom }: Interval): boolean {
  if (before === undefined) return true
  if (before.to === null || from === null) return false
  const order = compareVersions(scheme, before.to, from)
  return order < 0 || (order === 0 && !(before.withTo && withFrom))
}

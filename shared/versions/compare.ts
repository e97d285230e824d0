import { compareMaven } from './maven'
import { parseVersion } from './parse'
import { largestPart, type Version, type VersionScheme } from './scheme'

/**
 * Orders two versions: below 0 when `a` is older, above 0 when it is newer, 0 when they are the same. Text that the
 * scheme does not know is older than every version that it knows, and is ordered as people read it.
 */
export function compareVersions(scheme: VersionScheme, a: string, b: string): number {
  if (scheme === 'maven') return compareMaven(a.trim(), b.trim())
  const [left, right] = [parseVersion(scheme, a), parseVersion(scheme, b)]
  if (left && right) return compareParsed(scheme, left, right)
  if (left || right) return left ? 1 : -1
  return compareAsRead(a.trim().toUpperCase(), b.trim().toUpperCase())
}

/** Newest first. What is the same keeps its order. */
export const newestFirst = (scheme: VersionScheme) => (a: string, b: string) => compareVersions(scheme, b, a)

function compareParsed(scheme: VersionScheme, a: Version, b: Version): number {
  for (let at = 0; at < 4; at++) {
    const order = Math.sign((a.numbers[at] ?? 0) - (b.numbers[at] ?? 0))
    if (order !== 0) return order
  }
  const isOnlyOne = (a.prerelease === '') !== (b.prerelease === '')
  if (isOnlyOne) return a.prerelease === '' ? 1 : -1
  const separator = scheme === 'semver' ? '.' : /[^A-Za-z0-9]/
  const order = compareLists(a.prerelease.split(separator), b.prerelease.split(separator))
  return order !== 0 || scheme !== 'semver' ? order : compareText(a.metadata.toUpperCase(), b.metadata.toUpperCase())
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [left, right] = [a[at], b[at]]
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1
    const order = compareLabels(left, right)
    if (order !== 0) return order
  }
  return 0
}

const isNumber = (label: string): boolean => /^\d+$/.test(label) && Number(label) <= largestPart

function compareLabels(a: string, b: string): number {
  if (isNumber(a) && isNumber(b)) return Math.sign(Number(a) - Number(b))
  if (isNumber(a) || isNumber(b)) return isNumber(a) ? -1 : 1
  return compareText(a.toUpperCase(), b.toUpperCase())
}

/** Digits by their value, everything else as text. */
function compareAsRead(a: string, b: string): number {
  const [left, right] = [runsOf(a), runsOf(b)]
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = compareRuns(left[at] ?? '', right[at] ?? '')
    if (order !== 0) return order
  }
  return 0
}

const runsOf = (text: string): readonly string[] => text.match(/\d+|\D+/g) ?? []

function compareRuns(a: string, b: string): number {
  const areNumbers = /^\d/.test(a) && /^\d/.test(b)
  const [left, right] = areNumbers ? [BigInt(a), BigInt(b)] : [a, b]
  return left < right ? -1 : left > right ? 1 : 0
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

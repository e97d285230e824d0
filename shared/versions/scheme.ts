/**
 * How versions are written and ordered.
 * - `semver`: of packages, as NuGet and npm write them; metadata counts last
 * - `octopus`: of releases; nearly any text, every separator is the same, metadata does not count
 * - `docker`: of tags; ordered like `octopus`
 * - `maven`: of Java's repositories; any text
 * - `lexicographic`: labels only, no numbers in front
 */
export const versionSchemes = ['semver', 'octopus', 'maven', 'docker', 'lexicographic'] as const
export type VersionScheme = (typeof versionSchemes)[number]

/** A version in its parts. */
export interface Version {
  /** As it is written, without blanks around it. */
  readonly text: string
  /** Up to four; what is missing is 0 where versions are compared. */
  readonly numbers: readonly number[]
  /** What follows the numbers, without its first separator; empty for none. */
  readonly prerelease: string
  /** What follows the plus; empty for none. */
  readonly metadata: string
  /** Whether it comes before a finished version. */
  readonly isPrerelease: boolean
}

/** The largest number that a part of a version may be. */
export const largestPart = 2_147_483_647

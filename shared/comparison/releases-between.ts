import type { Release } from '../model/release'
import { compareVersions, parseVersion } from '../versions'

type Versioned = Pick<Release, 'id' | 'version'>

/**
 * The releases that come into an environment with `after` where it has `before`, the newest first: those whose versions
 * are greater, up to its own. Only `after` itself where nothing was there, where it goes back, and where it is a
 * pre-release.
 * @param releases all of the channel of `after`, in any order
 */
export function releasesBetween<R extends Versioned>(
  before: Pick<Versioned, 'version'> | null,
  after: R,
  releases: readonly R[]
): readonly R[] {
  if (before === null || isPreRelease(after.version) || !isGreater(after.version, before.version)) return [after]
  const others = releases.filter(
    item => item.id !== after.id && isGreater(item.version, before.version) && isGreater(after.version, item.version)
  )
  return [after, ...others.sort((a, b) => compareVersions('octopus', b.version, a.version))]
}

const isGreater = (a: string, b: string): boolean => compareVersions('octopus', a, b) > 0

const isPreRelease = (version: string): boolean => parseVersion('octopus', version)?.isPrerelease === true

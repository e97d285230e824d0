import { compareVersions, type VersionScheme } from '../versions'

/** A version of a package that a release has. */
export interface UsedVersion {
  /** Of the package. */
  readonly version: string
  /** Of the release. */
  readonly release: string
}

/**
 * Why a package that came in makes no release; null where it does: it has to be newer than what every release of the
 * channel has.
 */
export function whyNoRelease(
  packageId: string,
  version: string,
  scheme: VersionScheme,
  used: readonly UsedVersion[]
): string | null {
  const newest = used.reduce<UsedVersion | null>(
    (best, item) => (best === null || compareVersions(scheme, item.version, best.version) > 0 ? item : best),
    null
  )
  if (newest === null) return null
  const order = compareVersions(scheme, version, newest.version)
  if (order > 0) return null
  return order === 0
    ? `The release ${newest.release} has ${packageId} ${version} already.`
    : `${packageId} ${version} is older than ${newest.version}, which the release ${newest.release} has.`
}

import type { PackageRecordId } from '@shared/ids'

/** The screen of all versions of a package. Ids of packages may hold slashes. */
export const packageAddress = (packageId: string): string => `/packages/of/${encodeURIComponent(packageId)}`

/** What is in one version. */
export const contentsAddress = (id: PackageRecordId): string => `/packages/contents/${id}`

/** What differs between two versions. */
export const comparisonAddress = (before: PackageRecordId, after: PackageRecordId): string =>
  `/packages/compare/${before}/${after}`

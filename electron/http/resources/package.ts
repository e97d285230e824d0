import type { PackageRecord } from '@shared/model/package'
import type { Space } from '../request'
import { type JsonObject, timeOf } from '../wire'
import { builtInFeedId } from '../wire-ids'
import { inSpace } from './common'

/** As clients form it themselves: `packages-Hello.1.0.0`. */
export const packageIdOf = ({ packageId, version }: Pick<PackageRecord, 'packageId' | 'version'>): string =>
  `packages-${packageId}.${version}`

/** @param hasNotes whether its notes come along */
export const packageResource = (space: Space, record: PackageRecord, hasNotes: boolean): JsonObject => ({
  ...inSpace(space, 'packages', packageIdOf(record)),
  PackageId: record.packageId,
  Version: record.version,
  FeedId: builtInFeedId,
  FileExtension: record.extension,
  Title: record.packageId,
  Summary: null,
  Description: null,
  Published: timeOf(record.importedAt),
  ReleaseNotes: hasNotes ? record.notes : null,
  Hash: record.sha256,
  PackageSizeBytes: record.bytes,
  NuGetPackageId: record.packageId,
  NuGetFeedId: builtInFeedId,
  PackageVersionBuildInformation: null
})

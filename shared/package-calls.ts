import { z } from 'zod'
import { call } from './call'
import type { FailureKind } from './failure'
import * as ids from './ids'
import { type PackageRecord, packageName, packageVersion } from './model/package'
import type { Part } from './packages/difference'
import type { PackageManifest } from './packages/manifest'

/** A package with all its versions, for lists. */
export interface PackageSummary {
  readonly packageId: string
  /** Newest first. */
  readonly versions: readonly PackageVersionSummary[]
  /** Of all versions; content that several share counts once. */
  readonly bytes: number
}

export interface PackageVersionSummary extends PackageRecord {
  readonly usedBy: readonly PackageUse[]
  /** Whether the stored file is there; whether it is still the same is checked when it is used. */
  readonly isThere: boolean
}

/** What keeps a version from being removed by retention. */
export interface PackageUse {
  readonly projectId: ids.ProjectId
  readonly projectName: string
  readonly releaseId: ids.ReleaseId
  readonly releaseVersion: string
}

/** What became of one file or folder that was to be imported. */
export type ImportedPackage =
  | { readonly kind: 'imported' | 'same' | 'replaced'; readonly path: string; readonly package: PackageRecord }
  | {
      readonly kind: 'refused'
      readonly path: string
      readonly message: string
      readonly remedy: string
      /**
       * `unnamed`: nothing says id and version. `exists`: the version is here, with other bytes. `cancelled`: somebody
       * did not want it any more, and nothing of it is here.
       */
      readonly why: 'unnamed' | 'exists' | 'cancelled' | 'other'
      /** The kind of the failure: what is wrong with the package, or with the place where it was to be kept. */
      readonly failure: FailureKind
    }

/** How far an import has come: what is told of the file or folder that is under way, or of what a feed gives. */
export interface PackageImportProgress {
  readonly id: ids.PackageImportId
  /** Where it lies on this machine; of a feed the package and its version, such as `Shop.Web 1.4.2`. */
  readonly path: string
  /** The feed that it is fetched from; null for what lies on this machine. */
  readonly feed: { readonly id: ids.FeedId; readonly name: string } | null
  /** Which of all it is, from 1. */
  readonly number: number
  readonly count: number
  /** A folder is packed, a file copied, what a feed gives fetched and then copied; what came of it is checked. */
  readonly phase: 'fetching' | 'packing' | 'copying' | 'checking'
  /** Of this phase. */
  readonly bytes: number
  /** 0 while a feed does not say how much will come. */
  readonly total: number
  /** Bytes, over the last few seconds; null while that is not known. */
  readonly perSecond: number | null
}

/** Files that differ between two packages. */
export interface PackageComparison {
  readonly entries: readonly {
    readonly path: string
    readonly change: 'added' | 'removed' | 'changed'
    readonly before: number | null
    readonly after: number | null
  }[]
  /** How many files are the same. */
  readonly same: number
}

/** One file of a package, or of two. */
export interface PackageFileView {
  readonly path: string
  readonly bytes: number
  /** Null where it is not text, or too long to show. */
  readonly text: string | null
}

const one = z.strictObject({ id: ids.packageRecordId })
const path = z.string().min(1).max(4096)
/** What happens where the version is there already, with other bytes. The same bytes are never a problem. */
const onConflict = z.enum(['refuse', 'keep', 'replace']).default('refuse')

export const packageCalls = {
  /** Every package by id, versions newest first. */
  'package.list': call(z.strictObject({ text: z.string().max(200).default('') })).returns<readonly PackageSummary[]>(),
  'package.get': call(one).returns<PackageVersionSummary>(),
  /** The paths are files or folders of this machine, as dropped on the window or named on the command line. */
  'package.import': call(
    z.strictObject({
      paths: z.array(path).min(1).max(1000),
      /** For a single path whose name does not say them. */
      packageId: packageName.optional(),
      version: packageVersion.optional(),
      onConflict,
      notes: z.string().max(100_000).default('')
    })
  ).returns<readonly ImportedPackage[]>(),
  /** Asks for files or a folder with the system's own dialog, and imports them; null when the person changed their mind. */
  'package.choose': call(
    z.strictObject({
      what: z.enum(['files', 'folder']),
      packageId: packageName.optional(),
      version: packageVersion.optional(),
      onConflict
    })
  ).returns<readonly ImportedPackage[] | null>(),
  /** What is being imported at the moment, and what is being fetched from feeds; each change of it is pushed as well. */
  'package.imports': call(z.strictObject({})).returns<readonly PackageImportProgress[]>(),
  /**
   * Ends an import or a fetch: of the file that is under way nothing stays, what follows is not begun, and what is in the
   * repository already stays there. One that is over stays as it is.
   */
  'package.cancelImport': call(z.strictObject({ id: ids.packageImportId })).returns<null>(),
  /** Refused while a release needs it, unless `evenIfUsed`. */
  'package.remove': call(
    z.strictObject({ ids: z.array(ids.packageRecordId).min(1).max(1000), evenIfUsed: z.boolean().default(false) })
  ).returns<{ readonly removed: number }>(),
  'package.manifest': call(one).returns<PackageManifest>(),
  'package.file': call(one.extend({ path })).returns<PackageFileView>(),
  'package.compare': call(
    z.strictObject({ before: ids.packageRecordId, after: ids.packageRecordId })
  ).returns<PackageComparison>(),
  /** The lines of one file in two versions. */
  'package.compareFile': call(
    z.strictObject({ before: ids.packageRecordId, after: ids.packageRecordId, path })
  ).returns<{ readonly parts: readonly Part[] | null; readonly why: string | null }>(),
  /** Hashes the stored file again. */
  'package.verify': call(one).returns<{ readonly isSame: boolean; readonly actual: string | null }>(),
  /** Removes versions beyond the newest `keep` of each package that no release needs; says what it would be before. */
  'package.clean': call(z.strictObject({ keep: z.number().int().min(1).max(1000), isDryRun: z.boolean() })).returns<{
    readonly packages: readonly PackageRecord[]
    readonly bytes: number
  }>()
}

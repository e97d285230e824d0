import { z } from 'zod'
import { actionId, feedId, packageRecordId, sha256 } from '../ids'
import { name, notes } from './text'

/** How an archive is read. The extension alone decides. */
export const packageFormats = ['zip', 'tar', 'tar.gz', 'tar.bz2'] as const
export type PackageFormat = (typeof packageFormats)[number]

/** Every extension that a package may have, as it is written at the end of a file name, with how it is read. */
export const packageExtensions = {
  '.zip': 'zip',
  '.nupkg': 'zip',
  '.jar': 'zip',
  '.war': 'zip',
  '.ear': 'zip',
  '.whl': 'zip',
  '.tar': 'tar',
  '.tar.gz': 'tar.gz',
  '.tgz': 'tar.gz',
  '.tar.bz2': 'tar.bz2',
  '.tbz': 'tar.bz2',
  '.tbz2': 'tar.bz2'
} as const satisfies Readonly<Record<string, PackageFormat>>
export type PackageExtension = keyof typeof packageExtensions

/** The id of a package, such as `OctoFX.Web` or `@scope/name`. Case does not count. */
export const packageName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must be at most 200 characters')
  .regex(
    /^(@[A-Za-z0-9][A-Za-z0-9._-]*\/)?[A-Za-z0-9_][A-Za-z0-9._:+-]*$/,
    'must be letters, digits, dots, dashes and underscores, such as Shop.Web'
  )

/** A version of a package, kept as its source writes it: `1.4.008` stays so. */
export const packageVersion = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must be at most 100 characters')
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+~:-]*$/, 'must be a version, such as 1.4.2 or 2.0.0-rc.1')

/** One version of a package in the repository. Its content is stored by its hash. */
export const packageRecord = z.strictObject({
  id: packageRecordId,
  packageId: packageName,
  version: packageVersion,
  /** As it came, such as `Shop.Web.1.4.2.zip`. */
  fileName: z.string().min(1).max(255),
  extension: z.enum(Object.keys(packageExtensions) as [PackageExtension, ...PackageExtension[]]),
  /** Of the file as it came. */
  sha256,
  /** Of the file as it came. */
  bytes: z.number().int().nonnegative(),
  /** What is inside. */
  files: z.number().int().nonnegative(),
  /** Of the files inside, together. */
  unpackedBytes: z.number().int().nonnegative(),
  importedAt: z.number(),
  importedBy: z.string(),
  /** Where it came from: a file, a folder that was packed, or a feed. */
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('file') }),
    z.strictObject({ kind: z.literal('folder') }),
    z.strictObject({ kind: z.literal('feed'), feedId, name })
  ]),
  notes
})
export type PackageRecord = z.infer<typeof packageRecord>

/** A package that a release chose, by its content. */
export const chosenPackage = z.strictObject({
  actionId,
  /** Empty for the package that the action is about; else the name of a referenced one. */
  reference: z.string().max(100),
  packageId: packageName,
  version: packageVersion,
  sha256,
  bytes: z.number().int().nonnegative(),
  fileName: z.string().min(1).max(255),
  extension: packageRecord.shape.extension,
  /** The external feed that it was taken from; absent for the repository. */
  feedId: feedId.optional()
})
export type ChosenPackage = z.infer<typeof chosenPackage>

/** How an external feed is asked. `folder`: files in a folder or on a share. */
export const feedKinds = ['folder', 'nuget', 'maven', 'npm'] as const
export type FeedKind = (typeof feedKinds)[number]

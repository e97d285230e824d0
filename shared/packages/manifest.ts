import { z } from 'zod'
import { sha256 } from '../ids'

/** A path inside a package: relative, with slashes, without `.` and `..`, at most 4,096 characters. */
export const packagePath = z
  .string()
  .min(1)
  .max(4096)
  .refine(path => isSafePath(path), 'must be a relative path that stays inside the package')

/** Whether a path stays where it is unpacked, on every platform. */
export const isSafePath = (path: string): boolean =>
  !/[\\\0]/.test(path) &&
  !/^[A-Za-z]:/.test(path) &&
  path.split('/').every(part => part !== '' && part !== '.' && part !== '..')

const entry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('file'),
    path: packagePath,
    /** Whether it may be executed. Archives from Windows say nothing of it, and then it may not. */
    isExecutable: z.boolean(),
    /** Bytes. */
    bytes: z.number().int().nonnegative(),
    sha256
  }),
  /** `to` is relative to the folder of the link, and leads to somewhere inside the package. */
  z.strictObject({ kind: z.literal('link'), path: packagePath, to: z.string().min(1).max(4096) }),
  z.strictObject({ kind: z.literal('folder'), path: packagePath })
])

/**
 * What is in a package once it is unpacked: every file with its hash, links, and the folders that are empty. Sorted by
 * path (by code units), without duplicates, and without two paths that differ only in case.
 */
export const packageManifest = z.strictObject({ format: z.literal(1), entries: z.array(entry) })
export type PackageManifest = z.infer<typeof packageManifest>
export type ManifestEntry = PackageManifest['entries'][number]
export type ManifestFile = Extract<ManifestEntry, { readonly kind: 'file' }>

/** The files of a manifest. */
export const filesOf = ({ entries }: PackageManifest): readonly ManifestFile[] =>
  entries.filter((item): item is ManifestFile => item.kind === 'file')

/** How many bytes its files have together. */
export const bytesOf = (manifest: PackageManifest): number =>
  filesOf(manifest).reduce((sum, { bytes }) => sum + bytes, 0)

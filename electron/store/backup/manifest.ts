import { workspaceKinds } from '@shared/workspace'
import { z } from 'zod'

/** The first entry of every backup. */
export const manifestName = 'manifest.json'
/** Where the workspace's data folder lies in a backup. */
export const dataPrefix = 'data/'
/** The vault's key document, protected by a passphrase; not in every backup. */
export const keyName = 'key.json'

/** A manifest beyond this size is refused, in bytes: it lists some two million files. */
export const manifestLimit = 256 * 1024 * 1024

/** A path that stays below the folder it is joined to on every system: no root, no `..`, no drive, no backslash. */
const filePath = z
  .string()
  .max(250)
  .regex(/^(data\/[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*){0,7}|key\.json)$/)
  .refine(path => !/\.(\/|$)/.test(path))

const backupFile = z.strictObject({
  path: filePath,
  /** Bytes. */
  size: z.number().int().nonnegative(),
  /** Lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/)
})
export type BackupFile = z.infer<typeof backupFile>

/**
 * Whether the vault's key is in the backup. `included`: wrapped by a passphrase. `left-out`: it is protected in a way
 * that must not travel, so a restore elsewhere cannot open the secrets. `none`: there is no key.
 */
export const keyInBackup = z.enum(['included', 'left-out', 'none'])

/** What a backup holds. Restoring believes nothing that does not agree with it. */
export const manifest = z
  .strictObject({
    format: z.literal('slipway-backup'),
    version: z.literal(1),
    /** Of the data folder. */
    schema: z.number().int().min(2),
    /** The version of Slipway that wrote it. */
    slipway: z.string().max(100),
    /** Milliseconds since 1970 UTC. */
    createdAt: z.number().int(),
    workspace: z.enum(workspaceKinds),
    /** What a person called the workspace; absent for those that are always there. */
    name: z.string().max(200).optional(),
    key: keyInBackup,
    files: z.array(backupFile)
  })
  .superRefine(({ files, key }, context) => {
    // Compared without case: some file systems do not tell such names apart.
    const paths = new Set(files.map(file => file.path.toLowerCase()))
    const twice = paths.size !== files.length
    if (twice) context.addIssue({ code: 'custom', path: ['files'], message: 'must not name a file twice' })
    if (paths.has(keyName) !== (key === 'included'))
      context.addIssue({ code: 'custom', path: ['key'], message: 'must agree with the files' })
  })
export type Manifest = z.infer<typeof manifest>

/** Bytes of all files. */
export const totalSize = (files: readonly BackupFile[]): number => files.reduce((sum, file) => sum + file.size, 0)

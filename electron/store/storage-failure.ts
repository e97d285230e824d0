import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'

const reasons: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOSPC: ['the disk is full', 'Free some space on that disk and try again.'],
  EDQUOT: ['the disk quota is used up', 'Free some space within the quota and try again.'],
  EROFS: ['the disk is read-only', 'Mount the disk for writing, or choose another data folder.'],
  EACCES: ['access was denied', 'Give your user account access to that file and its folder.'],
  EPERM: ['the system did not allow it', 'Give your user account access to that file and its folder.'],
  EIO: ['the disk reported an error', 'Check the health of the disk before going on.'],
  ENOENT: ['it or its folder is not there', 'Check that the disk is connected and the folder still exists.'],
  ENOTDIR: ['a part of its path is not a folder', 'Move the file that is in the way, or choose another data folder.'],
  EISDIR: ['there is a folder in its place', 'Move that folder away, or choose another data folder.'],
  EMFILE: ['too many files are open', 'Close other programs, or raise the limit of open files, and try again.']
}

/** The system's code of an error, such as `ENOENT`; undefined for any other value. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** Whether the error says that a file or folder is not there. */
export const isMissing = (error: unknown): boolean => errorCode(error) === 'ENOENT'

/** What a system error on `path` means, as a `storage-failed` failure; `detail` holds the file and the code. */
export function storageFailed(doing: 'read' | 'write' | 'delete' | 'open', path: string, error: unknown): Failure {
  const code = errorCode(error) ?? 'unknown'
  const known = Object.hasOwn(reasons, code) ? reasons[code] : undefined
  const [what, remedy] = known ?? [`the system answered ${code}`, 'Check the disk and the data folder, then try again.']
  return {
    kind: 'storage-failed',
    message: `Slipway could not ${doing} ${path}: ${what}.`,
    remedy,
    detail: { file: path, code }
  }
}

/** A file that was read and does not hold what it should. Nothing was changed. */
export const damaged = (path: string, what: string): Failure => ({
  kind: 'storage-failed',
  message: `The file ${path} is damaged: ${what}.`,
  remedy: 'Nothing was changed. Put the file back from a backup, or move it out of the data folder.',
  detail: { file: path, code: 'damaged' }
})

/** A stored record that cannot be used although its file is as it was written. Nothing was changed. */
export const damagedRecord = (file: string, id: string, what: string): Failure => ({
  kind: 'storage-damaged',
  message: `The file ${file} cannot be used: its record “${id}” ${what}.`,
  remedy: 'Nothing was changed. Restore the workspace from a backup.',
  detail: { file, record: id }
})

/** Runs a disk operation; a system error comes out as a `FailureError` that names the file. */
export async function onDisk<T>(
  doing: Parameters<typeof storageFailed>[0],
  path: string,
  work: () => Promise<T>
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FailureError) throw error
    throw new FailureError(storageFailed(doing, path, error), error)
  }
}

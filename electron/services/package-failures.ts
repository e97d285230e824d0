import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { PackageRecord } from '@shared/model/package'
import { fail, ok, type Result } from '@shared/result'
import { errorCode, storageFailed } from '../store/storage-failure'

/** What a package is called in sentences. */
export const packageTitle = ({ packageId, version }: Pick<PackageRecord, 'packageId' | 'version'>): string =>
  `${packageId} ${version}`

/**
 * Runs work on archives and files of this machine. Refusals of archives, failures of the disk and a stop come out as
 * values; anything else is a defect and stays a throw.
 */
export async function attemptOn<T>(path: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work())
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure)
    if (error instanceof Error && error.name === 'AbortError') return fail(stopped)
    if (errorCode(error)?.startsWith('E')) return fail(storageFailed('read', path, error))
    throw error
  }
}

/** Somebody did not want it any more. */
export const stopped: Failure = {
  kind: 'cancelled',
  message: 'Reading the package was stopped.',
  remedy: 'Nothing of it was kept. Start it again when it is wanted.'
}

export const packageMissing = (what: string): Failure => ({
  kind: 'package-missing',
  message: `The file of ${what} is not in the repository any more.`,
  remedy: 'Import the very file again, or make a release with another version.'
})

export const packageDamaged = (what: string, detail: Readonly<Record<string, string>>): Failure => ({
  kind: 'package-missing',
  message: `The stored file of ${what} is damaged: it is not what was imported.`,
  remedy: 'Import the very file again, or restore the workspace from a backup, and look at the health of the disk.',
  detail
})

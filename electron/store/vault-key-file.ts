import { randomBytes } from 'node:crypto'
import { chmod, link, lstat, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { fail, ok, type Result } from '@shared/result'
import { makeFolder, syncFolder, temporaryName, writeSynced } from './atomic-file'
import { errorCode, isMissing, onDisk, storageFailed } from './storage-failure'
import { keyLength, type VaultKey, vaultKey } from './vault-key'

/** Whether there is something in the key file's place. @throws FailureError `storage-failed` */
export async function hasKeyFile(file: string): Promise<boolean> {
  return onDisk('read', file, async () => {
    try {
      await lstat(file)
      return true
    } catch (error) {
      if (isMissing(error)) return false
      throw error
    }
  })
}

/** Reads the key, and takes access away from everybody but its owner. A missing key is `secret-unavailable`. */
export async function readKeyFile(file: string): Promise<Result<VaultKey>> {
  try {
    const { mode } = await lstat(file)
    if (process.platform !== 'win32' && (mode & 0o170000) === 0o100000 && (mode & 0o077) !== 0) await chmod(file, 0o600)
    const bytes = await readFile(file)
    if (bytes.length !== keyLength) return fail(unusable(file, `the key file ${file} does not hold a key`))
    return ok(vaultKey(bytes, null))
  } catch (error) {
    if (isMissing(error)) return fail(unusable(file, `the key file ${file} is missing`))
    return fail(unusable(file, `the key file cannot be used. ${storageFailed('read', file, error).message}`))
  }
}

/** Reads the key or, when there is none, makes one. A file that is there is never replaced. */
export async function readOrCreateKeyFile(file: string): Promise<Result<VaultKey>> {
  try {
    if (!(await hasKeyFile(file))) await create(file)
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  }
  return readKeyFile(file)
}

/**
 * Removes a key file whose key is kept elsewhere now, after writing over it. A disk that writes elsewhere, as solid
 * state disks and copying file systems do, may keep the old bytes all the same. @throws FailureError `storage-failed`
 */
export async function eraseKeyFile(file: string): Promise<void> {
  await onDisk('delete', file, async () => {
    const handle = await open(file, 'r+')
    try {
      const { size } = await handle.stat()
      await handle.write(randomBytes(size), 0, size, 0)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rm(file)
    await syncFolder(dirname(file))
  })
}

async function create(file: string): Promise<void> {
  await onDisk('write', file, async () => {
    const folder = dirname(file)
    const temp = temporaryName(file)
    try {
      await makeFolder(folder)
      await writeSynced(temp, randomBytes(keyLength))
      // A link, because unlike a rename it does not replace a key that appeared meanwhile.
      await link(temp, file).catch((error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw error
      })
      await syncFolder(folder)
    } finally {
      await rm(temp, { force: true }).catch(() => undefined)
    }
  })
}

const unusable = (file: string, what: string): Failure => ({
  kind: 'secret-unavailable',
  message: `Slipway cannot open its secrets: ${what}.`,
  remedy: `Put the key file back at ${file}. If it is lost, enter the passwords, keys and sensitive variables again.`,
  detail: { file }
})

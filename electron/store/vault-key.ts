import { createHash, randomBytes } from 'node:crypto'
import { chmod, link, lstat, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Failure } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import { makeFolder, syncFolder, temporaryName, writeSynced } from './atomic-file'
import { errorCode, isMissing, storageFailed } from './storage-failure'

/** 32 bytes, and a short name by which entries tell which key they were locked with. */
export interface VaultKey {
  readonly bytes: Uint8Array
  readonly id: string
}

/** Reads the key, and takes access away from everybody but its owner. A missing key is `secret-unavailable`. */
export async function readVaultKey(file: string): Promise<Result<VaultKey>> {
  try {
    const { mode } = await lstat(file)
    if (process.platform !== 'win32' && (mode & 0o170000) === 0o100000 && (mode & 0o077) !== 0) await chmod(file, 0o600)
    const bytes = await readFile(file)
    if (bytes.length !== 32) return fail(unusable(file, `the key file ${file} does not hold a key`))
    return ok({ bytes, id: createHash('sha256').update('slipway vault key ').update(bytes).digest('hex').slice(0, 16) })
  } catch (error) {
    if (isMissing(error)) return fail(unusable(file, `the key file ${file} is missing`))
    return fail(unusable(file, `the key file cannot be used. ${storageFailed('read', file, error).message}`))
  }
}

/** Reads the key or, when there is none, makes one. A file that is there is never replaced. */
export async function readOrCreateVaultKey(file: string): Promise<Result<VaultKey>> {
  try {
    await lstat(file)
  } catch (error) {
    if (!isMissing(error)) return fail(storageFailed('read', file, error))
    const failure = await create(file)
    if (failure !== null) return fail(failure)
  }
  return readVaultKey(file)
}

async function create(file: string): Promise<Failure | null> {
  const folder = dirname(file)
  const temp = temporaryName(file)
  try {
    await makeFolder(folder)
    await writeSynced(temp, randomBytes(32))
    // A link, because unlike a rename it does not replace a key that appeared meanwhile.
    await link(temp, file).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error
    })
    await syncFolder(folder)
    return null
  } catch (error) {
    return storageFailed('write', file, error)
  } finally {
    await rm(temp, { force: true }).catch(() => undefined)
  }
}

const unusable = (file: string, what: string): Failure => ({
  kind: 'secret-unavailable',
  message: `Slipway cannot open its secrets: ${what}.`,
  remedy: `Put the key file back at ${file}. If it is lost, enter the passwords, keys and sensitive variables again.`,
  detail: { file }
})

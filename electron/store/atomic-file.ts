import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isMissing, onDisk } from './storage-failure'

const temporary = /\.[0-9a-f]{12}\.tmp$/

/** A name beside `file` that nothing else uses; `sweepTemporary` knows it. */
export const temporaryName = (file: string): string => `${file}.${randomBytes(6).toString('hex')}.tmp`

/**
 * Replaces a file as a whole: after a crash it holds the old content or the new one. Resolves when it is on disk.
 * @throws FailureError `storage-failed`; the old content is then still there.
 */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  await onDisk('write', file, async () => {
    const temp = temporaryName(file)
    try {
      await writeSynced(temp, content)
      await rename(temp, file)
    } catch (error) {
      await rm(temp, { force: true }).catch(() => undefined)
      throw error
    }
    await syncFolder(dirname(file))
  })
}

/** Writes a new file, for its owner only, and waits until the disk has it. @throws the system's error. */
export async function writeSynced(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes names that were added to or removed from a folder last. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a folder that only its owner may enter, with the folders above it. @throws the system's error. */
export async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (made === undefined) return
  for (let at = folder; at.length >= made.length; at = dirname(at)) await syncFolder(dirname(at))
}

/** Removes what writes that never ended have left in a folder. For use while nobody else writes there. */
export async function sweepTemporary(folder: string): Promise<void> {
  await onDisk('delete', folder, async () => {
    for (const name of await listFolder(folder)) if (temporary.test(name)) await rm(join(folder, name), { force: true })
  })
}

/** The names in a folder; none when it does not exist. */
export async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

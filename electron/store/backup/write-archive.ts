import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { create } from 'tar'
import { syncFolder, temporaryName, writeSynced } from '../atomic-file'
import { onDisk } from '../storage-failure'
import { type Manifest, manifestName } from './manifest'
import { checkArchive } from './read-archive'

/**
 * Writes a backup of the files below `folder` that the manifest names, the manifest first. The file appears whole, and
 * only after it was read back and found to hold what its manifest says. Answers its size in bytes.
 * @throws FailureError `storage-failed`, or `storage-damaged` where it holds something else; nothing is left behind then.
 */
export async function writeArchive(folder: string, manifest: Manifest, file: string): Promise<number> {
  const temp = temporaryName(file)
  return onDisk('write', file, async () => {
    try {
      await writeSynced(join(folder, manifestName), JSON.stringify(manifest))
      const size = await pack(folder, [manifestName, ...manifest.files.map(item => item.path)], temp)
      await readBack(temp, file)
      await rename(temp, file)
      await syncFolder(dirname(file))
      return size
    } catch (error) {
      await rm(temp, { force: true }).catch(() => undefined)
      throw error
    }
  })
}

async function readBack(temp: string, file: string): Promise<void> {
  try {
    await checkArchive(temp)
  } catch (error) {
    if (error instanceof FailureError && error.failure.kind === 'storage-damaged')
      throw new FailureError(notAsMeant(file), error)
    throw error
  }
}

const notAsMeant = (file: string): Failure => ({
  kind: 'storage-damaged',
  message: `The backup ${file} was written, read back, and found not to hold what it should. It was removed.`,
  remedy: 'Try again. If that happens again, check the disk, or choose another one.',
  detail: { file }
})

/** Files of a stage have second names, by which tar would tell them from each other: it is to know no other names. */
class NoLinks extends Map<`${number}:${number}`, string> {
  override get(): undefined {
    return undefined
  }
}

async function pack(folder: string, paths: readonly string[], file: string): Promise<number> {
  const handle = await open(file, 'wx', 0o600)
  try {
    // Packed by Node's own zlib, off this thread: tar's would hold up the window. Small reads, for the same reason.
    const how = { cwd: folder, portable: true, strict: true, maxReadSize: 256 * 1024, linkCache: new NoLinks() }
    const tar = create(how, [...paths])
    await pipeline(tar, createGzip({ level: 6 }), async source => {
      for await (const chunk of source) await handle.appendFile(chunk)
    })
    await handle.sync()
    return (await handle.stat()).size
  } finally {
    await handle.close()
  }
}

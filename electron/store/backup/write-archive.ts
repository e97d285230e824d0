import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { create } from 'tar'
import { syncFolder, temporaryName, writeSynced } from '../atomic-file'
import { onDisk } from '../storage-failure'
import { type Manifest, manifestName } from './manifest'

/**
 * Writes a backup of the files below `folder` that the manifest names, the manifest first. The file appears whole.
 * Answers its size in bytes. @throws FailureError `storage-failed`; nothing is left behind then.
 */
export async function writeArchive(folder: string, manifest: Manifest, file: string): Promise<number> {
  const temp = temporaryName(file)
  return onDisk('write', file, async () => {
    try {
      await writeSynced(join(folder, manifestName), JSON.stringify(manifest))
      const size = await pack(folder, [manifestName, ...manifest.files.map(item => item.path)], temp)
      await rename(temp, file)
      await syncFolder(dirname(file))
      return size
    } catch (error) {
      await rm(temp, { force: true }).catch(() => undefined)
      throw error
    }
  })
}

async function pack(folder: string, paths: readonly string[], file: string): Promise<number> {
  const handle = await open(file, 'wx', 0o600)
  try {
    // Packed by Node's own zlib, off this thread: tar's would hold up the window. Small reads, for the same reason.
    const tar = create({ cwd: folder, portable: true, strict: true, maxReadSize: 256 * 1024 }, [...paths])
    await pipeline(tar, createGzip({ level: 6 }), async source => {
      for await (const chunk of source) await handle.appendFile(chunk)
    })
    await handle.sync()
    return (await handle.stat()).size
  } finally {
    await handle.close()
  }
}

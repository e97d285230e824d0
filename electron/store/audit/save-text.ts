import { open, rename, rm } from 'node:fs/promises'
import { temporaryName } from '../atomic-file'
import { onDisk } from '../storage-failure'

/** Writes a text to a place outside of the workspace: all of it, or nothing. @throws FailureError `storage-failed` */
export async function saveText(path: string, text: AsyncIterable<string>): Promise<void> {
  const temp = temporaryName(path)
  await onDisk('write', path, async () => {
    try {
      const file = await open(temp, 'wx', 0o600)
      try {
        for await (const piece of text) await file.appendFile(piece)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(temp, path)
    } catch (error) {
      await rm(temp, { force: true }).catch(() => undefined)
      throw error
    }
  })
}

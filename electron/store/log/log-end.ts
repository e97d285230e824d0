import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { syncFolder, temporaryName } from '../atomic-file'
import { isMissing } from '../storage-failure'

/** What the copy of a damaged end is called: the log's own name, this, and the byte where it began. */
export const keptEnd = '.damaged-'

/** Shortens a log to its first `end` bytes, for good. @throws the system's error. */
export async function cut(path: string, end: number): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.truncate(end)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Copies what a log has from byte `start` to a file beside it, and answers that file. @throws the system's error. */
export async function keepEnd(path: string, start: number): Promise<string> {
  const kept = await freeName(`${path}${keptEnd}${start}`)
  const temp = temporaryName(kept)
  try {
    const to = createWriteStream(temp, { flags: 'wx', mode: 0o600, flush: true })
    await pipeline(createReadStream(path, { start }), to)
    await rename(temp, kept)
  } catch (error) {
    await rm(temp, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(kept))
  return kept
}

/** This name, or one after it that nothing has: what was kept before stays. */
async function freeName(path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? path : `${path}-${number}`
    const isFree = await stat(candidate).then(
      () => false,
      (error: unknown) => isMissing(error)
    )
    if (isFree) return candidate
  }
}

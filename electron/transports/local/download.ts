import { open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fail, ok, type Result } from '@shared/result'
import { fileMissing, fileUnreadable, notStored } from '../download-failures'
import { codeOf, messageOf } from '../ssh/failures'

const here = 'this machine'
const chunkSize = 64 * 1024

/** Streams a file of this machine; `folder` is where relative paths begin. */
export async function downloadHere(
  folder: string,
  path: string,
  sink: (chunk: Uint8Array) => Promise<void>
): Promise<Result<{ readonly bytes: number }>> {
  const full = resolve(folder, path)
  // Asked before it is opened: opening a pipe would wait for somebody to write to it.
  const stats = await stat(full).catch((error: unknown) => ({ error }))
  if ('error' in stats) return fail(whyNot(path, stats.error))
  if (!stats.isFile()) return fail(fileUnreadable(path, here, 'it is no ordinary file'))
  const file = await open(full).catch((error: unknown) => ({ error }))
  if ('error' in file) return fail(whyNot(path, file.error))
  try {
    let bytes = 0
    for await (const chunk of file.createReadStream({ highWaterMark: chunkSize, autoClose: false })) {
      const data: Buffer = chunk
      bytes += data.byteLength
      try {
        await sink(data)
      } catch (error) {
        return fail(notStored(path, error))
      }
    }
    return ok({ bytes })
  } catch (error) {
    return fail(whyNot(path, error))
  } finally {
    await file.close().catch(() => undefined)
  }
}

function whyNot(path: string, error: unknown) {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return fileMissing(path, here)
    case 'EACCES':
    case 'EPERM':
      return fileUnreadable(path, here, 'access is denied')
    default:
      return fileUnreadable(path, here, messageOf(error))
  }
}

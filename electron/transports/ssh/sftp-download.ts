import { fail, ok, type Result } from '@shared/result'
import type { Client, SFTPWrapper } from 'ssh2'
import { fileMissing, fileUnreadable, notStored, transferBroke } from '../download-failures'
import { messageOf } from './failures'
import type { Release } from './slots'

// Status codes of the SFTP protocol, version 3.
const noSuchFile = 2
const permissionDenied = 3

/** `C:\logs\a.txt` as SFTP servers on Windows want it; other paths stay. */
export function sftpPath(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  return /^[A-Za-z]:\//.test(slashed) ? `/${slashed}` : slashed
}

type Source = () => Promise<{ readonly client: Client; readonly release: Release } | null>

/** For hosts without a POSIX shell. */
export async function downloadBySftp(
  open: Source,
  path: string,
  sink: (chunk: Uint8Array) => Promise<void>,
  where: string
): Promise<Result<{ readonly bytes: number }>> {
  const place = await open()
  if (place === null) return fail(transferBroke(path, where, 'the connection is gone'))
  try {
    const sftp = await openSftp(place.client)
    try {
      return await copy(sftp, path, sink, where)
    } finally {
      sftp.end()
    }
  } catch (error) {
    return fail(transferBroke(path, where, messageOf(error)))
  } finally {
    place.release()
  }
}

const openSftp = (client: Client): Promise<SFTPWrapper> =>
  new Promise((resolve, reject) => {
    client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp)))
  })

async function copy(
  sftp: SFTPWrapper,
  path: string,
  sink: (chunk: Uint8Array) => Promise<void>,
  where: string
): Promise<Result<{ readonly bytes: number }>> {
  let bytes = 0
  const stream = sftp.createReadStream(sftpPath(path))
  // Without this a connection that dies while a read is pending would leave the loop below waiting for ever.
  sftp.once('close', () => stream.destroy(new Error('the connection was lost')))
  try {
    for await (const chunk of stream) {
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
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === noSuchFile) return fail(fileMissing(path, where))
    if (code === permissionDenied) return fail(fileUnreadable(path, where, 'access is denied'))
    return fail(transferBroke(path, where, messageOf(error)))
  } finally {
    stream.destroy()
  }
}

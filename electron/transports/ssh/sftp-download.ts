import { fail, ok, type Result } from '@shared/result'
import type { SFTPWrapper } from 'ssh2'
import { fileMissing, fileUnreadable, notStored, transferBroke } from '../download-failures'
import { messageOf } from './failures'
import { type SftpSession, type SftpSource, sftpPath, withSftp } from './sftp-session'

// Status codes of the SFTP protocol, version 3.
const noSuchFile = 2
const permissionDenied = 3

/** For hosts without a POSIX shell. */
export async function downloadBySftp(
  open: SftpSource,
  path: string,
  sink: (chunk: Uint8Array) => Promise<void>,
  where: string
): Promise<Result<{ readonly bytes: number }>> {
  try {
    const result = await withSftp(open, session => copy(session, path, sink, where))
    return result ?? fail(transferBroke(path, where, 'the connection is gone'))
  } catch (error) {
    return fail(transferBroke(path, where, messageOf(error)))
  }
}

async function copy(
  session: SftpSession,
  path: string,
  sink: (chunk: Uint8Array) => Promise<void>,
  where: string
): Promise<Result<{ readonly bytes: number }>> {
  try {
    const handle = await openFile(session.sftp, sftpPath(path))
    let bytes = 0
    for await (const chunk of contentOf(session, handle)) {
      bytes += chunk.byteLength
      try {
        await sink(chunk)
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
  }
}

const openFile = (sftp: SFTPWrapper, path: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    sftp.open(path, 'r', (error, handle) => (error ? reject(error) : resolve(handle)))
  })

// What every server answers in one piece, and how many pieces are asked for ahead, so that distance does not matter.
const pieceSize = 32 * 1024
const ahead = 16

async function* contentOf(session: SftpSession, handle: Buffer): AsyncGenerator<Buffer> {
  const pieces: Promise<Buffer>[] = []
  let asked = 0
  for (;;) {
    while (pieces.length < ahead) {
      const piece = readPiece(session, handle, asked)
      // Those after the first that fails are never looked at.
      piece.catch(() => undefined)
      pieces.push(piece)
      asked += pieceSize
    }
    const piece = await pieces.shift()
    if (piece === undefined || piece.byteLength === 0) return
    yield piece
    if (piece.byteLength < pieceSize) return
  }
}

/** A whole piece; less only at the end of the file. */
async function readPiece(session: SftpSession, handle: Buffer, start: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(pieceSize)
  let filled = 0
  while (filled < pieceSize) {
    const count = await readSome(session, handle, buffer, filled, start + filled)
    if (count === 0) break
    filled += count
  }
  return buffer.subarray(0, filled)
}

const readSome = (session: SftpSession, handle: Buffer, into: Buffer, at: number, position: number): Promise<number> =>
  new Promise((resolve, reject) => {
    if (session.isGone) return reject(new Error('the connection was lost'))
    session.sftp.read(handle, into, at, into.byteLength - at, position, (error, count) =>
      error ? reject(error) : resolve(count)
    )
  })

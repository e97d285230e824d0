import type { Client, SFTPWrapper } from 'ssh2'
import type { Release } from './slots'

/** Takes a channel's place on a connection; null when the connection is gone. */
export type SftpSource = () => Promise<{ readonly client: Client; readonly release: Release } | null>

export interface SftpSession {
  readonly sftp: SFTPWrapper
  /** ssh2 ends the requests that are under way when a session goes, but leaves later ones waiting for ever. */
  isGone: boolean
}

/** `C:\logs\a.txt` as SFTP servers on Windows want it; other paths stay. */
export function sftpPath(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  return /^[A-Za-z]:\//.test(slashed) ? `/${slashed}` : slashed
}

/** Opens SFTP for as long as `work` takes; null when the connection is gone. Rejects where SFTP cannot be had. */
export async function withSftp<T>(open: SftpSource, work: (session: SftpSession) => Promise<T>): Promise<T | null> {
  const place = await open()
  if (place === null) return null
  try {
    const sftp = await openSftp(place.client)
    const session: SftpSession = { sftp, isGone: false }
    const gone = () => {
      session.isGone = true
    }
    // Without a listener an answer that makes no sense would bring down the thread.
    sftp.on('error', gone).once('end', gone).once('close', gone)
    try {
      return await work(session)
    } finally {
      sftp.end()
    }
  } finally {
    place.release()
  }
}

const openSftp = (client: Client): Promise<SFTPWrapper> =>
  new Promise((resolve, reject) => {
    client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp)))
  })

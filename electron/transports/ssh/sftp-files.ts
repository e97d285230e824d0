import type { FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2'
import { type SftpSession, sftpPath } from './sftp-session'

// Status code of the SFTP protocol, version 3.
const noSuchFile = 2

// What every server takes in one piece, and how many pieces are under way, so that distance does not matter.
const pieceSize = 32 * 1024
const ahead = 16

/** A file that is being written. */
interface SftpFile {
  /** Writes a piece of any length; resolves when the server has it. */
  write(chunk: Buffer, at: number): Promise<void>
  close(): Promise<void>
}

/** Files over SFTP. Everything rejects with what the server says; paths may be relative to the home folder. */
export class SftpFiles {
  readonly #session: SftpSession
  readonly #made = new Set<string>()

  constructor(session: SftpSession) {
    this.#session = session
  }

  /** Makes the folders that `path` lies in. */
  async makeFolders(path: string): Promise<void> {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    if (folder === '' || this.#made.has(folder)) return
    await this.makeFolders(folder)
    if ((await this.#stats(folder)) === null) await this.#ask<void>((sftp, done) => sftp.mkdir(sftpPath(folder), done))
    this.#made.add(folder)
  }

  /** In bytes; null for no file. */
  async size(path: string): Promise<number | null> {
    const stats = await this.#stats(path)
    return stats === null || !stats.isFile() ? null : stats.size
  }

  /** The content of a small file; null for none. */
  async text(path: string): Promise<string | null> {
    return (await this.size(path)) === null ? null : (await this.read(path)).toString('utf8')
  }

  read(path: string): Promise<Buffer> {
    return this.#ask<Buffer>((sftp, done) => sftp.readFile(sftpPath(path), done))
  }

  write(path: string, content: Buffer): Promise<void> {
    return this.#ask<void>((sftp, done) => sftp.writeFile(sftpPath(path), content, done))
  }

  async open(path: string, how: 'w' | 'r+'): Promise<SftpFile> {
    const handle = await this.#ask<Buffer>((sftp, done) => sftp.open(sftpPath(path), how, done))
    return {
      write: (chunk, at) => this.#writePieces(handle, chunk, at),
      close: () => this.#ask<void>((sftp, done) => sftp.close(handle, done))
    }
  }

  /** Puts it in the place of what may be there. */
  async rename(from: string, to: string): Promise<void> {
    const [one, other] = [sftpPath(from), sftpPath(to)]
    const plain = () => this.#ask<void>((sftp, done) => sftp.rename(one, other, done))
    if ((await this.#stats(to)) === null) return plain()
    try {
      await this.#ask<void>((sftp, done) => sftp.ext_openssh_rename(one, other, done))
    } catch {
      // Servers of other makers, and folders that are not empty.
      await this.removeAll(to)
      await plain()
    }
  }

  async link(to: string, path: string): Promise<void> {
    if ((await this.#stats(path, true)) !== null) await this.remove(path)
    await this.#ask<void>((sftp, done) => sftp.symlink(to, sftpPath(path), done))
  }

  makeExecutable(path: string): Promise<void> {
    return this.#ask<void>((sftp, done) => sftp.chmod(sftpPath(path), 0o755, done))
  }

  remove(path: string): Promise<void> {
    return this.#ask<void>((sftp, done) => sftp.unlink(sftpPath(path), done))
  }

  /** A file, or a folder with everything in it. */
  async removeAll(path: string): Promise<void> {
    const stats = await this.#stats(path, true)
    if (stats === null) return
    if (!stats.isDirectory()) return this.remove(path)
    const inside = await this.#ask<FileEntryWithStats[]>((sftp, done) => sftp.readdir(sftpPath(path), done))
    for (const { filename } of inside)
      if (filename !== '.' && filename !== '..') await this.removeAll(`${path}/${filename}`)
    await this.#ask<void>((sftp, done) => sftp.rmdir(sftpPath(path), done))
  }

  absolute(path: string): Promise<string> {
    return this.#ask<string>((sftp, done) => sftp.realpath(sftpPath(path), done))
  }

  async #writePieces(handle: Buffer, chunk: Buffer, at: number): Promise<void> {
    for (let start = 0; start < chunk.byteLength; start += pieceSize * ahead) {
      const pieces: Promise<void>[] = []
      for (let from = start; from < Math.min(chunk.byteLength, start + pieceSize * ahead); from += pieceSize) {
        const bytes = Math.min(pieceSize, chunk.byteLength - from)
        pieces.push(this.#ask<void>((sftp, done) => sftp.write(handle, chunk, from, bytes, at + from, done)))
      }
      await Promise.all(pieces)
    }
  }

  #stats(path: string, ofLink = false): Promise<Stats | null> {
    return this.#ask<Stats>((sftp, done) =>
      ofLink ? sftp.lstat(sftpPath(path), done) : sftp.stat(sftpPath(path), done)
    ).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === noSuchFile) return null
      throw error
    })
  }

  #ask<T>(call: (sftp: SFTPWrapper, done: (error?: Error | null, value?: T) => void) => unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#session.isGone) return reject(new Error('the connection was lost'))
      call(this.#session.sftp, (error, value) => (error ? reject(error) : resolve(value as T)))
    })
  }
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createGunzip } from 'node:zlib'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { Header, Parser, type ReadEntry } from 'tar'
import { syncFolder } from '../atomic-file'
import { errorCode, onDisk, storageFailed } from '../storage-failure'
import { type BackupFile, type Manifest, manifest, manifestLimit, manifestName, totalSize } from './manifest'

/** What tar adds to a file at most: its header, padding, and headers for what the first one has no room for. */
const overheadPerFile = 8192
/** Of a file in a tar. */
const headerSize = 512
const spareSpace = 64 * 1024 * 1024

/**
 * Unpacks a backup into an empty folder and checks every byte of it against its manifest. All of it is on disk when
 * this resolves. @throws FailureError: `storage-damaged` for a file that is no whole backup of ours, `storage-failed`.
 * The folder may then hold parts of it.
 */
export const readArchive = (file: string, folder: string): Promise<Manifest> => unpack(file, folder)

/** Checks every byte of a backup against its manifest, as restoring it does, and writes nothing. @throws as `readArchive`. */
export const checkArchive = (file: string): Promise<Manifest> => unpack(file, null)

async function unpack(file: string, folder: string | null): Promise<Manifest> {
  const unpacking = new Unpacking(file, folder)
  try {
    for await (const chunk of limited(file, unpacking)) await unpacking.feed(chunk)
    return await unpacking.end()
  } catch (error) {
    await unpacking.abandon(error)
    if (error instanceof FailureError) throw error
    throw new FailureError(whyNot(file, error), error)
  }
}

/** The manifest alone, from the beginning of a backup; nothing else of it is looked at. @throws as `readArchive`. */
export async function peekArchive(file: string): Promise<Manifest> {
  const beginning = new Beginning()
  try {
    for await (const chunk of limited(file, { limit: manifestLimit + overheadPerFile })) {
      const found = beginning.add(chunk)
      if (found !== null) return manifestIn(file, found)
    }
  } catch (error) {
    if (error instanceof FailureError) throw error
    throw new FailureError(whyNot(file, error), error)
  }
  throw new FailureError(notWhole(file, 'it is cut short or damaged'))
}

/** The first entry of a tar, as it comes. What came is put together twice: for its header, and when all of it is there. */
class Beginning {
  readonly #chunks: Buffer[] = []
  #size = 0
  /** Bytes of header and content; null while the header is not there. */
  #needed: number | null = null

  /** The content once it is complete. */
  add(chunk: Buffer): Buffer | null {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    if (this.#size < (this.#needed ?? headerSize)) return null
    this.#needed ??= headerSize + (new Header(Buffer.concat(this.#chunks)).size ?? 0)
    return this.#size < this.#needed ? null : Buffer.concat(this.#chunks).subarray(headerSize, this.#needed)
  }
}

function manifestIn(file: string, bytes: Buffer): Manifest {
  const parsed = manifest.safeParse(JSON.parse(bytes.toString('utf8')))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new FailureError(notWhole(file, `its manifest is not valid (${issue?.path.join('.')}: ${issue?.message})`))
}

/** The unpacked bytes, as long as they are no more than the manifest announces. */
async function* limited(file: string, most: { readonly limit: number }): AsyncGenerator<Buffer> {
  const unpacked = createReadStream(file).on('error', error => gunzip.destroy(error))
  const gunzip = createGunzip()
  unpacked.pipe(gunzip)
  let bytes = 0
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      // Nothing but a tar whose first entry is the manifest: tar's own guesses at formats are not wanted.
      if (bytes === 0 && !chunk.toString('latin1', 0, manifestName.length + 1).startsWith(`${manifestName}\0`))
        throw new FailureError(notWhole(file, 'it does not begin with a manifest'))
      bytes += chunk.length
      if (bytes > most.limit) throw new FailureError(notWhole(file, 'it holds more than its manifest says'))
      yield chunk
    }
  } finally {
    unpacked.destroy()
    gunzip.destroy()
  }
}

/** One backup on its way from an archive to a folder, or to nowhere when it is only checked. */
class Unpacking {
  /** How many bytes the archive may come to, as far as is known. */
  limit = manifestLimit + overheadPerFile
  readonly #file: string
  readonly #folder: string | null
  readonly #parser: Parser
  readonly #missing = new Map<string, BackupFile>()
  #manifest: Manifest | null = null
  #work: Promise<void> = Promise.resolve()
  #problem: { readonly error: unknown } | null = null
  #entry: ReadEntry | null = null
  #wake: () => void = () => undefined

  constructor(file: string, folder: string | null) {
    this.#file = file
    this.#folder = folder
    this.#parser = new Parser({
      strict: true,
      onReadEntry: entry => {
        this.#work = this.#work.then(() => this.#take(entry)).catch(error => this.#stop(error))
      }
    })
    this.#parser.on('error', error => this.#stop(error))
    this.#parser.on('ignoredEntry', () => this.#stop(this.#refusal('it has an entry that no backup has')))
    this.#parser.on('drain', () => this.#wake())
  }

  async feed(chunk: Buffer): Promise<void> {
    const drained = new Promise<void>(resolve => {
      this.#wake = resolve
    })
    const isDrained = this.#parser.write(chunk)
    if (!isDrained && !this.#problem) await drained
    if (this.#problem) throw this.#problem.error
  }

  async end(): Promise<Manifest> {
    this.#parser.end()
    await this.#work
    if (this.#problem) throw this.#problem.error
    if (!this.#manifest) throw this.#refusal('it has no manifest')
    const [first] = this.#missing.keys()
    if (first !== undefined) throw this.#refusal(`the file ${first} is not in it`)
    const folder = this.#folder
    if (folder !== null) await onDisk('write', folder, () => syncAll(folder))
    return this.#manifest
  }

  /** Lets go of what is open. */
  async abandon(error: unknown): Promise<void> {
    this.#stop(error)
    await this.#work
  }

  #stop(error: unknown): void {
    this.#problem ??= { error }
    // Whoever waits for the rest of this entry would wait for ever.
    this.#entry?.on('error', () => undefined).destroy(new Error('The unpacking was stopped'))
    this.#wake()
  }

  #refusal(what: string): FailureError {
    return new FailureError(notWhole(this.#file, what))
  }

  async #take(entry: ReadEntry): Promise<void> {
    if (this.#problem) throw this.#problem.error
    this.#entry = entry
    if (entry.type !== 'File') throw this.#refusal(`${quoted(entry.path)} is not a plain file`)
    if (this.#manifest === null) return this.#takeManifest(entry)
    const announced = this.#missing.get(entry.path)
    if (announced === undefined) throw this.#refusal(`${quoted(entry.path)} is not in its manifest, or is there twice`)
    if (entry.size !== announced.size) throw this.#refusal(`${announced.path} has another size than its manifest says`)
    this.#missing.delete(entry.path)
    const hash = await this.#hash(entry, announced.path)
    if (hash !== announced.sha256) throw this.#refusal(`${announced.path} was changed: its SHA-256 is ${hash}`)
  }

  async #takeManifest(entry: ReadEntry): Promise<void> {
    if (entry.path !== manifestName) throw this.#refusal('it does not begin with a manifest')
    if (entry.size > manifestLimit) throw this.#refusal('its manifest is too large')
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk)
    const found = manifestIn(this.#file, Buffer.concat(chunks))
    this.#manifest = found
    for (const item of found.files) this.#missing.set(item.path, item)
    const total = totalSize(found.files)
    this.limit = entry.size + total + (found.files.length + 16) * overheadPerFile
    if (this.#folder === null) return
    const { bavail, bsize } = await statfs(this.#folder)
    if (bavail * bsize < total + spareSpace)
      throw new FailureError(storageFailed('write', this.#folder, Object.assign(new Error(), { code: 'ENOSPC' })))
  }

  /** The SHA-256 of an entry, which is written to its place where there is one. */
  async #hash(entry: ReadEntry, path: string): Promise<string> {
    const hash = createHash('sha256')
    if (this.#folder === null) {
      for await (const chunk of entry) hash.update(chunk)
      return hash.digest('hex')
    }
    const to = join(this.#folder, path)
    return onDisk('write', to, async () => {
      await mkdir(dirname(to), { recursive: true, mode: 0o700 })
      const handle = await open(to, 'wx', 0o600)
      try {
        for await (const chunk of entry) {
          hash.update(chunk)
          await handle.appendFile(chunk)
        }
      } finally {
        await handle.close()
      }
      return hash.digest('hex')
    })
  }
}

/** Waits until the disk has everything below a folder. A few files at a time: the disk takes them together. */
async function syncAll(folder: string): Promise<void> {
  const found = await readdir(folder, { withFileTypes: true })
  const files = found.filter(item => item.isFile())
  for (let at = 0; at < files.length; at += 16)
    await Promise.all(files.slice(at, at + 16).map(item => syncFile(join(folder, item.name))))
  for (const item of found) if (item.isDirectory()) await syncAll(join(folder, item.name))
  await syncFolder(folder)
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A name from outside, short and printable. */
const quoted = (name: string): string => JSON.stringify(name.slice(0, 120))

const notWhole = (file: string, what: string): Failure => ({
  kind: 'storage-damaged',
  message: `The backup ${file} cannot be used: ${what}.`,
  remedy: 'Nothing was changed. Choose another backup, or copy this one anew from where it was kept.',
  detail: { file }
})

function whyNot(file: string, error: unknown): Failure {
  const code = errorCode(error)
  if (code !== undefined && !/^(Z_|ERR_|TAR_)/.test(code)) return storageFailed('read', file, error)
  if (code?.startsWith('Z_')) return notWhole(file, 'it is cut short or damaged')
  return notWhole(file, 'it is not a backup of Slipway')
}

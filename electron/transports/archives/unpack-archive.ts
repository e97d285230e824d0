import { createHash } from 'node:crypto'
import { copyFile, mkdir, open, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PackageFormat } from '@shared/model/package'
import type { ManifestFile, PackageManifest } from '@shared/packages/manifest'
import type { ArchiveEntry } from './entries'
import { readArchive } from './read-archive'
import { quoted, refusing } from './refusal'

/** Files up to this size are written several at a time, in bytes. */
const smallFile = 256 * 1024
const atOnce = 16

/**
 * Unpacks an archive into a folder that is empty, and compares each file with the manifest. Links are made when all
 * files are there, so nothing is ever written through one. @throws as `inspectArchive`; parts of it may be there then.
 */
export async function unpackArchive(
  file: string,
  format: PackageFormat,
  manifest: PackageManifest,
  folder: string,
  signal: AbortSignal
): Promise<void> {
  const unpacking = new Unpacking(file, manifest, folder, signal)
  try {
    for await (const entry of readArchive(file, format)) {
      signal.throwIfAborted()
      await unpacking.take(entry)
    }
    await unpacking.settle()
    await unpacking.finish()
  } finally {
    await unpacking.settle().catch(() => undefined)
  }
}

class Unpacking {
  readonly #file: string
  readonly #folder: string
  readonly #signal: AbortSignal
  readonly #expected = new Map<string, ManifestFile>()
  readonly #manifest: PackageManifest
  readonly #made = new Map<string, Promise<unknown>>()
  readonly #later: { readonly of: string; readonly path: string }[] = []
  readonly #writes = new Set<Promise<void>>()
  #problem: { readonly error: unknown } | null = null

  constructor(file: string, manifest: PackageManifest, folder: string, signal: AbortSignal) {
    this.#file = file
    this.#folder = folder
    this.#signal = signal
    this.#manifest = manifest
    for (const item of manifest.entries) if (item.kind === 'file') this.#expected.set(item.path, item)
  }

  async take(entry: ArchiveEntry): Promise<void> {
    if (this.#problem) throw this.#problem.error
    if (entry.kind === 'copy') this.#later.push(entry)
    if (entry.kind !== 'file') return
    const expected = this.#expected.get(entry.path)
    if (expected === undefined || expected.bytes !== entry.bytes) throw this.#changed(entry.path)
    const to = this.#at(entry.path)
    await this.#folderOf(to)
    if (entry.bytes > smallFile) return this.#writeLarge(entry, expected, to)
    const parts: Uint8Array[] = []
    // What a chunk lies in may be used again for the next one.
    for await (const chunk of entry.content()) parts.push(Buffer.from(chunk))
    const bytes = Buffer.concat(parts)
    if (createHash('sha256').update(bytes).digest('hex') !== expected.sha256) throw this.#changed(entry.path)
    await this.#soon(() => writeFile(to, bytes, { flag: 'wx', mode: modeOf(expected) }))
  }

  /** Waits for the writes that are under way. */
  async settle(): Promise<void> {
    await Promise.all(this.#writes)
    if (this.#problem) throw this.#problem.error
  }

  /** Everything that needs the files to be there. */
  async finish(): Promise<void> {
    for (const { of, path } of this.#later) {
      await this.#folderOf(this.#at(path))
      await copyFile(this.#at(of), this.#at(path))
    }
    for (const item of this.#manifest.entries) {
      if (item.kind === 'folder') await mkdir(this.#at(item.path), { recursive: true })
      if (item.kind !== 'link') continue
      await this.#folderOf(this.#at(item.path))
      await symlink(item.to, this.#at(item.path))
    }
  }

  async #writeLarge(entry: Extract<ArchiveEntry, { kind: 'file' }>, expected: ManifestFile, to: string): Promise<void> {
    const hash = createHash('sha256')
    const handle = await open(to, 'wx', modeOf(expected))
    try {
      for await (const chunk of entry.content()) {
        this.#signal.throwIfAborted()
        hash.update(chunk)
        await handle.appendFile(chunk)
      }
    } finally {
      await handle.close()
    }
    if (hash.digest('hex') !== expected.sha256) throw this.#changed(entry.path)
  }

  async #soon(work: () => Promise<void>): Promise<void> {
    const write: Promise<void> = work()
      .catch((error: unknown) => {
        this.#problem ??= { error }
      })
      .finally(() => this.#writes.delete(write))
    this.#writes.add(write)
    if (this.#writes.size >= atOnce) await Promise.race(this.#writes)
  }

  async #folderOf(path: string): Promise<void> {
    const folder = dirname(path)
    const made = this.#made.get(folder) ?? mkdir(folder, { recursive: true })
    this.#made.set(folder, made)
    await made
  }

  #at(path: string): string {
    return join(this.#folder, path)
  }

  #changed(path: string) {
    return refusing(this.#file)(`its entry ${quoted(path)} is not what it was when the package was imported`)
  }
}

const modeOf = ({ isExecutable }: ManifestFile): number => (isExecutable ? 0o755 : 0o644)

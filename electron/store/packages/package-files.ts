import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Sha256, sha256 } from '@shared/ids'
import { packageFormats } from '@shared/model/package'
import { packageManifest } from '@shared/packages/manifest'
import type { Result } from '@shared/result'
import { z } from 'zod'
import { listFolder, makeFolder, syncFolder, writeAtomically } from '../atomic-file'
import { sealed, unseal } from '../checksum'
import { isMissing, onDisk } from '../storage-failure'
import type { IncomingPackage, PackageFiles, StoredPackage } from '../store'
import { isAsWritten } from './tree-check'

const description = z.strictObject({ format: z.enum(packageFormats), manifest: packageManifest })

/** Where the files of packages lie below a data folder. */
export const packagesFolder = 'packages'
const incomingName = /^incoming-[0-9a-f]{12}\.tmp$/
const treeTemporary = /^tree-[0-9a-f]{12}\.tmp$/

/**
 * `packages/<sha256>/content` is the file as it came, `manifest.json` what is in it, and `tree/` the same unpacked, made
 * when somebody needs it. Only the first two are part of backups.
 */
export class PackageFolder implements PackageFiles {
  readonly #folder: string
  /** Trees that were made or looked through by this process. */
  readonly #soundTrees = new Set<string>()
  /** Trees on their way, so that no two make the same; with what ends the making. */
  readonly #making = new Map<string, { readonly made: Promise<Result<string>>; readonly signal: AbortSignal }>()

  constructor(folder: string) {
    this.#folder = join(folder, packagesFolder)
  }

  async receive(bytes: AsyncIterable<Uint8Array>): Promise<IncomingPackage> {
    const file = join(this.#folder, `incoming-${randomBytes(6).toString('hex')}.tmp`)
    await onDisk('write', this.#folder, () => makeFolder(this.#folder))
    const hash = createHash('sha256')
    const handle = await onDisk('write', file, () => open(file, 'wx', 0o600))
    let size = 0
    try {
      // What the source throws is the caller's; what the disk says is a failure of storage.
      for await (const chunk of bytes) {
        hash.update(chunk)
        size += chunk.length
        await onDisk('write', file, () => handle.appendFile(chunk))
      }
      await onDisk('write', file, () => handle.sync())
      await handle.close()
    } catch (error) {
      await handle.close().catch(() => undefined)
      await rm(file, { force: true }).catch(() => undefined)
      throw error
    }
    const name = sha256.parse(hash.digest('hex'))
    return {
      file,
      sha256: name,
      bytes: size,
      keep: found => this.#keep(file, name, found),
      discard: () => onDisk('delete', file, () => rm(file, { force: true }))
    }
  }

  async #keep(file: string, name: Sha256, found: Pick<StoredPackage, 'format' | 'manifest'>): Promise<void> {
    const path = this.pathOf(name)
    await onDisk('write', path, () => makeFolder(dirname(path)))
    // The description first: content without one would look whole and be none.
    await this.describe(name, found)
    await onDisk('write', path, async () => {
      await rename(file, path)
      await syncFolder(dirname(path))
    })
  }

  pathOf(name: Sha256): string {
    // Hashes become parts of a path here, so they are checked even though the doors check them too.
    return join(this.#folder, sha256.parse(name), 'content')
  }

  async sizeOf(name: Sha256): Promise<number | null> {
    const path = this.pathOf(name)
    return onDisk('read', path, () =>
      stat(path).then(
        stats => (stats.isFile() ? stats.size : null),
        (error: unknown) => {
          if (isMissing(error)) return null
          throw error
        }
      )
    )
  }

  async get(name: Sha256): Promise<StoredPackage | null> {
    const bytes = await this.sizeOf(name)
    if (bytes === null) return null
    const path = this.#descriptionPath(name)
    const text = await onDisk('read', path, () =>
      readFile(path, 'utf8').catch((error: unknown) => {
        if (isMissing(error)) return ''
        throw error
      })
    )
    const parsed = description.safeParse(unseal(text))
    return { file: this.pathOf(name), bytes, ...(parsed.success ? parsed.data : { format: null, manifest: null }) }
  }

  async describe(name: Sha256, found: Pick<StoredPackage, 'format' | 'manifest'>): Promise<void> {
    const { format, manifest } = found
    await writeAtomically(this.#descriptionPath(name), sealed(JSON.stringify({ format, manifest }).slice(0, -1)))
  }

  async hashOf(name: Sha256): Promise<Sha256 | null> {
    const path = this.pathOf(name)
    return onDisk('read', path, async () => {
      const hash = createHash('sha256')
      try {
        for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) hash.update(chunk)
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
      return sha256.parse(hash.digest('hex'))
    })
  }

  async tree(...[name, manifest, unpack, signal]: Parameters<PackageFiles['tree']>): Promise<Result<string>> {
    for (let under = this.#making.get(name); under !== undefined; under = this.#making.get(name)) {
      const isMade = await under.made.then(
        ({ ok }) => ok,
        () => false
      )
      // Whoever made it may have given up, which nobody else did.
      if (isMade || signal.aborted || !under.signal.aborted) return under.made
    }
    const made = this.#tree(name, manifest, unpack, signal).finally(() => this.#making.delete(name))
    this.#making.set(name, { made, signal })
    return made
  }

  async #tree(...[name, manifest, unpack, signal]: Parameters<PackageFiles['tree']>): Promise<Result<string>> {
    const path = join(dirname(this.pathOf(name)), 'tree')
    if (this.#soundTrees.has(name) || (await isAsWritten(path, manifest, signal))) {
      this.#soundTrees.add(name)
      const now = new Date()
      // Says that it is in use; a disk that does not allow it only makes it go earlier.
      if (
        await utimes(path, now, now).then(
          () => true,
          () => false
        )
      )
        return { ok: true, value: path }
    }
    this.#soundTrees.delete(name)
    const temporary = join(dirname(path), `tree-${randomBytes(6).toString('hex')}.tmp`)
    try {
      await onDisk('write', path, async () => {
        await rm(path, { recursive: true, force: true })
        await makeFolder(temporary)
      })
      const done = await unpack(temporary)
      if (!done.ok) return done
      await onDisk('write', path, () => rename(temporary, path))
      this.#soundTrees.add(name)
      return { ok: true, value: path }
    } finally {
      await rm(temporary, { recursive: true, force: true }).catch(() => undefined)
    }
  }

  async remove(name: Sha256): Promise<void> {
    const folder = dirname(this.pathOf(name))
    this.#soundTrees.delete(name)
    await onDisk('delete', folder, () => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  }

  async all(): Promise<readonly Sha256[]> {
    const names = await onDisk('read', this.#folder, () => listFolder(this.#folder))
    return names.flatMap(name => {
      const parsed = sha256.safeParse(name)
      return parsed.success ? [parsed.data] : []
    })
  }

  async sweep(before: number): Promise<void> {
    await onDisk('delete', this.#folder, async () => {
      for (const name of await listFolder(this.#folder)) {
        const path = join(this.#folder, name)
        if (incomingName.test(name)) await rm(path, { force: true })
        if (sha256.safeParse(name).success) await sweepTrees(path, before)
      }
    })
  }

  #descriptionPath(name: Sha256): string {
    return join(dirname(this.pathOf(name)), 'manifest.json')
  }
}

/** Removes what unpacking left that never ended, and a tree that nobody used since. */
async function sweepTrees(folder: string, before: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const isOld = name === 'tree' && (await stat(path)).mtimeMs < before
    if (isOld || treeTemporary.test(name)) await rm(path, { recursive: true, force: true })
  }
}

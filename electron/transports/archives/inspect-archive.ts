import { createHash } from 'node:crypto'
import type { PackageFormat } from '@shared/model/package'
import type { ManifestEntry, ManifestFile, PackageManifest } from '@shared/packages/manifest'
import type { ArchiveEntry, ArchiveLimits } from './entries'
import { readArchive } from './read-archive'

/** What an archive holds. */
export interface InspectedArchive {
  readonly manifest: PackageManifest
  /** The description that a NuGet package has in itself; null for all others. */
  readonly nuspec: string | null
}

const nuspecLimit = 1024 * 1024

/**
 * Reads all of an archive, and hashes each file in it. Nothing is written. @throws FailureError `package-invalid`, the
 * system's error, or the signal's reason.
 * @param reached hears how many bytes of the file have been read
 */
export async function inspectArchive(
  file: string,
  format: PackageFormat,
  signal: AbortSignal,
  limits?: ArchiveLimits,
  reached?: (bytes: number) => void
): Promise<InspectedArchive> {
  const inspection = new Inspection()
  for await (const entry of readArchive(file, format, limits, reached)) {
    signal.throwIfAborted()
    await inspection.take(entry, signal)
  }
  return { manifest: inspection.manifest(), nuspec: inspection.nuspec }
}

class Inspection {
  nuspec: string | null = null
  readonly #files = new Map<string, ManifestFile>()
  readonly #links: ManifestEntry[] = []
  readonly #folders = new Set<string>()

  async take(entry: ArchiveEntry, signal: AbortSignal): Promise<void> {
    const { path } = entry
    switch (entry.kind) {
      case 'folder':
        this.#folders.add(path)
        return
      case 'link':
        this.#links.push({ kind: 'link', path, to: entry.to })
        return
      case 'copy': {
        const of = this.#files.get(entry.of)
        if (of === undefined) throw new Error(`The file ${entry.of} did not come before its copy`)
        this.#files.set(path, { ...of, path })
        return
      }
      case 'file':
        this.#files.set(path, await this.#hashed(entry, signal))
    }
  }

  async #hashed(entry: Extract<ArchiveEntry, { kind: 'file' }>, signal: AbortSignal): Promise<ManifestFile> {
    const { path, isExecutable } = entry
    const isNuspec = /^[^/]+\.nuspec$/i.test(path) && entry.bytes <= nuspecLimit
    const hash = createHash('sha256')
    const kept: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of entry.content()) {
      signal.throwIfAborted()
      hash.update(chunk)
      bytes += chunk.length
      if (isNuspec) kept.push(Buffer.from(chunk))
    }
    if (isNuspec) this.nuspec = Buffer.concat(kept).toString('utf8')
    // It is a hash in lower-case hex by its making.
    return { kind: 'file', path, isExecutable, bytes, sha256: hash.digest('hex') as ManifestFile['sha256'] }
  }

  manifest(): PackageManifest {
    const others = [...this.#files.values(), ...this.#links]
    const full = new Set<string>()
    for (const path of [...others.map(item => item.path), ...this.#folders])
      for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
        const above = path.slice(0, end)
        if (full.has(above)) break
        full.add(above)
      }
    const empty = [...this.#folders].filter(path => !full.has(path))
    const entries = [...others, ...empty.map(path => ({ kind: 'folder' as const, path }))]
    return { format: 1, entries: entries.sort((a, b) => (a.path < b.path ? -1 : 1)) }
  }
}

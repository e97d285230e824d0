import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { ManifestEntry, PackageManifest } from '@shared/packages/manifest'

/**
 * Whether a folder holds what a manifest says, and nothing else. False also where it is not there or cannot be read.
 * @throws the signal's reason
 */
export async function isAsWritten(folder: string, manifest: PackageManifest, signal: AbortSignal): Promise<boolean> {
  const expected = new Map(manifest.entries.map(entry => [entry.path, entry]))
  try {
    const found = await look(folder, '', expected, signal)
    return found === expected.size
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Different || (error instanceof Error && 'code' in error)) return false
    throw error
  }
}

class Different extends Error {}

/** How many entries of the manifest are in a folder, which has nothing else. @throws Different */
async function look(
  root: string,
  below: string,
  expected: ReadonlyMap<string, ManifestEntry>,
  signal: AbortSignal
): Promise<number> {
  let count = 0
  const items = await readdir(join(root, below), { withFileTypes: true })
  for (const item of items) {
    signal.throwIfAborted()
    const path = below === '' ? item.name : `${below}/${item.name}`
    const entry = expected.get(path)
    if (item.isDirectory()) {
      const inside = await look(root, path, expected, signal)
      if (inside === 0 && entry?.kind !== 'folder') throw new Different()
      count += entry?.kind === 'folder' ? 1 : inside
      continue
    }
    if (entry === undefined || !(await isSame(join(root, path), item, entry))) throw new Different()
    count++
  }
  return count
}

async function isSame(
  path: string,
  item: { isFile(): boolean; isSymbolicLink(): boolean },
  entry: ManifestEntry
): Promise<boolean> {
  if (entry.kind === 'link') return item.isSymbolicLink() && (await readlink(path)) === entry.to
  if (entry.kind !== 'file' || !item.isFile()) return false
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) hash.update(chunk)
  return hash.digest('hex') === entry.sha256
}

import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sha256 as sha256Schema } from '@shared/ids'
import type { ManifestEntry } from '@shared/packages/manifest'
import type { Shipment } from '../../electron/engine/ports'

const hashOf = (content: string | Buffer) => sha256Schema.parse(createHash('sha256').update(content).digest('hex'))

/** What a package is made of: content, `{ run: content }` for a program, `{ to }` for a link, null for an empty folder. */
export type Content = Readonly<Record<string, string | { readonly run: string } | { readonly to: string } | null>>

/** Writes a file on this machine and answers how it is sent. `key` may tell another hash than its own. */
export async function fileShipment(
  folder: string,
  content: Buffer | string,
  change: Partial<Extract<Shipment, { kind: 'file' }>> = {}
): Promise<Extract<Shipment, { kind: 'file' }>> {
  const from = join(folder, `source-${hashOf(content).slice(0, 12)}`)
  await writeFile(from, content)
  const bytes = Buffer.byteLength(content)
  return { kind: 'file', key: hashOf(content), from, bytes, to: '.slipway/packages/x/file/shop.zip', ...change }
}

/** Writes the files of a package on this machine and answers how they are sent. */
export async function treeShipment(
  folder: string,
  content: Content,
  change: Partial<Extract<Shipment, { kind: 'tree' }>> = {}
): Promise<Extract<Shipment, { kind: 'tree' }>> {
  const key = hashOf(JSON.stringify(content))
  const from = join(folder, `tree-${key.slice(0, 12)}`)
  const entries: ManifestEntry[] = []
  for (const [path, value] of Object.entries(content).sort(([one], [other]) => (one < other ? -1 : 1))) {
    const at = join(from, path)
    await mkdir(value === null ? at : dirname(at), { recursive: true })
    if (value === null) entries.push({ kind: 'folder', path })
    else if (typeof value === 'object' && 'to' in value) {
      await symlink(value.to, at)
      entries.push({ kind: 'link', path, to: value.to })
    } else {
      const text = typeof value === 'string' ? value : value.run
      const isExecutable = typeof value !== 'string'
      await writeFile(at, text)
      if (isExecutable) await chmod(at, 0o755)
      entries.push({ kind: 'file', path, isExecutable, bytes: Buffer.byteLength(text), sha256: hashOf(text) })
    }
  }
  const to = `.slipway/packages/${key}/tree`
  return { kind: 'tree', key, from, manifest: { format: 1, entries }, to, basedOn: [], ...change }
}

/** What is in a folder, as `treeShipment` would be given it. */
export async function contentOf(folder: string): Promise<Content> {
  const found: Record<string, Content[string]> = {}
  const walk = async (below: string): Promise<void> => {
    const names = await readdir(join(folder, below))
    if (names.length === 0 && below !== '') found[below] = null
    for (const name of names) {
      const path = below === '' ? name : `${below}/${name}`
      const stats = await lstat(join(folder, path))
      if (stats.isDirectory()) await walk(path)
      else if (stats.isSymbolicLink()) found[path] = { to: await readlink(join(folder, path)) }
      else {
        const text = await readFile(join(folder, path), 'utf8')
        found[path] = (stats.mode & 0o100) === 0 ? text : { run: text }
      }
    }
  }
  await walk('')
  return found
}

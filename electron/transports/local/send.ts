import { createHash, randomBytes } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { chmod, copyFile, mkdir, open, readFile, rename, rm, stat, statfs, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fail, ok, type Result } from '@shared/result'
import type { Shipment, ShipmentProgress, Shipped } from '../../engine/ports'
import { diskFull, sourceUnreadable, transferCancelled, transferDamaged, transferRefused } from '../shipping/failures'
import { throttled } from '../shipping/pace'
import { treeText } from '../shipping/tree-manifest'
import { codeOf, messageOf } from '../ssh/failures'

type Tell = (progress: ShipmentProgress) => void
type File = Extract<Shipment, { kind: 'file' }>
type Tree = Extract<Shipment, { kind: 'tree' }>

const here = 'this machine'

/**
 * Brings a shipment to its place on this machine: a copy that shares nothing with the repository but, where the disk can
 * do that, blocks that neither side can change for the other. `folder` is where relative paths begin.
 */
export async function sendHere(
  folder: string,
  shipment: Shipment,
  tell: Tell,
  signal: AbortSignal
): Promise<Result<Shipped>> {
  try {
    const rarely = throttled(tell)
    return shipment.kind === 'file'
      ? await fileHere(resolve(folder, shipment.to), shipment, rarely, signal)
      : await treeHere(resolve(folder, shipment.to), shipment, rarely, signal)
  } catch (error) {
    if (signal.aborted) return fail(transferCancelled(shipment, here))
    if (error instanceof SourceError) return fail(sourceUnreadable(shipment, error.message))
    if (error instanceof DamagedError)
      return fail(transferDamaged(here, { name: error.path, expected: error.expected, found: error.found }))
    if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT')
      return fail(diskFull(shipment, here, await freeSpace(resolve(folder, shipment.to)), neededBy(shipment)))
    return fail(transferRefused(shipment, here, messageOf(error)))
  }
}

/** What is to be copied cannot be read. */
class SourceError extends Error {}

/** A copy has another hash than it ought to. */
class DamagedError extends Error {
  readonly path: string
  readonly expected: string
  readonly found: string
  constructor(path: string, expected: string, found: string) {
    super(path)
    this.path = path
    this.expected = expected
    this.found = found
  }
}

async function fileHere(path: string, shipment: File, tell: Tell, signal: AbortSignal): Promise<Result<Shipped>> {
  const { key, from, bytes } = shipment
  const sidecar = `${path}.sha256`
  const [size, said] = [await sizeOf(path), await textOf(sidecar)]
  if (size === bytes && said?.startsWith(key) && !(await isNewer(path, sidecar)))
    return ok({ how: 'there', sent: 0, path })
  await mkdir(dirname(path), { recursive: true })
  const part = partOf(path, key)
  try {
    await copy(from, part, key, basename(path), signal)
    tell({ sent: bytes, total: bytes })
    const file = await open(part, 'r+')
    await file.datasync().finally(() => file.close())
    await rename(part, path)
    await writeFile(sidecar, `${key}  ${basename(path)}\n`)
    return ok({ how: 'stream', sent: bytes, path })
  } finally {
    await rm(part, { force: true })
  }
}

async function treeHere(path: string, shipment: Tree, tell: Tell, signal: AbortSignal): Promise<Result<Shipped>> {
  const { key, from, manifest } = shipment
  const beside = join(dirname(path), 'manifest')
  const text = treeText(key, manifest)
  if ((await textOf(beside)) === text && (await isComplete(path, shipment, beside)))
    return ok({ how: 'there', sent: 0, path })
  const part = partOf(path, key)
  const total = neededBy(shipment) * 1024
  let sent = 0
  try {
    await mkdir(part, { recursive: true })
    for (const entry of manifest.entries) {
      const to = join(part, entry.path)
      await mkdir(entry.kind === 'folder' ? to : dirname(to), { recursive: true })
      if (entry.kind === 'link') await symlink(entry.to, to)
      if (entry.kind !== 'file') continue
      await copy(join(from, entry.path), to, entry.sha256, entry.path, signal)
      if (entry.isExecutable) await chmod(to, 0o755)
      sent += entry.bytes
      tell({ sent, total })
    }
    await rm(beside, { force: true })
    await rm(path, { recursive: true, force: true })
    await rename(part, path)
    await writeFile(`${part}.manifest`, text)
    await rename(`${part}.manifest`, beside)
    return ok({ how: 'stream', sent, path })
  } finally {
    await rm(part, { recursive: true, force: true })
  }
}

/** A name of its own: two may bring the same at the same time, and the later one wins with the same content. */
const partOf = (path: string, key: string): string =>
  join(dirname(path), `.slipway-${key.slice(0, 16)}-${randomBytes(4).toString('hex')}.part`)

async function copy(from: string, to: string, expected: string, name: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw new Error('it was cancelled')
  if ((await sizeOf(from)) === null) throw new SourceError(`${from} is not there`)
  await copyFile(from, to, constants.COPYFILE_FICLONE)
  await chmod(to, 0o644)
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(to, { highWaterMark: 256 * 1024, signal })) hash.update(chunk as Buffer)
  const found = hash.digest('hex')
  if (found !== expected) throw new DamagedError(name, expected, found)
}

async function isComplete(path: string, { manifest }: Tree, beside: string): Promise<boolean> {
  for (const entry of manifest.entries) {
    if (entry.kind !== 'file') continue
    const at = join(path, entry.path)
    if ((await sizeOf(at)) !== entry.bytes || (await isNewer(at, beside))) return false
  }
  return (await stat(path).catch(() => null))?.isDirectory() ?? false
}

async function sizeOf(path: string): Promise<number | null> {
  const stats = await stat(path).catch(() => null)
  return stats?.isFile() ? stats.size : null
}

async function isNewer(path: string, than: string): Promise<boolean> {
  const [one, other] = await Promise.all([path, than].map(item => stat(item).catch(() => null)))
  return !one || !other || one.mtimeMs > other.mtimeMs
}

const textOf = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)

/** In KB. */
function neededBy(shipment: Shipment): number {
  const bytes =
    shipment.kind === 'file'
      ? shipment.bytes
      : shipment.manifest.entries.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.bytes : 0), 0)
  return Math.ceil(bytes / 1024)
}

async function freeSpace(path: string): Promise<number | null> {
  const stats = await statfs(dirname(path)).catch(() => null)
  return stats === null ? null : Math.floor((stats.bavail * stats.bsize) / 1024)
}

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fail, ok, type Result } from '@shared/result'
import type { Shipment, ShipmentProgress, Shipped } from '../../engine/ports'
import {
  sourceUnreadable,
  transferCancelled,
  transferDamaged,
  transferLost,
  transferRefused
} from '../shipping/failures'
import { chunkBytes } from '../shipping/shared-reads'
import { FileSource, type Source } from '../shipping/sources'
import { treeText } from '../shipping/tree-manifest'
import { messageOf } from './failures'
import type { Way } from './send-way'
import { SftpFiles } from './sftp-files'
import { withSftp } from './sftp-session'

type Tell = (progress: ShipmentProgress) => void
type File = Extract<Shipment, { kind: 'file' }>
type Tree = Extract<Shipment, { kind: 'tree' }>

/** What is read back to be verified, at most; more would take as long as sending it again. Bytes. */
const readBackLimit = 4 * 1024 * 1024

/**
 * For hosts that let nobody start commands. What was sent has its size checked, and its hash where it is small enough to
 * be read back; nothing has its name before. `noSftp` where that cannot be had either.
 */
export async function sendBySftp(
  way: Way,
  shipment: Shipment,
  tell: Tell,
  signal: AbortSignal
): Promise<Result<Shipped> | { readonly noSftp: Result<Shipped> }> {
  let isOpen = false
  try {
    const result = await withSftp(way.openSftp, session => {
      isOpen = true
      const files = new SftpFiles(session)
      return shipment.kind === 'file'
        ? new Sending(way, files, tell, signal).file(shipment)
        : new Sending(way, files, tell, signal).tree(shipment)
    })
    return result ?? { noSftp: fail(transferLost(shipment, way.where, 'the connection is gone')) }
  } catch (error) {
    if (signal.aborted) return fail(transferCancelled(shipment, way.where))
    if (error instanceof SourceError) return fail(sourceUnreadable(shipment, error.message))
    const failure = fail(transferRefused(shipment, way.where, messageOf(error)))
    return isOpen ? failure : { noSftp: failure }
  }
}

/** What is on this machine cannot be read. */
class SourceError extends Error {}

class Sending {
  readonly #way: Way
  readonly #files: SftpFiles
  readonly #tell: Tell
  readonly #signal: AbortSignal
  #sent = 0

  constructor(way: Way, files: SftpFiles, tell: Tell, signal: AbortSignal) {
    this.#way = way
    this.#files = files
    this.#tell = tell
    this.#signal = signal
  }

  async file({ key, from, bytes, to }: File): Promise<Result<Shipped>> {
    const part = join(to, '..', `.slipway-${key}.part`).replaceAll('\\', '/')
    await this.#files.makeFolders(part)
    const [said, size] = [await this.#files.text(`${to}.sha256`), await this.#files.size(to)]
    if (said?.startsWith(key) && size === bytes) return this.#done('there', to)
    const there = (await this.#files.size(part)) ?? 0
    const start = there <= bytes ? there : 0
    await this.#write(new FileSource(from, bytes), part, start, bytes)
    const damaged = await this.#damage(part, to, key, bytes)
    if (damaged !== null) return damaged
    await this.#files.rename(part, to)
    await this.#files.write(`${to}.sha256`, Buffer.from(`${key}\n`))
    return this.#done('sftp', to)
  }

  async tree({ key, from, manifest, to }: Tree): Promise<Result<Shipped>> {
    const text = treeText(key, manifest)
    const beside = join(to, '../manifest').replaceAll('\\', '/')
    if ((await this.#files.text(beside))?.startsWith(text.slice(0, text.indexOf('\n') + 1)))
      return this.#done('there', to)
    const part = join(to, '..', `.slipway-${key}.part`).replaceAll('\\', '/')
    const total = manifest.entries.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.bytes : 0), 0)
    for (const entry of manifest.entries) {
      const path = `${part}/${entry.path}`
      await this.#files.makeFolders(entry.kind === 'folder' ? `${path}/x` : path)
      if (entry.kind === 'link') await this.#files.link(entry.to, path)
      if (entry.kind !== 'file') continue
      await this.#write(new FileSource(join(from, entry.path), entry.bytes), path, 0, total)
      const damaged = await this.#damage(path, entry.path, entry.sha256, entry.bytes)
      if (damaged !== null) return damaged
      if (entry.isExecutable) await this.#files.makeExecutable(path)
    }
    await this.#files.makeFolders(`${part}/x`)
    await this.#files.rename(part, to)
    await this.#files.write(beside, Buffer.from(text))
    return this.#done('sftp', to)
  }

  async #done(how: Shipped['how'], to: string): Promise<Result<Shipped>> {
    return ok({ how, sent: this.#sent, path: await this.#files.absolute(to) })
  }

  async #write(source: Source, path: string, start: number, total: number): Promise<void> {
    const put = await this.#files.open(path, start === 0 ? 'w' : 'r+')
    try {
      for (let at = start; at < source.bytes; ) {
        if (this.#signal.aborted) throw new Error('it was cancelled')
        const chunk = await source.read(at, Math.min(chunkBytes, source.bytes - at)).catch((error: unknown) => {
          throw new SourceError(messageOf(error))
        })
        await this.#way.limit.pass(chunk.byteLength, this.#signal)
        await put.write(chunk, at)
        at += chunk.byteLength
        this.#sent += chunk.byteLength
        this.#tell({ sent: this.#sent, total: Math.max(total, this.#sent) })
      }
    } finally {
      await put.close()
    }
  }

  /** What is wrong with what arrived, which is removed then; null for nothing that could be seen. */
  async #damage(path: string, name: string, expected: string, bytes: number): Promise<Result<never> | null> {
    const size = await this.#files.size(path)
    const content = size === bytes && bytes <= readBackLimit ? await this.#files.read(path) : null
    const found = content === null ? null : createHash('sha256').update(content).digest('hex')
    if (size === bytes && (found === null || found === expected)) return null
    await this.#files.remove(path)
    return fail(transferDamaged(this.#way.where, { name, expected, found }))
  }
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deployment } from '@shared/deployment'
import { z } from 'zod'
import { writeAtomically } from '../atomic-file'

const size = z.number().int().nonnegative()
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const seal = z.strictObject({
  /** Of the log's first `size` bytes. */
  events: z.strictObject({ size, sha256: hash }),
  /** By their ids. */
  artifacts: z.record(z.string(), z.strictObject({ size, sha256: hash }))
})

/**
 * What a deployment's log and artifacts were when it was over. Lines of a log have no sums of their own, so this is what
 * tells a changed one. A deployment that is continued, given up or told of by a receipt adds to the same log: the seal
 * then is of the log's beginning, until that is over again.
 */
export type Seal = z.infer<typeof seal>

export const sealName = 'seal.json'

/** Null when there is none that can be read. `folder` is the deployment's own. */
export async function readSeal(folder: string): Promise<Seal | 'unreadable' | null> {
  const text = await readFile(join(folder, sealName), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return seal.parse(JSON.parse(text))
  } catch {
    return 'unreadable'
  }
}

/**
 * Seals what is there. A seal that is there gives way to one of the longer log, unless what it is of was changed: then
 * it stays, as the proof of that. @throws when it cannot be read or written.
 */
export async function sealFolder(folder: string, state: Deployment): Promise<void> {
  const before = await readSeal(folder)
  if (before === 'unreadable') return
  const log = join(folder, 'events.ndjson')
  if (before !== null) {
    if ((await stat(log)).size <= before.events.size) return
    if ((await digestOf(log, before.events.size)).sha256 !== before.events.sha256) return
  }
  const artifacts: Record<string, Seal['events']> = { ...before?.artifacts }
  for (const { id } of Object.values(state.runs).flatMap(run => run.artifacts)) {
    if (Object.hasOwn(artifacts, id)) continue
    const digest = await digestOf(join(folder, 'artifacts', id)).catch(() => null)
    if (digest !== null) artifacts[id] = digest
  }
  const found: Seal = { events: await digestOf(log), artifacts }
  await writeAtomically(join(folder, sealName), JSON.stringify(found))
}

/** Size and SHA-256 of a file, or of no more than its first `most` bytes. @throws the system's error. */
export async function digestOf(file: string, most = Number.POSITIVE_INFINITY): Promise<Seal['events']> {
  const sum = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    const wanted = chunk.subarray(0, most - bytes)
    sum.update(wanted)
    bytes += wanted.length
    if (bytes >= most) break
  }
  return { size: bytes, sha256: sum.digest('hex') }
}

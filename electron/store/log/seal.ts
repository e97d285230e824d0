import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deployment } from '@shared/deployment'
import { z } from 'zod'
import { writeAtomically } from '../atomic-file'

const size = z.number().int().nonnegative()
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const seal = z.strictObject({
  /** Of the whole log. */
  events: z.strictObject({ size, sha256: hash }),
  /** By their ids. */
  artifacts: z.record(z.string(), z.strictObject({ size, sha256: hash }))
})

/**
 * What a deployment's log and artifacts were when it was over: nothing is added to them from then on. Lines of a log
 * have no sums of their own, so this is what tells a changed one.
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

/** Seals what is there, once; a seal that is there stays. @throws when it cannot be read or written. */
export async function sealFolder(folder: string, state: Deployment): Promise<void> {
  if ((await readSeal(folder)) !== null) return
  const artifacts: Record<string, Seal['events']> = {}
  for (const { id } of Object.values(state.runs).flatMap(run => run.artifacts)) {
    const digest = await digestOf(join(folder, 'artifacts', id)).catch(() => null)
    if (digest !== null) artifacts[id] = digest
  }
  const found: Seal = { events: await digestOf(join(folder, 'events.ndjson')), artifacts }
  await writeAtomically(join(folder, sealName), JSON.stringify(found))
}

/** Size and SHA-256 of a file. @throws the system's error. */
export async function digestOf(file: string): Promise<Seal['events']> {
  const sum = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    sum.update(chunk)
    bytes += chunk.length
  }
  return { size: bytes, sha256: sum.digest('hex') }
}

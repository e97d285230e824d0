import { join } from 'node:path'
import { z } from 'zod'
import { makeFolder, writeAtomically } from '../atomic-file'
import { sealed, unseal } from '../checksum'
import type { Repair } from '../repair'
import { onDisk } from '../storage-failure'
import { readText, storeSchema } from './document'

const count = z.number().int().nonnegative()
const content = z.strictObject({
  schema: z.literal(storeSchema),
  generation: count.min(1),
  through: count,
  floor: count,
  isClosed: z.boolean(),
  shards: z.record(z.string(), z.array(count))
})

/** Which files of records there are, and what of the journal they contain. Written at the end of each checkpoint. */
export interface Manifest {
  readonly generation: number
  /** The newest files hold every change up to this journal line; the audit log holds its entries up to it. */
  readonly through: number
  /** Both files of each shard hold every change up to this line, so the journal before it may be dropped. */
  readonly floor: number
  /** Whether the store was closed in order, so that nothing follows `through`. */
  readonly isClosed: boolean
  /** The generation of each shard, by collection; the first number is of shard 1. */
  readonly shards: Readonly<Record<string, readonly number[]>>
}

/** Of two files that are written in turns, the one that takes this generation. */
export const slotOf = (generation: number): 'a' | 'b' => (generation % 2 === 1 ? 'a' : 'b')

const nameOf = (generation: number): string => `records/manifest.${slotOf(generation)}.json`

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const { generation, through, floor, isClosed, shards } = manifest
  const text = JSON.stringify({ schema: storeSchema, generation, through, floor, isClosed, shards })
  const path = join(folder, nameOf(generation))
  await onDisk('write', path, () => makeFolder(join(folder, 'records')))
  await writeAtomically(path, sealed(text.slice(0, -1)))
}

interface ManifestReading {
  /** Null when neither of the two files can be used. */
  readonly manifest: Manifest | null
  /** Whether there is a file of it at all, good or not. */
  readonly isThere: boolean
  readonly repairs: readonly Repair[]
}

/** Reads both files and gives the newer one. @throws FailureError `storage-failed`. */
export async function readManifest(folder: string): Promise<ManifestReading> {
  const readings = await Promise.all([1, 2].map(generation => readOne(folder, nameOf(generation))))
  const good = readings.flatMap(reading => (reading.manifest === null ? [] : [reading.manifest]))
  const manifest = good.reduce<Manifest | null>(
    (best, one) => (best && best.generation > one.generation ? best : one),
    null
  )
  const isThere = readings.some(reading => reading.what !== 'was missing')
  if (manifest === null) return { manifest, isThere, repairs: [] }
  const bad = readings.filter(reading => reading.manifest === null)
  // The first generation has no other file yet.
  const repairs = bad
    .filter(({ what }) => !(what === 'was missing' && manifest.generation === 1))
    .map(({ file, what }) => ({ file, what, restoredFrom: 'its other copy' }))
  return { manifest, isThere, repairs }
}

async function readOne(folder: string, file: string) {
  const text = await readText(join(folder, file))
  if (text.kind === 'missing') return { file, manifest: null, what: 'was missing' }
  const parsed = text.kind === 'text' ? content.safeParse(unseal(text.text)) : null
  if (parsed?.success && file === nameOf(parsed.data.generation)) return { file, manifest: parsed.data, what: '' }
  return { file, manifest: null, what: text.kind === 'text' ? 'was damaged' : text.what }
}

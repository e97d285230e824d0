import { join } from 'node:path'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { Repair } from '../repair'
import { type DocumentReading, type RecordsDocument, readDocument } from './document'
import { shardFile } from './shard'

export interface LoadedShard {
  readonly records: RecordsDocument['records']
  /** What the next generation follows. */
  readonly generation: number
  /** Every change up to this journal line is contained; what follows is in the journal. */
  readonly upTo: number
  readonly repair: Repair | null
}

/** What is known of a shard before its files are read. */
export interface ShardPlace {
  readonly folder: string
  readonly collection: string
  readonly number: number
  /** The generation that the manifest tells; 0 when it knows none. */
  readonly expected: number
  /** As in the manifest. */
  readonly through: number
  readonly floor: number
}

/**
 * Reads a shard that the manifest knows: the file of its generation or, where that is damaged, the other one.
 * @throws FailureError `storage-damaged` that names both when neither can be used.
 */
export async function loadShard(place: ShardPlace): Promise<LoadedShard> {
  const { folder, collection, number, expected, through, floor } = place
  // Not written before the last checkpoint ended: whatever files there are, the journal has everything.
  if (expected === 0) return { records: new Map(), generation: 0, upTo: floor, repair: null }
  const file = shardFile(collection, number, expected)
  const found = await readDocument(join(folder, file))
  if (found.kind === 'good' && found.document.generation >= expected) {
    const { records, generation, upTo } = found.document
    return { records, generation, upTo: Math.max(upTo, through), repair: null }
  }
  const what = found.kind === 'missing' ? 'was missing' : found.kind === 'damaged' ? found.what : 'was an old copy'
  return loadOther(place, file, what)
}

async function loadOther(place: ShardPlace, file: string, what: string): Promise<LoadedShard> {
  const { folder, collection, number, expected, through, floor } = place
  const otherFile = shardFile(collection, number, expected + 1)
  const other = await readDocument(join(folder, otherFile))
  if (other.kind === 'good' && other.document.generation >= expected - 1) {
    const { records, generation, upTo } = other.document
    const known = generation > expected ? through : floor
    const restoredFrom = 'its other copy and the journal'
    return { records, generation, upTo: Math.max(upTo, known), repair: { file, what, restoredFrom } }
  }
  if (expected === 1 && other.kind === 'missing')
    return {
      records: new Map(),
      generation: 0,
      upTo: floor,
      repair: { file, what, restoredFrom: 'the journal' }
    }
  throw new FailureError(bothDamaged(file, what, otherFile, wordsFor(other)))
}

const wordsFor = (reading: DocumentReading): string =>
  reading.kind === 'missing' ? 'was missing' : reading.kind === 'damaged' ? reading.what : 'was an old copy'

const bothDamaged = (file: string, what: string, otherFile: string, otherWhat: string): Failure => ({
  kind: 'storage-damaged',
  message: `Both copies of some records cannot be used: ${file} ${what}, and ${otherFile} ${otherWhat}.`,
  remedy: 'Nothing was changed. Restore the workspace from a backup, or put one of the two files back.',
  detail: { file, otherFile }
})

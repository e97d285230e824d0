import { join } from 'node:path'
import { type Adapter, Low } from 'lowdb'
import { makeFolder, writeAtomically } from '../atomic-file'
import { onDisk } from '../storage-failure'
import { documentText, type RecordsDocument, readDocument, type StoredRecord } from './document'
import { slotOf } from './manifest'

/** The path of a shard's file, below the data folder. */
export const shardFile = (collection: string, number: number, generation: number): string =>
  `records/${collection}/${String(number).padStart(6, '0')}.${slotOf(generation)}.json`

/** One generation of a shard, as lowdb sees it. */
class GenerationFile implements Adapter<RecordsDocument> {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  async read(): Promise<RecordsDocument | null> {
    const reading = await readDocument(this.#path)
    return reading.kind === 'good' ? reading.document : null
  }

  async write(document: RecordsDocument): Promise<void> {
    const path = this.#path
    await onDisk('write', path, () => makeFolder(join(path, '..')))
    await writeAtomically(path, await documentText(document))
  }
}

/**
 * At most fifty records of a collection. Each generation is written to the older of two files, so the one before stays;
 * what neither holds yet is in the journal.
 */
export class Shard {
  readonly collection: string
  readonly number: number
  readonly #folder: string
  /** Null when they are not in memory. In the order of their creation. */
  records: Map<string, StoredRecord> | null = null
  /** What kinds of records may be here, as their collection names them. */
  readonly tags = new Set<string>()
  /** By record, what its collection keeps of it in memory. Of a shard that never was in memory there is none. */
  readonly digests = new Map<string, object>()
  /** Of the newest file; 0 when there is none yet. */
  generation = 0
  /** The first journal line that the newer file does not hold; null when it holds all. */
  #newerLacks: number | null = null
  #olderLacks: number | null = null

  constructor(folder: string, collection: string, number: number) {
    this.#folder = folder
    this.collection = collection
    this.number = number
  }

  /** The first journal line that is needed because not both files hold it; null when both hold all. */
  get needs(): number | null {
    return this.#olderLacks
  }

  /** Notes that journal line `n` changed these records. */
  touch(n: number): void {
    this.#newerLacks ??= n
    this.#olderLacks ??= n
  }

  /** Notes that the older file may lack what came since journal line `n`. */
  distrust(n: number): void {
    this.#olderLacks = Math.min(this.#olderLacks ?? n, n)
  }

  /** Writes what readers see now, which holds every change up to journal line `upTo`. @throws FailureError */
  async write(upTo: number): Promise<void> {
    if (this.records === null) throw new Error(`Shard ${this.number} of ${this.collection} is not in memory`)
    const lacked = this.#newerLacks
    const generation = this.generation + 1
    const path = join(this.#folder, shardFile(this.collection, this.number, generation))
    this.#newerLacks = null
    try {
      const low = new Low(new GenerationFile(path), { generation, upTo, records: new Map(this.records) })
      await low.write()
      this.generation = generation
      // The newer file of before is the older one now; what came during the write is in neither.
      this.#olderLacks = lacked ?? this.#newerLacks
    } catch (error) {
      this.#newerLacks = lacked ?? this.#newerLacks
      throw error
    }
  }
}

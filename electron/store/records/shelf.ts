import { FailureError } from '@shared/failure-error'
import type { z } from 'zod'
import type { JournalChange } from '../journal/line'
import { damagedRecord } from '../storage-failure'
import type { StoredRecord } from './document'
import { Shard, shardFile } from './shard'

/** How many records a shard takes. */
export const shardSize = 50

/** What a collection is made of. */
export interface CollectionSpec {
  readonly name: string
  readonly schema: z.ZodType<StoredRecord>
  /** For a collection that comes without end: what of it is kept in memory. Null for all. */
  readonly kept: KeptRecords | null
}

export interface KeptRecords {
  /** How many of the newest shards are read at the start and stay in memory. */
  readonly shards: number
  /** Whether a record that is put cannot be there yet, so that nobody has to look for it. */
  readonly isNew: (record: StoredRecord) => boolean
  /** Words by which shards are passed over that hold no record of that kind. */
  readonly tags: (record: StoredRecord) => readonly string[]
  /** What stays in memory of a record that itself does not; null for nothing. */
  readonly digest: (record: StoredRecord) => object | null
}

/** The records of one collection as readers see them, by shards. */
export class Shelf {
  readonly spec: CollectionSpec
  readonly shards: Shard[] = []
  /** Where a record lies. Of shards that were never in memory nothing is known. */
  readonly homes = new Map<string, Shard>()
  readonly #folder: string
  #all: readonly StoredRecord[] | null = null

  constructor(folder: string, spec: CollectionSpec) {
    this.#folder = folder
    this.spec = spec
  }

  get(id: string): StoredRecord | undefined {
    return this.homes.get(id)?.records?.get(id)
  }

  /** In the order of their creation; only what is in memory. */
  all(): readonly StoredRecord[] {
    this.#all ??= this.shards.flatMap(shard => [...(shard.records?.values() ?? [])])
    return this.#all
  }

  /** Shard `number`, with those before it made as well where they are new. */
  shard(number: number): Shard {
    while (this.shards.length < number) {
      const shard = new Shard(this.#folder, this.spec.name, this.shards.length + 1)
      shard.records = new Map()
      this.shards.push(shard)
    }
    return this.shards[number - 1] as Shard
  }

  /** Makes a change of journal line `n` visible. */
  apply([, id, record, number]: JournalChange, n: number): void {
    const shard = this.shard(number)
    if (shard.records === null) throw new Error(`Shard ${number} of ${this.spec.name} is not in memory`)
    if (record === null) {
      shard.records.delete(id)
      shard.digests.delete(id)
      if (this.homes.get(id) === shard) this.homes.delete(id)
    } else {
      shard.records.set(id, record as StoredRecord)
      this.homes.set(id, shard)
      this.#note(shard, record as StoredRecord)
    }
    shard.touch(n)
    this.#all = null
  }

  /** Puts what a file held into memory. @throws FailureError `storage-damaged` for what its schema refuses. */
  fill(shard: Shard, records: ReadonlyMap<string, unknown>): void {
    const file = shardFile(shard.collection, shard.number, shard.generation)
    const parsed = new Map<string, StoredRecord>()
    for (const [id, value] of records) parsed.set(id, this.parse(id, value, file))
    shard.records = parsed
    shard.digests.clear()
    for (const record of parsed.values()) this.#note(shard, record)
    this.#all = null
  }

  /** Keeps what is to be known of a record also when it is not in memory. */
  #note(shard: Shard, record: StoredRecord): void {
    const { kept } = this.spec
    if (kept === null) return
    for (const tag of kept.tags(record)) shard.tags.add(tag)
    const digest = kept.digest(record)
    if (digest === null) shard.digests.delete(record.id)
    else shard.digests.set(record.id, digest)
  }

  /** Notes where the records of a shard lie. @throws FailureError when one of them is in another shard, too. */
  index(shard: Shard): void {
    for (const id of shard.records?.keys() ?? []) {
      const other = this.homes.get(id)
      if (other !== undefined && other !== shard)
        throw new FailureError(
          damagedRecord(shardFile(shard.collection, shard.number, shard.generation), id, 'is in two files')
        )
      this.homes.set(id, shard)
    }
  }

  parse(id: string, value: unknown, file: string): StoredRecord {
    const parsed = this.spec.schema.safeParse(value)
    const issue = parsed.error?.issues[0]
    if (!parsed.success)
      throw new FailureError(
        damagedRecord(file, id, `is not valid (${issue?.path.map(String).join('.') || 'value'}: ${issue?.message})`)
      )
    if (parsed.data.id !== id) throw new FailureError(damagedRecord(file, id, 'has another id'))
    return parsed.data
  }
}

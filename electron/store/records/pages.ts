import type { FailureError } from '@shared/failure-error'
import { nextTurn } from '../breathe'
import type { PendingChange } from '../change'
import type { Repair } from '../repair'
import type { StoredRecord } from './document'
import { loadShard } from './load-shard'
import type { Shard } from './shard'
import { type KeptRecords, type Shelf, shardSize } from './shelf'

/** About how many shards stay in memory beside the newest ones and those that have to be written. */
const pageLimit = 64

interface PagesOptions {
  readonly folder: string
  readonly shelf: Shelf
  readonly kept: KeptRecords
  readonly onRepair: (repair: Repair, shard: Shard) => void
}

/** The shards of a collection that is too long to be kept in memory as a whole. */
export class Pages {
  readonly shelf: Shelf
  readonly #options: PagesOptions
  /** Loaded shards beside the newest, those used last at the end. */
  readonly #used = new Set<Shard>()
  readonly #pins = new Map<Shard, number>()
  readonly #loading = new Map<Shard, Promise<void>>()
  readonly #isIndexed = new Set<Shard>()
  #broken: unknown = null
  #isStopped = false
  /** Settles when it is known where each record lies. */
  readonly complete: Promise<void>

  constructor(options: PagesOptions) {
    this.#options = options
    this.shelf = options.shelf
    for (const shard of this.shelf.shards) {
      if (shard.records === null) continue
      this.#isIndexed.add(shard)
      if (!this.#isNewest(shard)) this.#used.add(shard)
    }
    this.complete = this.#index()
  }

  /** Whether it is known where each record lies. */
  get isComplete(): boolean {
    return this.#isIndexed.size >= this.shelf.shards.length || this.shelf.shards.every(shard => this.#isKnown(shard))
  }

  stop(): void {
    this.#isStopped = true
  }

  /** @throws FailureError when the file where it may be cannot be read. */
  async get(id: string): Promise<StoredRecord | undefined> {
    if (!this.shelf.homes.has(id)) await this.#wholly()
    const shard = this.shelf.homes.get(id)
    if (shard === undefined) return undefined
    await this.#load(shard)
    return shard.records?.get(id)
  }

  /** Records of shards that may have all tags, from the newest shard to the oldest. @throws FailureError */
  async *newestFirst(tags: readonly string[]): AsyncGenerator<readonly StoredRecord[]> {
    for (let number = this.shelf.shards.length; number > 0; number--) {
      const records = await this.#tagged(this.shelf.shard(number), tags)
      if (records.length > 0) yield records.reverse()
    }
  }

  /** The same from the oldest shard to the newest. */
  async *oldestFirst(tags: readonly string[]): AsyncGenerator<readonly StoredRecord[]> {
    for (let number = 1; number <= this.shelf.shards.length; number++) {
      const records = await this.#tagged(this.shelf.shard(number), tags)
      if (records.length > 0) yield records
    }
  }

  /**
   * Digests of the records in shards that may have all tags, a shard's worth at a time. Files are read only of shards
   * that were not read since the start. @throws FailureError
   */
  async *digests(tags: readonly string[]): AsyncGenerator<readonly object[]> {
    for (let number = this.shelf.shards.length; number > 0; number--) {
      const shard = this.shelf.shard(number)
      if (!this.#isKnown(shard)) await this.#load(shard)
      if (tags.every(tag => shard.tags.has(tag))) yield [...shard.digests.values()]
    }
  }

  /** Tells the order of records that were got or whose shard is known: later ones have greater numbers. */
  positionOf(id: string): number {
    const shard = this.shelf.homes.get(id)
    return shard === undefined ? 0 : shard.number * shardSize + [...shard.digests.keys()].indexOf(id)
  }

  async #tagged(shard: Shard, tags: readonly string[]): Promise<StoredRecord[]> {
    if (this.#isKnown(shard) && !tags.every(tag => shard.tags.has(tag))) return []
    await this.#load(shard)
    return [...(shard.records?.values() ?? [])]
  }

  /** Brings what changes touch into memory, where it stays until the function that it gives is called. */
  async prepare(changes: readonly PendingChange[]): Promise<() => void> {
    const pinned: Shard[] = []
    const release = (): void => {
      for (const shard of pinned) this.#pins.set(shard, (this.#pins.get(shard) ?? 1) - 1)
    }
    this.#age()
    try {
      for (const { collection, id, record } of changes) {
        if (collection !== this.shelf.spec.name) continue
        const isNew = record !== null && this.#options.kept.isNew(record)
        if (!isNew && !this.shelf.homes.has(id)) await this.#wholly()
        const shard = this.shelf.homes.get(id)
        if (shard === undefined) continue
        this.#pins.set(shard, (this.#pins.get(shard) ?? 0) + 1)
        pinned.push(shard)
        await this.#load(shard)
      }
      return release
    } catch (error) {
      release()
      throw error
    }
  }

  /** Brings a shard into memory, where it stays while it has to be written. @throws FailureError */
  bring(shard: Shard): Promise<void> {
    return this.#load(shard)
  }

  async #wholly(): Promise<void> {
    if (this.isComplete) return
    await this.complete
    if (this.#broken !== null) throw this.#broken
  }

  /** Shards that came after the start were never out of memory. */
  #isKnown(shard: Shard): boolean {
    return shard.records !== null || this.#isIndexed.has(shard)
  }

  /** Reads the older shards one by one, newest first, and keeps of them only where which record lies. */
  async #index(): Promise<void> {
    for (const shard of [...this.shelf.shards].reverse()) {
      if (this.#isStopped) return
      if (this.#isIndexed.has(shard)) continue
      try {
        await this.#load(shard)
      } catch (error) {
        this.#broken ??= error as FailureError
      }
      await nextTurn()
    }
  }

  async #load(shard: Shard): Promise<void> {
    this.#used.delete(shard)
    if (!this.#isNewest(shard)) this.#used.add(shard)
    if (shard.records !== null) return
    const loading = this.#loading.get(shard) ?? this.#read(shard)
    this.#loading.set(shard, loading)
    await loading
    this.#evict(shard)
  }

  /** The newest shards of before are not kept for ever. */
  #age(): void {
    const aged = this.shelf.shards.at(-1 - this.#options.kept.shards)
    if (aged === undefined || aged.records === null || this.#used.has(aged)) return
    this.#isIndexed.add(aged)
    this.#used.add(aged)
    this.#evict(aged)
  }

  async #read(shard: Shard): Promise<void> {
    try {
      const { folder, onRepair } = this.#options
      const { collection, number, generation } = shard
      const known = { through: 0, floor: 0 }
      const loaded = await loadShard({ folder, collection, number, expected: generation, ...known })
      shard.generation = loaded.generation
      this.shelf.fill(shard, loaded.records)
      if (!this.#isIndexed.has(shard)) this.shelf.index(shard)
      this.#isIndexed.add(shard)
      if (loaded.repair !== null) onRepair(loaded.repair, shard)
    } finally {
      this.#loading.delete(shard)
    }
  }

  #evict(latest: Shard): void {
    for (const shard of this.#used) {
      if (this.#used.size <= pageLimit) return
      if (shard === latest || shard.needs !== null || (this.#pins.get(shard) ?? 0) > 0) continue
      this.#used.delete(shard)
      shard.records = null
    }
  }

  #isNewest(shard: Shard): boolean {
    return shard.number > this.shelf.shards.length - this.#options.kept.shards
  }
}

import { join } from 'node:path'
import { FailureError } from '@shared/failure-error'
import type { z } from 'zod'
import { listFolder, sweepTemporary } from './atomic-file'
import { sealed } from './change'
import { Shard } from './shard'
import { damaged, onDisk } from './storage-failure'
import type { Change, Collection } from './store'

interface CollectionOptions<T> {
  /** The workspace's data folder. */
  readonly folder: string
  /** Names the file `<name>.json`, or the folder `<name>/` of shards. */
  readonly name: string
  readonly record: z.ZodType<T>
  /**
   * How many records a shard takes; null for one document. A commit writes one whole document, so collections that
   * grow with use are sharded: a commit then costs the same at the first record and at the hundred thousandth,
   * and starting reads a thousand files rather than a hundred thousand.
   */
  readonly shardSize: number | null
}

interface Waiting<T> {
  readonly id: string
  /** Null removes it. */
  readonly record: T | null
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

interface Staged<T> {
  readonly records: Map<string, T>
  readonly waiting: Waiting<T>[]
}

/**
 * Records of one kind on lowdb. Changes queue, and those that came while a write was under way are written together;
 * what readers see changes only once the disk has it, so a failed write leaves memory and disk alike.
 */
export class StoredCollection<T extends { readonly id: string }> implements Collection<T> {
  readonly #options: CollectionOptions<T>
  readonly #shards: Shard<T>[] = []
  readonly #home = new Map<string, Shard<T>>()
  #all: readonly T[] | null = null
  #waiting: Waiting<T>[] = []
  #draining: Promise<void> | null = null
  #isClosed = false

  constructor(options: CollectionOptions<T>) {
    this.#options = options
  }

  /** Reads what is on disk; called once, before anything else. @throws FailureError `storage-failed`. */
  async load(): Promise<void> {
    const shards = (await this.#shardNumbers()).map(number => this.#shard(number))
    // In groups, because reading a thousand files at once can exceed the limit of open files.
    for (let at = 0; at < shards.length; at += 32)
      await Promise.all(shards.slice(at, at + 32).map(shard => shard.read()))
    for (const shard of shards) this.#add(shard)
  }

  get(id: string): T | undefined {
    return this.#home.get(id)?.records.get(id)
  }

  all(): readonly T[] {
    this.#all ??= this.#shards.flatMap(shard => [...shard.records.values()])
    return this.#all
  }

  putting(record: T): Change {
    // Checked here as well: what could be written but not be read again would lock the workspace.
    const parsed = this.#options.record.parse(record)
    const make = () => this.#change(parsed.id, parsed)
    return sealed({ collection: this.#options.name, id: parsed.id, record: parsed, make })
  }

  removing(id: string): Change {
    return sealed({ collection: this.#options.name, id, record: null, make: () => this.#change(id, null) })
  }

  async put(record: T): Promise<void> {
    const parsed = this.#options.record.parse(record)
    await this.#change(parsed.id, parsed)
  }

  async remove(id: string): Promise<void> {
    await this.#change(id, null)
  }

  /** Waits for the changes made so far and refuses further ones. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#draining
  }

  get #shardFolder(): string {
    return join(this.#options.folder, this.#options.name)
  }

  async #shardNumbers(): Promise<readonly number[]> {
    if (this.#options.shardSize === null) return [1]
    await sweepTemporary(this.#shardFolder)
    const names = await onDisk('read', this.#shardFolder, () => listFolder(this.#shardFolder))
    return names.flatMap(name => (/^\d{6}\.json$/.test(name) ? [Number.parseInt(name, 10)] : [])).sort((a, b) => a - b)
  }

  #shard(number: number): Shard<T> {
    return new Shard(number, this.#path(number), this.#options.record)
  }

  #path(number: number): string {
    const { folder, name, shardSize } = this.#options
    return shardSize === null
      ? join(folder, `${name}.json`)
      : join(folder, name, `${String(number).padStart(6, '0')}.json`)
  }

  #add(shard: Shard<T>): void {
    this.#shards.push(shard)
    for (const id of shard.records.keys()) {
      if (this.#home.has(id)) throw new FailureError(damaged(this.#path(shard.number), `“${id}” is in two files`))
      this.#home.set(id, shard)
    }
  }

  #change(id: string, record: T | null): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error(`The collection ${this.#options.name} is closed`))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, record, resolve, reject })
      this.#draining ??= this.#drain()
    })
  }

  async #drain(): Promise<void> {
    // Lets the changes of the current tick come together.
    await null
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      await this.#commit(batch)
    }
    this.#draining = null
  }

  async #commit(batch: readonly Waiting<T>[]): Promise<void> {
    let failure: unknown = null
    for (const [shard, staged] of this.#stage(batch)) {
      // After a failed write nothing later of the batch is written: it may rest on what failed.
      failure ??= await this.#write(shard, staged)
      for (const change of staged.waiting) {
        if (failure === null) change.resolve()
        else change.reject(failure)
      }
    }
  }

  /** Decides which shard takes which change, without touching what readers see. */
  #stage(batch: readonly Waiting<T>[]): ReadonlyMap<Shard<T>, Staged<T>> {
    const staged = new Map<Shard<T>, Staged<T>>()
    const homes = new Map<string, Shard<T> | undefined>()
    let last = this.#shards.at(-1)
    for (const change of batch) {
      let home = homes.has(change.id) ? homes.get(change.id) : this.#home.get(change.id)
      if (home === undefined && change.record !== null) {
        last = this.#withRoom(last, staged)
        home = last
      }
      if (home === undefined) {
        change.resolve()
        continue
      }
      const stage = staged.get(home) ?? { records: new Map(home.records), waiting: [] }
      staged.set(home, stage)
      stage.waiting.push(change)
      if (change.record === null) stage.records.delete(change.id)
      else stage.records.set(change.id, change.record)
      homes.set(change.id, change.record === null ? undefined : home)
    }
    return staged
  }

  /** The shard for a new record: always the last one, so that reading shards in turn gives the order of creation. */
  #withRoom(last: Shard<T> | undefined, staged: ReadonlyMap<Shard<T>, Staged<T>>): Shard<T> {
    if (last === undefined) return this.#shard(1)
    const size = (staged.get(last) ?? last).records.size
    return this.#options.shardSize !== null && size >= this.#options.shardSize ? this.#shard(last.number + 1) : last
  }

  /** Null when it went well, else what went wrong. */
  async #write(shard: Shard<T>, staged: Staged<T>): Promise<unknown> {
    try {
      await shard.write(staged.records)
    } catch (error) {
      return error
    }
    if (!this.#shards.includes(shard)) this.#shards.push(shard)
    for (const { id } of staged.waiting) {
      if (staged.records.has(id)) this.#home.set(id, shard)
      else if (this.#home.get(id) === shard) this.#home.delete(id)
    }
    this.#all = null
    return null
  }
}

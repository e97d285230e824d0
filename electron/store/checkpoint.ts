import { nextTurn } from './breathe'
import type { Database } from './database'
import type { Journal } from './journal/journal'
import { type Manifest, writeManifest } from './records/manifest'
import type { Shard } from './records/shard'
import type { Shelf } from './records/shelf'

interface CheckpointOptions {
  readonly folder: string
  readonly shelves: ReadonlyMap<string, Shelf>
  readonly database: Database
  readonly journal: Journal
  /** As it is on disk. */
  readonly manifest: Manifest
}

/** How long closing may take, in milliseconds. */
const closingLimit = 2000

/**
 * Writes what commits changed to the files of records, so that the journal stays short: shards whose newer file lacks
 * something, and shards whose older file does, then the manifest, then what of the journal nobody needs is dropped.
 */
export class Checkpoint {
  readonly #options: CheckpointOptions
  #manifest: Manifest
  #running: Promise<void> = Promise.resolve()
  /** When even a round that is under way has to end, because the store is being closed. */
  #deadline = Number.POSITIVE_INFINITY

  constructor(options: CheckpointOptions) {
    this.#options = options
    this.#manifest = options.manifest
  }

  /** As it is on disk. */
  get manifest(): Manifest {
    return this.#manifest
  }

  /** Whether there is something to write. */
  get isDue(): boolean {
    const { last } = this.#options.database
    return this.#manifest.through < last || this.#manifest.floor < last || this.#unsettled().length > 0
  }

  /** Notes that the store is in use. @throws FailureError */
  async opened(): Promise<void> {
    // Does not wait for a checkpoint that is under way, unless there is something to write.
    if (!this.#manifest.isClosed) return
    await this.inTurn(async () => {
      if (this.#manifest.isClosed) await this.#write({ ...this.#manifest, isClosed: false })
    })
  }

  /** @throws FailureError; what was not written then is written by the next round. */
  round(isClosed = false): Promise<void> {
    if (isClosed) this.#deadline = performance.now() + closingLimit
    return this.inTurn(() => this.#round(isClosed))
  }

  /** Runs work while no checkpoint does. */
  inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#running.then(work)
    this.#running = mine.catch(() => undefined)
    return mine
  }

  async #round(isClosed: boolean): Promise<void> {
    const { journal, database } = this.#options
    const through = database.last
    if (isClosed && this.#manifest.isClosed && !this.isDue) return
    await database.appendEntries()
    for (const shard of this.#unsettled()) {
      // What is not written then is in the journal, and read from there at the next start.
      if (performance.now() > this.#deadline) return
      await shard.write(database.last)
      await nextTurn()
    }
    const needed = this.#unsettled().map(shard => (shard.needs ?? 0) - 1)
    // Not above what the manifest before knows: should this one get lost, that one still needs the rest.
    const floor = Math.max(this.#manifest.floor, Math.min(this.#manifest.through, ...needed))
    const shards = Object.fromEntries(
      [...this.#options.shelves].map(([name, shelf]) => [name, shelf.shards.map(shard => shard.generation)])
    )
    await this.#write({ ...this.#manifest, through, floor, isClosed, shards })
    await journal.drop(floor)
  }

  async #write(manifest: Manifest): Promise<void> {
    const next = { ...manifest, generation: this.#manifest.generation + 1 }
    await writeManifest(this.#options.folder, next)
    this.#manifest = next
  }

  #unsettled(): readonly Shard[] {
    return [...this.#options.shelves.values()].flatMap(shelf => shelf.shards.filter(shard => shard.needs !== null))
  }
}

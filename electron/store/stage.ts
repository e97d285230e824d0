import type { PendingChange, ReadRecord } from './change'
import type { JournalChange } from './journal/line'
import type { StoredRecord } from './records/document'
import { type Shelf, shardSize } from './records/shelf'

/**
 * Decides which shard takes which change of a batch of commits, without touching what readers see. New records go to
 * the last shard, so that reading shards in turn gives the order of creation.
 */
export class Stage {
  readonly #shelves: ReadonlyMap<string, Shelf>
  /** What the batch has changed so far, by collection and id; null for what it removed. */
  readonly #staged = new Map<string, Map<string, { readonly record: StoredRecord; readonly shard: number } | null>>()
  /** The last shard of a collection, and how many records it would have. */
  readonly #last = new Map<string, { number: number; size: number }>()

  constructor(shelves: ReadonlyMap<string, Shelf>) {
    this.#shelves = shelves
  }

  /** The changes of one commit with their shards; removing what is not there is none. */
  add(changes: readonly PendingChange[]): readonly JournalChange[] {
    const staged: JournalChange[] = []
    for (const change of changes) {
      const derived = change.derive?.(this.#read) ?? []
      for (const { collection, id, record } of [change, ...derived]) {
        const shard = this.#place(collection, id, record)
        if (shard !== null) staged.push([collection, id, record, shard])
      }
    }
    return staged
  }

  readonly #read: ReadRecord = (collection, id) => {
    const staged = this.#staged.get(collection)?.get(id)
    return staged === undefined ? this.#shelf(collection).get(id) : staged?.record
  }

  #place(collection: string, id: string, record: StoredRecord | null): number | null {
    const shelf = this.#shelf(collection)
    const own = this.#staged.get(collection) ?? new Map()
    this.#staged.set(collection, own)
    const known = own.get(id)
    const home: number | undefined = known === undefined ? shelf.homes.get(id)?.number : known?.shard
    if (record === null) {
      own.set(id, null)
      if (home !== undefined && home === this.#lastOf(shelf).number) this.#lastOf(shelf).size--
      return home ?? null
    }
    const shard = home ?? this.#withRoom(shelf)
    own.set(id, { record, shard })
    return shard
  }

  #withRoom(shelf: Shelf): number {
    const last = this.#lastOf(shelf)
    if (last.size >= shardSize) {
      last.number++
      last.size = 0
    }
    last.size++
    return last.number
  }

  #lastOf(shelf: Shelf): { number: number; size: number } {
    const known = this.#last.get(shelf.spec.name)
    if (known !== undefined) return known
    const shard = shelf.shards.at(-1)
    const last = { number: shard?.number ?? 1, size: shard?.records?.size ?? 0 }
    this.#last.set(shelf.spec.name, last)
    return last
  }

  #shelf(collection: string): Shelf {
    const shelf = this.#shelves.get(collection)
    if (shelf === undefined) throw new Error(`There is no collection ${collection}`)
    return shelf
  }
}

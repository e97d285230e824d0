import { Low } from 'lowdb'
import type { z } from 'zod'
import { DocumentFile, documentSchema, type StoredDocument } from './document-file'

/** One document of a collection. `records` shows what the disk has, also while the next write is under way. */
export class Shard<T extends { readonly id: string }> {
  readonly number: number
  readonly #low: Low<StoredDocument<T>>
  #records: ReadonlyMap<string, T> = new Map()

  constructor(number: number, path: string, record: z.ZodType<T>) {
    this.number = number
    this.#low = new Low(new DocumentFile(path, record), { schema: documentSchema, records: new Map() })
  }

  get records(): ReadonlyMap<string, T> {
    return this.#records
  }

  /** A missing file is an empty shard. @throws FailureError `storage-failed`. */
  async read(): Promise<void> {
    await this.#low.read()
    this.#records = this.#low.data.records
  }

  /** @throws FailureError `storage-failed`; records are then as they were. */
  async write(records: ReadonlyMap<string, T>): Promise<void> {
    this.#low.data = { schema: documentSchema, records }
    await this.#low.write()
    this.#records = records
  }
}

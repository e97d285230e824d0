import type { AuditDraft } from '@shared/audit'
import { type PendingChange, sealedChange } from './change'
import type { StoredRecord } from './records/document'
import type { Shelf } from './records/shelf'
import type { Change, Collection } from './store'

export type CommitChanges = (changes: readonly PendingChange[], drafts: readonly AuditDraft[]) => Promise<void>

/** Records of one kind, whole in memory. */
export class StoredCollection<T extends StoredRecord> implements Collection<T> {
  readonly #shelf: Shelf
  readonly #commit: CommitChanges

  /** The shelf's schema must be that of `T`. */
  constructor(shelf: Shelf, commit: CommitChanges) {
    this.#shelf = shelf
    this.#commit = commit
  }

  get(id: string): T | undefined {
    return this.#shelf.get(id) as T | undefined
  }

  all(): readonly T[] {
    return this.#shelf.all() as readonly T[]
  }

  putting(record: T): Change {
    return sealedChange(putChange(this.#shelf, record))
  }

  removing(id: string): Change {
    return sealedChange({ collection: this.#shelf.spec.name, id, record: null })
  }

  async put(record: T): Promise<void> {
    await this.#commit([putChange(this.#shelf, record)], [])
  }

  async remove(id: string): Promise<void> {
    await this.#commit([{ collection: this.#shelf.spec.name, id, record: null }], [])
  }
}

/** A change that puts a record. Checked here, as what could be written but not be read again would lock the workspace. */
export function putChange({ spec }: Shelf, record: StoredRecord): PendingChange {
  const parsed = spec.schema.parse(record)
  return { collection: spec.name, id: parsed.id, record: parsed }
}

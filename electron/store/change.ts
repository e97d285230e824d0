import type { StoredRecord } from './records/document'
import type { Change } from './store'

/** A change with its content, as collections make it and the store commits it. */
export interface PendingChange {
  readonly collection: string
  readonly id: string
  /** Null removes it. Checked by the collection's schema. */
  readonly record: StoredRecord | null
  /** What else has to change with it, decided when its turn comes; `read` shows what is there by then. */
  readonly derive?: (read: ReadRecord) => readonly PendingChange[]
}

export type ReadRecord = (collection: string, id: string) => StoredRecord | undefined

/** Hides what is in a change from everybody but the store. */
export const sealedChange = (change: PendingChange): Change => change as unknown as Change

export const unsealedChange = (change: Change): PendingChange => change as unknown as PendingChange

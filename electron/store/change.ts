import type { Change } from './store'

/** A change with its content, as collections make it and the store commits it. */
export interface PendingChange {
  readonly collection: string
  readonly id: string
  /** Null removes it. Checked by the collection's schema. */
  readonly record: unknown
  make(): Promise<void>
}

/** Hides what is in a change from everybody but the store. */
export const sealed = (change: PendingChange): Change => change as unknown as Change

export const unsealed = (change: Change): PendingChange => change as unknown as PendingChange

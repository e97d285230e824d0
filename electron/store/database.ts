import type { AuditDraft, AuditEntry } from '@shared/audit'
import type { PendingChange } from './change'
import type { Journal } from './journal/journal'
import { encodeLine, type JournalLine } from './journal/line'
import type { Shelf } from './records/shelf'
import { Stage } from './stage'

/** The part of the audit log that commits need. */
export interface Chain {
  head(): { readonly seq: number }
  stamp(drafts: readonly AuditDraft[], at: number): readonly AuditEntry[]
  rewindTo(seq: number): void
  append(entries: readonly AuditEntry[]): Promise<void>
}

interface DatabaseOptions {
  readonly shelves: ReadonlyMap<string, Shelf>
  readonly journal: Journal
  readonly audit: Chain
  /** The number of the last commit. */
  readonly last: number
  readonly now: () => number
  /** Brings what changes touch into memory, and keeps it there until the promise that it gives is called. */
  readonly prepare: (changes: readonly PendingChange[]) => Promise<() => void>
  /** Called before the first commit; what it throws fails that commit. */
  readonly onFirst: () => Promise<void>
}

interface Waiting {
  readonly changes: readonly PendingChange[]
  readonly drafts: readonly AuditDraft[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Commits that wait are written together up to about this many bytes, so that none holds up the event loop. */
const batchSize = 128 * 1024

const entriesAtOnce = 500

/** Makes commits durable, one batch after the other, and then visible. */
export class Database {
  readonly #options: DatabaseOptions
  readonly #entries: AuditEntry[] = []
  #waiting: Waiting[] = []
  #draining: Promise<void> | null = null
  #last: number
  #isFirst = true
  #isClosed = false

  constructor(options: DatabaseOptions) {
    this.#options = options
    this.#last = options.last
  }

  /** The number of the last commit that readers see. */
  get last(): number {
    return this.#last
  }

  get isIdle(): boolean {
    return this.#draining === null
  }

  /** All of it is on disk when the promise settles, or nothing. @throws FailureError `storage-failed`. */
  commit(changes: readonly PendingChange[], drafts: readonly AuditDraft[]): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error('The store is closed'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ changes, drafts, resolve, reject })
      this.#draining ??= this.#drain()
    })
  }

  /** Appends what was committed to the audit log's own files. @throws FailureError; it is tried again then. */
  async appendEntries(): Promise<void> {
    for (let left = this.#entries.length; left > 0; ) {
      const entries = this.#entries.slice(0, Math.min(left, entriesAtOnce))
      await this.#options.audit.append(entries)
      this.#entries.splice(0, entries.length)
      left -= entries.length
    }
  }

  /** Waits for the commits made so far and refuses further ones. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#draining
  }

  async #drain(): Promise<void> {
    // Lets the commits of the current turn come together.
    await null
    let at = 0
    while (at < this.#waiting.length) {
      at += await this.#commitFrom(at)
      if (at < 1000) continue
      this.#waiting.splice(0, at)
      at = 0
    }
    this.#waiting = []
    this.#draining = null
  }

  /** Commits some of what waits from `at` on, and says how many. */
  async #commitFrom(at: number): Promise<number> {
    const { audit, journal, onFirst } = this.#options
    const { seq } = audit.head()
    let batch = this.#waiting.slice(at, at + 200)
    const releases: (() => void)[] = []
    try {
      if (this.#isFirst) await onFirst()
      this.#isFirst = false
      batch = await this.#prepared(batch, releases)
      const { lines, bytes, count } = this.#encode(batch)
      batch = batch.slice(0, count)
      if (lines.length > 0) await journal.append(bytes, this.#last + 1)
      for (const line of lines) this.#apply(line)
      for (const { resolve } of batch) resolve()
    } catch (error) {
      audit.rewindTo(seq)
      for (const { reject } of batch) reject(error)
    } finally {
      for (const release of releases) release()
    }
    return batch.length
  }

  /** Those at the head of a batch that can be prepared. One that cannot be comes to be the first, and fails alone. */
  async #prepared(batch: Waiting[], releases: (() => void)[]): Promise<Waiting[]> {
    for (const [index, { changes, reject }] of batch.entries()) {
      try {
        releases.push(await this.#options.prepare(changes))
      } catch (error) {
        if (index > 0) return batch.slice(0, index)
        reject(error)
        return [{ changes: [], drafts: [], resolve: () => undefined, reject }]
      }
    }
    return batch
  }

  #encode(candidates: readonly Waiting[]) {
    const stage = new Stage(this.#options.shelves)
    const lines: JournalLine[] = []
    const parts: Buffer[] = []
    let size = 0
    let count = 0
    for (const { changes, drafts } of candidates) {
      if (size > batchSize) break
      count++
      const staged = stage.add(changes)
      if (staged.length === 0 && drafts.length === 0) continue
      const at = this.#options.now()
      const entries = this.#options.audit.stamp(drafts, at)
      const line = { n: this.#last + 1 + lines.length, at, changes: staged, entries }
      const part = encodeLine(line)
      lines.push(line)
      parts.push(part)
      size += part.length
    }
    return { lines, bytes: Buffer.concat(parts), count }
  }

  #apply(line: JournalLine): void {
    for (const change of line.changes) this.#options.shelves.get(change[0])?.apply(change, line.n)
    this.#entries.push(...line.entries)
    this.#last = line.n
  }
}

import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditActor, AuditDraft, AuditEntry, AuditFilter, AuditHead, AuditPage, AuditVerdict } from '@shared/audit'
import type { Sha256 } from '@shared/ids'
import { makeFolder, syncFolder } from '../atomic-file'
import { onDisk } from '../storage-failure'
import type { AuditTrail } from '../store'
import { type AuditFile, auditFileName, auditFileNumbers, auditFiles, linesBackward, linesForward } from './audit-files'
import { ChainCheck } from './chain-check'
import { entryOf, hashOf } from './entry'
import { matching, mayHold } from './filter'
import { type Ends, endsOf, mendTail, writeNote } from './head'
import { saveText } from './save-text'

interface AuditOptions {
  /** The workspace's data folder; the log lies in its `audit` folder. */
  readonly folder: string
  readonly actor: AuditActor
  /** How many entries a file takes; only tests need another number. */
  readonly perFile?: number
}

const usualPerFile = 10_000

/**
 * The audit log of one workspace: a chain of entries in `audit/<6 digits>.ndjson`. Entries are stamped in memory first,
 * so that they can be written together with the change that they are about, and appended here later; until then they
 * are part of everything that is read.
 */
export class AuditLog implements AuditTrail {
  readonly #folder: string
  readonly #actor: AuditActor
  readonly #perFile: number
  /** The end of the chain with what is waiting. */
  #head: AuditHead
  /** The end of the chain without it. */
  #written: AuditHead
  /** The number of the last entry in the files. */
  #appended: number
  /** Stamped and not appended yet, in order. */
  #waiting: readonly AuditEntry[] = []
  #last: Promise<unknown> = Promise.resolve()
  /** Everybody who made an entry; null as long as nobody looked for them. */
  #users: Set<string> | null
  /** A file that may have half-written lines after this many bytes. */
  #torn: { readonly path: string; readonly size: number } | null = null

  private constructor({ folder, actor, perFile = usualPerFile }: AuditOptions, ends: Ends) {
    this.#folder = join(folder, 'audit')
    this.#actor = actor
    this.#perFile = perFile
    this.#head = ends.chain
    this.#written = ends.chain
    this.#appended = ends.files.seq
    this.#users = ends.users && new Set(ends.users)
  }

  /** Opens the log; of what is there only the end is read, and a torn last line cut off. @throws FailureError */
  static async open(options: AuditOptions): Promise<AuditLog> {
    const folder = join(options.folder, 'audit')
    const last = (await auditFileNumbers(folder)).at(-1)
    if (last !== undefined) await mendTail(join(folder, auditFileName(last)))
    return new AuditLog(options, await endsOf(folder))
  }

  head(): AuditHead {
    return this.#head
  }

  /** Makes entries of drafts and puts them at the end of the chain, in memory only. `at` is in ms since 1970 UTC. */
  stamp(drafts: readonly AuditDraft[], at: number): readonly AuditEntry[] {
    const entries = drafts.map(draft => {
      const { seq, hash: prev } = this.#head
      const content = { door: this.#actor.door, ...draft, seq: seq + 1, at, user: this.#actor.user, prev }
      const entry: AuditEntry = { ...content, hash: hashOf(content) }
      this.#head = { seq: entry.seq, hash: entry.hash }
      return entry
    })
    this.#waiting = [...this.#waiting, ...entries]
    return entries
  }

  /** Takes back what was stamped after the entry `seq`, because it could not be written. Nothing of it was appended. */
  rewindTo(seq: number): void {
    this.#waiting = this.#waiting.filter(entry => entry.seq <= seq)
    const last = this.#waiting.at(-1)
    this.#head = last ? { seq: last.seq, hash: last.hash } : this.#written
  }

  /**
   * Writes entries to the files and waits until the disk has them. Those that the files hold already are passed over, so
   * that what is found in a journal can be given as it is. @throws FailureError; then the files are as before.
   */
  append(entries: readonly AuditEntry[]): Promise<void> {
    return this.#inTurn(async () => {
      const fresh = entries.filter(entry => entry.seq > this.#appended)
      for (const [number, batch] of this.#byFile(fresh)) await this.#appendTo(number, batch)
    })
  }

  async page(filter: AuditFilter, before: number | null, limit: number): Promise<AuditPage> {
    const found: AuditEntry[] = []
    for await (const entry of this.#newestFirst(filter, before ?? Number.POSITIVE_INFINITY)) {
      if (found.length === limit) return { entries: found, hasMore: true }
      found.push(entry)
    }
    return { entries: found, hasMore: false }
  }

  async *entries(filter: AuditFilter): AsyncGenerator<AuditEntry> {
    const isWanted = matching(filter)
    const { files, waiting } = await this.#now()
    for await (const { text } of linesForward(files)) {
      const entry = entryOf(text)
      if (entry && isWanted(entry)) yield entry
    }
    for (const entry of waiting) if (isWanted(entry)) yield entry
  }

  async users(): Promise<readonly string[]> {
    const users = new Set(await this.#inTurn(() => this.#everybody()))
    for (const { user } of this.#waiting) users.add(user)
    return [...users].sort()
  }

  async verify(noted: Sha256 | null): Promise<AuditVerdict> {
    const { files, waiting, written } = await this.#now()
    const last = waiting.at(-1)
    const check = new ChainCheck(last ? { seq: last.seq, hash: last.hash } : written, noted)
    for await (const line of linesForward(files)) {
      check.add(line)
      if (check.isBroken) break
    }
    for (const [index, entry] of waiting.entries())
      check.add({ text: JSON.stringify(entry), file: 'journal', line: index + 1 })
    return check.end()
  }

  save(path: string, text: AsyncIterable<string>): Promise<void> {
    return saveText(path, text)
  }

  async *#newestFirst(filter: AuditFilter, before: number): AsyncGenerator<AuditEntry> {
    const isWanted = matching(filter)
    const isPossible = mayHold(filter)
    const { files, waiting } = await this.#now()
    for (const entry of [...waiting].reverse()) if (entry.seq < before && isWanted(entry)) yield entry
    const last = Math.ceil(before / this.#perFile)
    for await (const line of linesBackward(files.filter(file => numberOf(file) <= last))) {
      const entry = isPossible(line) ? entryOf(line) : null
      if (entry && entry.seq < before && isWanted(entry)) yield entry
    }
  }

  /** What there is at this moment: files without half-written lines, and what is not in them yet. */
  #now(): Promise<{
    readonly files: readonly AuditFile[]
    readonly waiting: readonly AuditEntry[]
    readonly written: AuditHead
  }> {
    return this.#inTurn(async () => {
      const files = await auditFiles(this.#folder)
      return { files, waiting: this.#waiting, written: this.#written }
    })
  }

  /** Everybody who made an entry that was appended. */
  async #everybody(): Promise<Set<string>> {
    if (this.#users) return this.#users
    const users = new Set<string>()
    // Quotation marks inside of texts are escaped, so this can only be the member itself.
    for await (const { text } of linesForward(await auditFiles(this.#folder))) {
      const name = /[,{]("user":"(?:[^"\\]|\\.)*")/.exec(text)?.[1]
      if (name !== undefined) users.add(userIn(name))
    }
    this.#users = users
    return users
  }

  #byFile(entries: readonly AuditEntry[]): ReadonlyMap<number, readonly AuditEntry[]> {
    const files = new Map<number, AuditEntry[]>()
    for (const entry of entries) {
      const number = Math.ceil(entry.seq / this.#perFile)
      const batch = files.get(number)
      if (batch) batch.push(entry)
      else files.set(number, [entry])
    }
    return files
  }

  async #appendTo(number: number, entries: readonly AuditEntry[]): Promise<void> {
    const last = entries.at(-1)
    if (!last) return
    const users = await this.#everybody()
    const path = join(this.#folder, auditFileName(number))
    await onDisk('write', path, async () => {
      await makeFolder(this.#folder)
      await this.#appendSynced(path, `${entries.map(entry => JSON.stringify(entry)).join('\n')}\n`)
      await syncFolder(this.#folder)
    })
    for (const { user } of entries) users.add(user)
    this.#appended = last.seq
    if (this.#written.seq < last.seq) this.#written = { seq: last.seq, hash: last.hash }
    if (this.#head.seq < last.seq) this.#head = this.#written
    this.#waiting = this.#waiting.filter(entry => entry.seq > last.seq)
    await writeNote(this.#folder, { ...this.#written, users: [...users] })
  }

  /** Appends all of it or nothing: what a failure left half-written is cut off, now or before the next try. */
  async #appendSynced(path: string, text: string): Promise<void> {
    const file = await open(path, 'a', 0o600)
    try {
      if (this.#torn?.path === path) await file.truncate(this.#torn.size)
      const { size } = await file.stat()
      this.#torn = { path, size }
      await file.appendFile(text)
      await file.sync()
      this.#torn = null
    } catch (error) {
      if (this.#torn) await file.truncate(this.#torn.size).catch(() => undefined)
      throw error
    } finally {
      await file.close()
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work)
    this.#last = mine.catch(() => undefined)
    return mine
  }
}

const userIn = (member: string): string => (JSON.parse(`{${member}}`) as { readonly user: string }).user

const numberOf = (file: AuditFile): number => Number.parseInt(/(\d+)\.ndjson$/.exec(file.name)?.[1] ?? '', 10)

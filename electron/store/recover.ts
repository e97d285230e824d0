import type { AuditEntry } from '@shared/audit'
import { FailureError } from '@shared/failure-error'
import { Breath } from './breathe'
import { type JournalLine, parseLine } from './journal/line'
import { type Gap, type JournalReading, readJournal } from './journal/read-journal'
import { loadShard } from './records/load-shard'
import { type Manifest, readManifest } from './records/manifest'
import type { Shard } from './records/shard'
import { type CollectionSpec, Shelf } from './records/shelf'
import type { Repair } from './repair'

/** What is in a data folder, as it was found: what its files and its journal add up to. */
export interface Recovered {
  readonly manifest: Manifest
  readonly shelves: ReadonlyMap<string, Shelf>
  readonly journal: JournalReading
  /** The number of the last commit. */
  readonly last: number
  /** Entries for the audit log that its own files may not hold yet. */
  readonly entries: readonly AuditEntry[]
  readonly repairs: readonly Repair[]
}

/**
 * Reads records and journal of a data folder and changes nothing.
 * @throws FailureError `storage-damaged` when something is lost that cannot be restored, `storage-failed`.
 */
export async function recover(folder: string, specs: readonly CollectionSpec[]): Promise<Recovered> {
  const { manifest, repairs } = await readManifest(folder)
  if (manifest === null) throw new FailureError(noManifest)
  const journal = await readJournal(folder)
  const recovery = new Recovery(folder, manifest, specs)
  await recovery.load()
  const shortfall = recovery.judge(journal)
  const entries = await recovery.replay(journal)
  await recovery.index()
  const last = Math.max(journal.lines.at(-1)?.n ?? 0, manifest.through)
  const { shelves } = recovery
  return { manifest, shelves, journal, last, entries, repairs: [...repairs, ...recovery.repairs, ...shortfall] }
}

class Recovery {
  readonly shelves = new Map<string, Shelf>()
  readonly repairs: Repair[] = []
  readonly #breath = new Breath()
  readonly #folder: string
  readonly #manifest: Manifest
  /** Up to which journal line the file of each shard holds everything. */
  readonly #upTo = new Map<Shard, number>()
  /** What the journal lacks, once that is known. */
  #gaps: readonly Gap[] = []

  constructor(folder: string, manifest: Manifest, specs: readonly CollectionSpec[]) {
    this.#folder = folder
    this.#manifest = manifest
    for (const spec of specs) this.shelves.set(spec.name, new Shelf(folder, spec))
  }

  async load(): Promise<void> {
    for (const shelf of this.shelves.values()) {
      const count = this.#manifest.shards[shelf.spec.name]?.length ?? 0
      if (count > 0) shelf.shard(count)
      const first = shelf.spec.kept === null ? 0 : Math.max(0, count - shelf.spec.kept.shards)
      for (const shard of shelf.shards.slice(0, first)) {
        shard.records = null
        shard.generation = this.#manifest.shards[shelf.spec.name]?.[shard.number - 1] ?? 0
      }
      // In groups, because reading a thousand files at once can exceed the limit of open files.
      for (let at = first; at < count; at += 8)
        await Promise.all(shelf.shards.slice(at, at + 8).map(shard => this.#load(shelf, shard)))
    }
  }

  async #load(shelf: Shelf, shard: Shard): Promise<void> {
    const { through, floor, shards } = this.#manifest
    const expected = shards[shelf.spec.name]?.[shard.number - 1] ?? 0
    const place = { folder: this.#folder, collection: shelf.spec.name, number: shard.number, expected, through, floor }
    const loaded = await loadShard(place)
    shard.generation = loaded.generation
    await this.#breath.take()
    shelf.fill(shard, loaded.records)
    this.#upTo.set(shard, loaded.upTo)
    if (loaded.repair === null) return
    const lost = this.#gaps.find(gap => gap.to > loaded.upTo && gap.to >= gap.from)
    if (lost !== undefined) throw new FailureError(journalDamaged(lost))
    this.repairs.push(loaded.repair)
    // Until it is written again, there is one copy less.
    shard.distrust(this.#manifest.floor + 1)
  }

  /** Whether what the journal lacks is contained elsewhere. @throws FailureError `storage-damaged` when it is not. */
  judge({ lines, gaps, tail, segments }: JournalReading): readonly Repair[] {
    const { through, isClosed, floor } = this.#manifest
    const base = Math.min(through, ...this.#upTo.values())
    const first = segments[0]?.first ?? through + 1
    const start: Gap = { file: segments[0]?.file ?? 'journal', line: 0, from: floor + 1, to: first - 1 }
    const last = lines.at(-1)?.n ?? first - 1
    const all = start.to >= start.from ? [start, ...gaps] : gaps
    this.#gaps = all
    const lost = all.find(gap => gap.to > base && gap.to >= gap.from)
    if (lost !== undefined) throw new FailureError(journalDamaged(lost))
    if (last < through && base < through)
      throw new FailureError(journalDamaged({ ...start, from: last + 1, to: through }))
    const repairs = all.map(gap => repairOf(gap, 'the records'))
    if (last < through)
      repairs.push({
        file: segments.at(-1)?.file ?? 'journal',
        what: `ended before line ${through}`,
        restoredFrom: isClosed ? 'the records' : 'the records, as of the last checkpoint'
      })
    else if (tail !== null && !tail.isTorn && !isClosed)
      repairs.push({
        file: tail.file,
        what: `had a damaged end from line ${tail.line}`,
        restoredFrom: 'what was before it'
      })
    return repairs
  }

  /** Applies what the files do not hold. Entries of all lines after the floor are given back. */
  async replay({ lines }: JournalReading): Promise<readonly AuditEntry[]> {
    const entries: AuditEntry[] = []
    for (const raw of lines) {
      if (raw.n <= this.#manifest.floor) continue
      const line = parseLine(raw)
      await this.#apply(line)
      entries.push(...line.entries)
      await this.#breath.take()
    }
    return entries
  }

  async #apply({ n, changes }: JournalLine): Promise<void> {
    for (const [collection, id, record, number] of changes) {
      const shelf = this.shelves.get(collection)
      if (shelf === undefined) throw new FailureError(unknownCollection(collection, n))
      const shard = shelf.shard(number)
      if (shard.records === null) await this.#load(shelf, shard)
      const upTo = this.#upTo.get(shard) ?? 0
      const parsed = record === null ? null : shelf.parse(id, record, 'journal')
      if (n > upTo) shelf.apply([collection, id, parsed, number], n)
      // The other file of it may be older, and is not looked at now.
      else shard.distrust(n)
    }
  }

  async index(): Promise<void> {
    for (const shelf of this.shelves.values()) {
      shelf.homes.clear()
      for (const shard of shelf.shards) {
        shelf.index(shard)
        await this.#breath.take()
      }
    }
  }
}

const wordsFor = ({ line, from, to }: Gap): string => {
  const where = line === 0 ? '' : ` at line ${line}`
  if (to < from) return `held something else${where}`
  return from === to ? `lacked commit ${from}${where}` : `lacked commits ${from} to ${to}${where}`
}

const repairOf = (gap: Gap, restoredFrom: string): Repair => ({ file: gap.file, what: wordsFor(gap), restoredFrom })

const journalDamaged = (gap: Gap) =>
  ({
    kind: 'storage-damaged',
    message: `The journal is damaged: ${gap.file} ${wordsFor(gap)}, and no other file has them.`,
    remedy: 'Nothing was changed. Restore the workspace from a backup, or put the file back.',
    detail: { file: gap.file, line: String(gap.line) }
  }) as const

const unknownCollection = (collection: string, n: number) =>
  ({
    kind: 'storage-damaged',
    message: `Commit ${n} of the journal changes “${collection}”, which this version of Slipway does not know.`,
    remedy: 'Nothing was changed. Open this workspace with the version that wrote it, or restore it from a backup.',
    detail: { collection, commit: String(n) }
  }) as const

const noManifest = {
  kind: 'storage-damaged',
  message: 'Both copies of the list of records cannot be used: records/manifest.a.json and records/manifest.b.json.',
  remedy: 'Nothing was changed. Restore the workspace from a backup, or put one of the two files back.',
  detail: { file: 'records/manifest.a.json', otherFile: 'records/manifest.b.json' }
} as const

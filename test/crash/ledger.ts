import { existsSync } from 'node:fs'
import { deploymentId } from '@shared/ids'
import { auditFiles, linesForward } from '../../electron/store/audit/audit-files'
import { entryOf } from '../../electron/store/audit/entry'
import { LogFiles } from '../../electron/store/log/log-files'
import { readFolder } from '../../electron/store/read-folder'
import { verifyFolder } from '../../electron/store/verify/verify-folder'

/** What the process that is killed says, one line of JSON each. */
export type Said =
  | { readonly kind: 'trying' | 'done'; readonly collection: string; readonly id: string; readonly name: string | null }
  | { readonly kind: 'report'; readonly message: string }

interface Known {
  /** As it was acknowledged last; null when it was deleted. */
  readonly name: string | null
  /** A change that was under way when the process was killed: it may have come through. */
  readonly trying: string | null | undefined
}

/** Everything that was acknowledged in a data folder, over all rounds. */
export class Ledger {
  readonly #known = new Map<string, Map<string, Known>>()
  /** How many changes were acknowledged. */
  count = 0

  take(said: Said): void {
    if (said.kind === 'report') return
    const collection = this.#known.get(said.collection) ?? new Map<string, Known>()
    this.#known.set(said.collection, collection)
    const before = collection.get(said.id)
    if (said.kind === 'done') this.count++
    if (said.kind === 'done') collection.set(said.id, { name: said.name, trying: undefined })
    else collection.set(said.id, { name: before?.name ?? null, trying: said.name })
  }

  /** What is missing or wrong in a data folder that nobody has open, in words; nothing when all of it is there. */
  async losses(folder: string): Promise<readonly string[]> {
    // Killed before it made the folder, on a busy machine: nothing was tried, so there is nothing to lose.
    if (this.#known.size === 0 && !existsSync(folder)) return []
    const report = await verifyFolder({ folder, trySecret: null, now: Date.now, attempts: 1 })
    const faults = report.faults.map(({ file, place, what }) => `verify: ${file} ${place ?? ''} ${what}`)
    const read = await readFolder(folder)
    // Killed before the first change, a workspace may not be one yet: then there is nothing to lose.
    if (!read.ok) return this.#known.size === 0 ? faults : [...faults, read.failure.message]
    const { records, entries } = read.value
    const audited = new Set(entries.map(entry => entry.subject.id))
    for await (const { text } of linesForward(await auditFiles(`${folder}/audit`))) {
      const entry = entryOf(text)
      if (entry) audited.add(entry.subject.id)
    }
    const logs = await this.#lostLogs(folder)
    return [...faults, ...this.#lostRecords(records), ...logs, ...this.#lostEntries(audited)]
  }

  /** What came of changes that were under way is what holds from now on. */
  async settle(folder: string): Promise<void> {
    const read = await readFolder(folder)
    if (!read.ok) return
    for (const [collection, known] of this.#known) {
      const now = namesIn(read.value.records.get(collection) ?? [])
      for (const [id, { trying }] of known)
        if (trying !== undefined) known.set(id, { name: now.get(id) ?? null, trying: undefined })
    }
  }

  #lostRecords(records: ReadonlyMap<string, readonly { readonly id: string }[]>): readonly string[] {
    return [...this.#known].flatMap(([collection, known]) => {
      // Their truth is the logs.
      if (collection === 'deployments') return []
      const now = namesIn(records.get(collection) ?? [])
      return [...known].flatMap(([id, { name, trying }]) => {
        const found = now.get(id) ?? null
        return found === name || found === trying ? [] : [`${collection} ${id}: ${found} is there, not ${name}`]
      })
    })
  }

  async #lostLogs(folder: string): Promise<readonly string[]> {
    const logs = new LogFiles(folder)
    const there = new Set<string>(await logs.ids())
    await logs.close()
    const known = [...(this.#known.get('deployments')?.keys() ?? [])]
    return known.filter(id => !there.has(deploymentId.parse(id))).map(id => `deployments ${id}: there is no log`)
  }

  #lostEntries(audited: ReadonlySet<string>): readonly string[] {
    const ids = [...this.#known.values()].flatMap(known => [...known.keys()])
    return ids.filter(id => !audited.has(id)).map(id => `audit: nothing is said about ${id}`)
  }
}

const namesIn = (records: readonly { readonly id: string }[]): ReadonlyMap<string, string> =>
  new Map(
    records.map(record => {
      const { id, name, version } = record as { readonly id: string; readonly name?: string; readonly version?: string }
      return [id, name ?? version ?? '']
    })
  )

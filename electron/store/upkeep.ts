import type { AuditDraft } from '@shared/audit'
import { FailureError } from '@shared/failure-error'
import { nextTurn } from './breathe'
import type { Checkpoint } from './checkpoint'
import type { Database } from './database'
import type { Journal } from './journal/journal'
import { spareRepair } from './read-folder'
import type { Pages } from './records/pages'
import type { Shard } from './records/shard'
import type { Shelf } from './records/shelf'
import type { Repair } from './repair'

/** Calls `work` again and again; what it gives ends that. */
export type Repeat = (work: () => Promise<void>, milliseconds: number) => () => void

export const repeatForReal: Repeat = (work, milliseconds) => {
  const timer = setInterval(() => void work(), milliseconds)
  timer.unref()
  return () => clearInterval(timer)
}

interface UpkeepOptions {
  readonly folder: string
  readonly shelves: ReadonlyMap<string, Shelf>
  readonly pages: Pages
  readonly database: Database
  readonly checkpoint: Checkpoint
  readonly journal: Journal
  readonly repeat: Repeat
  readonly report: (message: string) => void
}

/** How often checkpoints are made, in milliseconds. */
const interval = 1000

/** What a store does by itself: checkpoints, looking after the second copies, and telling of what it mended. */
export class Upkeep {
  readonly #options: UpkeepOptions
  readonly #repairs: Repair[] = []
  readonly checked: Promise<void>
  readonly #stopTimer: () => void
  #isStopped = false
  #isRunning = false
  #lastReport = ''

  constructor(options: UpkeepOptions, repairs: readonly Repair[]) {
    this.#options = options
    this.#stopTimer = options.repeat(() => this.tick(), interval)
    this.note(repairs)
    this.checked = this.#check()
  }

  get repairs(): readonly Repair[] {
    return this.#repairs
  }

  /** Shows repairs, and enters them into the audit log. */
  note(repairs: readonly Repair[]): void {
    if (repairs.length === 0) return
    this.#repairs.push(...repairs)
    void this.#options.database.commit([], repairs.map(draftOf)).catch((error: unknown) => this.#report(error))
  }

  /** A shard whose file was mended from elsewhere: until it is written again there is one copy less. */
  noteShard(repair: Repair, shard: Shard): void {
    shard.distrust(this.#options.checkpoint.manifest.floor + 1)
    this.note([repair])
  }

  /** Makes a checkpoint where one is due, or lets go of the journal's file. */
  async tick(): Promise<void> {
    if (this.#isRunning || this.#isStopped) return
    this.#isRunning = true
    const { checkpoint, database, journal } = this.#options
    try {
      if (checkpoint.isDue) await checkpoint.round()
      else if (database.isIdle) await journal.rest()
      this.#lastReport = ''
    } catch (error) {
      this.#report(error)
    } finally {
      this.#isRunning = false
    }
  }

  /** Makes the last checkpoint. Where it fails, the journal has everything. */
  async close(): Promise<void> {
    this.#isStopped = true
    this.#stopTimer()
    const { checkpoint, database, journal, pages } = this.#options
    pages.stop()
    await Promise.all([this.checked, pages.complete, database.close()])
    await checkpoint.round(true).catch((error: unknown) => this.#report(error))
    await journal.rest().catch((error: unknown) => this.#report(error))
  }

  async #check(): Promise<void> {
    const { shelves, pages } = this.#options
    for (const shelf of shelves.values()) {
      for (const shard of [...shelf.shards]) {
        if (this.#isStopped) return
        await this.#checkSpare(shard).catch((error: unknown) => this.#report(error))
        await nextTurn()
      }
    }
    await pages.complete
  }

  #checkSpare(shard: Shard): Promise<void> {
    const { checkpoint, folder, pages, shelves } = this.#options
    return checkpoint.inTurn(async () => {
      const repair = await spareRepair(folder, shard.collection, shard.number, shard.generation)
      // What opening found is known already.
      if (repair === null || this.#repairs.some(({ file }) => file === repair.file)) return
      if (shelves.get(shard.collection) === pages.shelf) await pages.bring(shard)
      this.noteShard(repair, shard)
    })
  }

  /** Once, not each second anew while the disk is full. */
  #report(error: unknown): void {
    const text = error instanceof FailureError ? error.failure.message : String(error)
    if (text !== this.#lastReport) this.#options.report(`The store could not be looked after: ${text}`)
    this.#lastReport = text
  }
}

const draftOf = ({ file, what, restoredFrom }: Repair): AuditDraft => ({
  verb: 'repaired',
  subject: { kind: 'workspace', id: file, name: file },
  summary: `The file ${file} ${what}; it was restored from ${restoredFrom}.`,
  door: 'slipway'
})

import { type DataCounts, type DataFinding, type DataReport, findingLimit } from '@shared/data'
import type { Failure } from '@shared/failure'

type Counts = { -readonly [Name in keyof DataCounts]: DataCounts[Name] }

/** What one check of a data folder comes upon, in the order it does. */
export class Findings {
  readonly counts: Counts = {
    files: 0,
    bytes: 0,
    records: 0,
    references: 0,
    commits: 0,
    snapshots: 0,
    logs: 0,
    events: 0,
    artifacts: 0,
    secrets: 0,
    auditEntries: 0
  }
  secretsOpened = false
  readonly #faults: DataFinding[] = []
  readonly #warnings: DataFinding[] = []
  #faultCount = 0
  #warningCount = 0

  get hasFaults(): boolean {
    return this.#faultCount > 0
  }

  /** Something is lost, or not what was written. */
  fault(file: string, place: string | null, what: string, remedy: string): void {
    this.#faultCount++
    if (this.#faults.length < findingLimit) this.#faults.push({ file, place, what, remedy })
  }

  /** Something that does no harm. */
  warn(file: string, place: string | null, what: string, remedy: string): void {
    this.#warningCount++
    if (this.#warnings.length < findingLimit) this.#warnings.push({ file, place, what, remedy })
  }

  /** A fault that the store names itself. */
  failed(file: string, { message, remedy, detail }: Failure): void {
    this.fault(detail?.file ?? file, null, message, remedy)
  }

  /** Counts a file. */
  read(bytes: number): void {
    this.counts.files++
    this.counts.bytes += bytes
  }

  report(checkedAt: number, took: number): DataReport {
    return {
      checkedAt,
      took,
      counts: { ...this.counts },
      secretsOpened: this.secretsOpened,
      faults: [...this.#faults],
      faultCount: this.#faultCount,
      warnings: [...this.#warnings],
      warningCount: this.#warningCount
    }
  }
}

/** What to do about a file that only a backup can bring back. */
export const fromBackup = 'Restore the workspace from a backup, or put this file back from one.'

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeAtomically } from './atomic-file'
import { isMissing, onDisk } from './storage-failure'
import type { Attendance } from './store'
import type { Repeat } from './upkeep'

/** Where it is written down. Backups leave it out: where one is restored, nobody has attended to what it brings back. */
export const attendanceFile = 'attended.json'

const noted = z.object({ at: z.number() })

/** How often it is written down, in milliseconds. What is decided by it is a matter of hours. */
const interval = 10 * 60_000

interface AttendanceOptions {
  readonly folder: string
  readonly repeat: Repeat
  readonly report: (message: string) => void
}

/** Writes down regularly that somebody attends to a workspace, so that it is known even after a crash. */
export class AttendanceNotes implements Attendance {
  static async open(options: AttendanceOptions): Promise<AttendanceNotes> {
    return new AttendanceNotes(options, await read(join(options.folder, attendanceFile)))
  }

  readonly last: number | null
  readonly #options: AttendanceOptions
  #now: (() => number) | null = null
  #stopTimer: () => void = () => undefined
  #written: Promise<void> = Promise.resolve()

  private constructor(options: AttendanceOptions, last: number | null) {
    this.#options = options
    this.last = last
  }

  begin(now: () => number): void {
    this.#now = now
    this.#stopTimer = this.#options.repeat(() => this.#note(), interval)
    void this.#note()
  }

  /** Writes it down for the last time, where it was begun. */
  async stop(): Promise<void> {
    this.#stopTimer()
    await this.#note()
  }

  #note(): Promise<void> {
    const { folder, report } = this.#options
    const at = this.#now?.()
    if (at !== undefined)
      this.#written = this.#written
        .then(() => writeAtomically(join(folder, attendanceFile), JSON.stringify({ at })))
        .catch((error: unknown) => report(`That the workspace is open could not be written down: ${String(error)}`))
    return this.#written
  }
}

/** Null where it was never written down, or cannot be read: a file that says so little is not worth a failure. */
async function read(file: string): Promise<number | null> {
  const text = await onDisk('read', file, () => readFile(file, 'utf8').catch(error => orThrow(error)))
  if (text === null) return null
  try {
    return noted.parse(JSON.parse(text)).at
  } catch {
    return null
  }
}

function orThrow(error: unknown): null {
  if (isMissing(error)) return null
  throw error
}

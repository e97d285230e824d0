import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder, syncFolder, writeAtomically } from '../atomic-file'
import { onDisk } from '../storage-failure'
import type { JournalReading, Segment } from './read-journal'
import { segmentFile } from './read-journal'

/** A segment takes no more lines once it is this long, in bytes. */
const segmentSize = 512 * 1024

/** Where lines are appended, and from where what is not needed any more is dropped. One caller at a time. */
export class Journal {
  readonly #folder: string
  /** In the order of their lines; the last one takes what is appended. */
  readonly #segments: { readonly first: number; end: number }[]
  #file: FileHandle | null = null
  /** Whether more than the good bytes may be in the last segment. */
  #isTorn = false

  private constructor(folder: string, segments: readonly Segment[]) {
    this.#folder = folder
    this.#segments = segments.map(({ first, end }) => ({ first, end }))
  }

  /**
   * Goes on with line `next` after what was read, from which a torn end is cut off. An end that something else damaged
   * is kept in a file of its own. @throws FailureError `storage-failed`
   */
  static async open(folder: string, reading: JournalReading, next: number): Promise<Journal> {
    const { segments, tail, gaps } = reading
    const last = segments.at(-1)
    if (tail !== null && !tail.isTorn)
      await writeAtomically(join(folder, `${tail.file}.damaged-${tail.start}`), tail.bytes)
    if (last !== undefined && (tail !== null || last.isOpenEnded)) await mend(join(folder, last.file), last)
    const journal = new Journal(folder, segments)
    const own = journal.#segments.at(-1)
    if (own !== undefined && last?.isOpenEnded) own.end++
    // Where lines are missing, the rest goes to a new file, so that this one can be dropped as soon as may be.
    if (own !== undefined && (gaps.length > 0 || reading.next !== next)) journal.#segments.push({ first: next, end: 0 })
    return journal
  }

  /**
   * Appends lines, of which the first one has the number `first`, and waits until the disk has them.
   * @throws FailureError; nothing of them is in the journal then.
   */
  async append(bytes: Uint8Array, first: number): Promise<void> {
    const segment = this.#segmentFor(first)
    const path = join(this.#folder, segmentFile(segment.first))
    await onDisk('write', path, async () => {
      const file = await this.#open(path, segment.end)
      this.#isTorn = true
      try {
        await writeAll(file, bytes, segment.end)
        await file.datasync()
        segment.end += bytes.length
        this.#isTorn = false
      } catch (error) {
        await this.#restore(file, segment.end).catch(() => undefined)
        throw error
      }
    })
  }

  /** Drops whole segments that hold only lines up to `floor`. @throws FailureError; what could not be dropped stays. */
  async drop(floor: number): Promise<void> {
    while ((this.#segments[1]?.first ?? Number.POSITIVE_INFINITY) <= floor + 1) {
      const path = join(this.#folder, segmentFile(this.#segments[0]?.first ?? 0))
      await onDisk('delete', path, () => rm(path, { force: true }))
      this.#segments.shift()
    }
  }

  /** Lets go of the file, so that its disk can be taken away; the next append opens it again. */
  async rest(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close()
  }

  /** The last segment, or a new one where that is full. */
  #segmentFor(first: number): { readonly first: number; end: number } {
    const last = this.#segments.at(-1)
    if (last !== undefined && last.end < segmentSize) return last
    const fresh = { first, end: 0 }
    this.#segments.push(fresh)
    void this.#file?.close().catch(() => undefined)
    this.#file = null
    return fresh
  }

  async #open(path: string, end: number): Promise<FileHandle> {
    if (this.#file !== null && !this.#isTorn) return this.#file
    await this.rest()
    await makeFolder(join(path, '..'))
    const file = await open(path, end === 0 ? 'w' : 'r+', 0o600)
    try {
      if (end === 0) await syncFolder(join(path, '..'))
      if (this.#isTorn) await this.#restore(file, end)
    } catch (error) {
      await file.close()
      throw error
    }
    this.#file = file
    return file
  }

  async #restore(file: FileHandle, end: number): Promise<void> {
    await file.truncate(end)
    await file.datasync()
    this.#isTorn = false
  }
}

async function mend(path: string, { end, isOpenEnded }: Segment): Promise<void> {
  await onDisk('write', path, async () => {
    const file = await open(path, 'r+')
    try {
      await file.truncate(end)
      if (isOpenEnded) await writeAll(file, Buffer.from('\n'), end)
      await file.datasync()
    } finally {
      await file.close()
    }
  })
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}

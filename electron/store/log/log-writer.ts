import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder, syncFolder } from '../atomic-file'
import { onDisk } from '../storage-failure'

/** Output waits this long for company before it is written, in milliseconds. */
const tick = 16
/** Output is written at once beyond this many bytes. */
const batchSize = 256 * 1024
/** Whoever appends output waits while more than this many bytes are unwritten. */
const roomLimit = 4 * 1024 * 1024

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

interface WriterEvents {
  /** All bytes written so far are on disk for good. */
  readonly onSynced: () => Promise<void>
  /** The disk failed: what was pushed and is not in the first `written` bytes is dropped, its waiters are told. */
  readonly onFailed: (error: unknown, written: number) => void
}

/**
 * Appends records to one file. Records that have to last share one sync with all others that wait for it; the rest is
 * written in batches. The order on disk is the order of the calls.
 */
export class LogWriter {
  readonly #path: string
  readonly #events: WriterEvents
  #file: FileHandle | null = null
  #queue: Uint8Array[] = []
  #queued = 0
  #unwritten = 0
  #lasting: Waiter[] = []
  #room: Waiter[] = []
  #readers: { readonly end: number; readonly resolve: () => void }[] = []
  #timer: NodeJS.Timeout | null = null
  #running: Promise<void> | null = null
  #written: number
  #isUnsynced = false

  /** `end` is the file's size. */
  constructor(path: string, end: number, events: WriterEvents) {
    this.#path = path
    this.#written = end
    this.#events = events
  }

  /** How many bytes of the file can be read. */
  get written(): number {
    return this.#written
  }

  /** Settles when the record is on disk (`lasting`), or is queued and there is room for more. */
  push(record: Uint8Array, lasting: boolean): Promise<void> {
    this.#queue.push(record)
    this.#queued += record.length
    this.#unwritten += record.length
    if (lasting) return this.#wait(this.#lasting)
    if (this.#queued >= batchSize) this.#start()
    else this.#timer ??= setTimeout(() => this.#start(), tick)
    return this.#unwritten > roomLimit ? this.#wait(this.#room) : Promise.resolve()
  }

  /** Waits until the first `end` bytes can be read, or there is nothing left that could make it so. Never rejects: a failure is told to `onFailed`. */
  reach(end: number): Promise<void> {
    if (this.#written >= end || (this.#queue.length === 0 && this.#running === null)) return Promise.resolve()
    this.#start()
    return new Promise(resolve => this.#readers.push({ end, resolve }))
  }

  /** Writes and syncs what is left. @throws FailureError when the last of it did not reach the disk. */
  async close(): Promise<void> {
    if (this.#queue.length > 0 || this.#isUnsynced) await this.#wait(this.#lasting)
    await this.#running
    await this.#file?.close().catch(() => undefined)
    this.#file = null
  }

  #wait(waiters: Waiter[]): Promise<void> {
    const waiting = new Promise<void>((resolve, reject) => waiters.push({ resolve, reject }))
    this.#start()
    return waiting
  }

  #start(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#running ??= this.#run()
  }

  async #run(): Promise<void> {
    // Lets the records of the current tick come together.
    await null
    while (this.#queue.length > 0 || this.#lasting.length > 0) await this.#writeBatch()
    this.#running = null
    this.#tellReaders(Number.POSITIVE_INFINITY)
  }

  async #writeBatch(): Promise<void> {
    const batch = this.#queue
    const lasting = this.#lasting
    // From here on, so that whoever closes meanwhile waits for a sync.
    if (batch.length > 0) this.#isUnsynced = true
    this.#queue = []
    this.#queued = 0
    this.#lasting = []
    try {
      await onDisk('write', this.#path, () => this.#write(batch, lasting.length > 0))
    } catch (error) {
      return await this.#fail(error, lasting)
    }
    const bytes = batch.reduce((sum, record) => sum + record.length, 0)
    this.#written += bytes
    this.#unwritten -= bytes
    for (const waiter of lasting) waiter.resolve()
    if (this.#unwritten <= roomLimit) for (const waiter of this.#room.splice(0)) waiter.resolve()
    this.#tellReaders(this.#written)
    if (lasting.length > 0) await this.#events.onSynced()
  }

  async #write(batch: readonly Uint8Array[], sync: boolean): Promise<void> {
    const file = await this.#open()
    const [only] = batch
    if (only !== undefined) await append(file, batch.length === 1 ? only : Buffer.concat(batch))
    if (!sync) return
    await file.datasync()
    this.#isUnsynced = false
  }

  async #open(): Promise<FileHandle> {
    if (this.#file !== null) return this.#file
    const folder = dirname(this.#path)
    await makeFolder(folder)
    this.#file = await open(this.#path, 'a', 0o600)
    if (this.#written === 0) await syncFolder(folder)
    return this.#file
  }

  #tellReaders(end: number): void {
    const told = this.#readers.filter(reader => reader.end <= end)
    if (told.length === 0) return
    this.#readers = this.#readers.filter(reader => reader.end > end)
    for (const reader of told) reader.resolve()
  }

  async #fail(error: unknown, lasting: readonly Waiter[]): Promise<void> {
    const waiters = [...lasting, ...this.#lasting, ...this.#room]
    this.#queue = []
    this.#queued = 0
    this.#unwritten = 0
    this.#lasting = []
    this.#room = []
    this.#isUnsynced = false
    this.#events.onFailed(error, this.#written)
    for (const waiter of waiters) waiter.reject(error)
    await this.#file?.close().catch(() => undefined)
    this.#file = null
  }
}

/** The handle's own `appendFile` does the same by way of a general stream writer, at twice the price for a few lines. */
async function append(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done)
    done += bytesWritten
  }
}

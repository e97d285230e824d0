import { join } from 'node:path'
import { type Deployment, type DeploymentEvent, isOpen } from '@shared/deployment'
import { notFound } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { DeploymentId } from '@shared/ids'
import {
  type LogCounts,
  type LogFilter,
  type LogLine,
  type LogPage,
  type LogPlace,
  type LogSpot,
  logLevels,
  pageLimit
} from '@shared/log'
import { fail, ok, type Result } from '@shared/result'
import type { DeploymentLog } from '../store'
import { countLines, encodeEvent, logStreams } from './event-record'
import { FilterViews } from './filter-view'
import { appendIndexFile, writeIndexFile } from './index-file'
import type { IndexEntry } from './line-index'
import { loadLog } from './load-log'
import { cut } from './log-end'
import type { LogMemory } from './log-memory'
import { LogTail, toLine } from './log-tail'
import { LogWriter } from './log-writer'
import { RecordReader } from './record-reader'
import { RunCounts } from './run-counts'
import type { ReadableLog } from './scan/scans'
import { sealFolder } from './seal'
import { readThinEvents } from './thin-events'

/** The sidecar grows by no fewer records at a time, because opening and closing it takes longer than writing to the log. */
const indexStride = 256

/** What is rebuilt together whenever the log is read from disk anew. */
interface Loaded {
  readonly memory: LogMemory
  readonly writer: LogWriter
  readonly views: FilterViews
  readonly reader: RecordReader
  readonly tail: LogTail
  readonly counts: RunCounts
  /** Output records that the sidecar has; null once it could not be written. */
  indexed: number | null
}

/** Who has opened a log. */
interface Surroundings {
  /** Hears of damage that was found when it was read. */
  readonly report: (message: string) => void
  readonly onClosed: () => void
}

/** `deployments/<id>/events.ndjson` with its sidecar `lines.idx`. */
export class LogFile implements DeploymentLog {
  readonly id: DeploymentId
  readonly #folder: string
  readonly #events: string
  readonly #index: string
  readonly #surroundings: Surroundings
  #loaded: Loaded
  /** Set after the disk failed, until an event comes that follows what is on disk. */
  #failure: FailureError | null = null
  #recovering: Promise<void> | null = null
  #closing: Promise<void> | null = null

  private constructor(id: DeploymentId, folder: string, memory: LogMemory, surroundings: Surroundings) {
    this.id = id
    this.#folder = folder
    this.#events = join(folder, 'events.ndjson')
    this.#index = join(folder, 'lines.idx')
    this.#surroundings = surroundings
    this.#loaded = this.#use(memory)
  }

  /** `folder` is the deployment's own. @throws FailureError like `loadLog`. */
  static async open(id: DeploymentId, folder: string, surroundings: Surroundings): Promise<LogFile> {
    const memory = await loadLog(join(folder, 'events.ndjson'), join(folder, 'lines.idx'), surroundings.report)
    return new LogFile(id, folder, memory, surroundings)
  }

  async append(event: DeploymentEvent): Promise<void> {
    const { memory, writer, tail } = this.#loaded
    if (this.#closing !== null) throw new Error(`The log of ${this.id} is closed`)
    if (this.#failure !== null && (this.#recovering !== null || event.seq !== memory.fold.seq + 1)) throw this.#failure
    if (event.kind === 'output' && event.lines !== countLines(event.text))
      throw new Error(`Event ${event.seq} says that it has ${event.lines} lines, and has ${countLines(event.text)}`)
    const record = encodeEvent(event)
    const firstLine = memory.index.totalLines + 1
    memory.add(event, record.length)
    this.#failure = null
    if (event.kind === 'output') tail.add(event, firstLine)
    await writer.push(record, event.kind !== 'output')
  }

  async state(): Promise<Deployment | null> {
    await this.#recovering
    return this.#loaded.memory.fold.state()
  }

  async page(filter: LogFilter, from: number, count: number): Promise<LogPage> {
    await this.#recovering
    const loaded = this.#loaded
    const { memory, views } = loaded
    const view = views.of(filter)
    const total = view.total()
    const start = from < 0 ? Math.max(0, total + from) : Math.min(from, total)
    const pieces = view.pieces(start, Math.min(count, pageLimit))
    const texts = await this.#read(
      loaded,
      pieces.map(piece => piece.record)
    )
    const lines = pieces.flatMap(({ record, skip, take }) => {
      const entry = memory.index.entry(record)
      const source = describe(entry, memory)
      const first = memory.index.firstLine(record) + skip
      return (texts.get(record) ?? []).slice(skip, skip + take).map((text, i) => toLine(source, first + i, text))
    })
    return { total, from: start, lines }
  }

  tail(count: number): readonly LogLine[] {
    return this.#loaded.tail.last(count)
  }

  async line(number: number): Promise<Result<{ readonly text: string }>> {
    await this.#recovering
    const loaded = this.#loaded
    const { index } = loaded.memory
    const record = index.recordOfLine(number)
    if (record === null) return fail(notFound('log line', String(number)))
    try {
      const lines = (await this.#read(loaded, [record])).get(record)
      const text = lines?.[number - index.firstLine(record)]
      return text === undefined ? fail(notFound('log line', String(number))) : ok({ text })
    } catch (error) {
      if (error instanceof FailureError) return fail(error.failure)
      throw error
    }
  }

  async counts(): Promise<LogCounts> {
    await this.#recovering
    return this.#loaded.counts.counts()
  }

  async locate(spot: LogSpot, filters: readonly LogFilter[]): Promise<LogPlace> {
    await this.#recovering
    const { memory, views } = this.#loaded
    const { index } = memory
    const record = spot.kind === 'line' ? index.recordOfLine(spot.number) : null
    const positions = filters.map(filter => {
      const view = views.of(filter)
      return spot.kind === 'line' ? view.before(spot.number) : view.beforeMoment(spot.at)
    })
    return { run: record === null ? null : (memory.runOf(index.run(record)) ?? null), positions }
  }

  async readable(): Promise<ReadableLog> {
    await this.#recovering
    const { memory, writer } = this.#loaded
    const { end } = memory
    const lines = memory.index.totalLines
    await writer.reach(end)
    // Where the disk failed meanwhile, what there is to read is known only after the log was read anew.
    return writer.written < end ? this.#afterFailure() : { path: this.#events, end, lines }
  }

  async thinEvents(): Promise<readonly DeploymentEvent[]> {
    const { end } = await this.readable()
    return end === 0 ? [] : readThinEvents(this.#events, this.#loaded.memory, end)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    try {
      await this.#recovering
      await this.#loaded.writer.close()
      await this.#extendIndex(this.#loaded, 1)
      const state = this.#loaded.memory.fold.state()
      // A seal that could not be written is made when the log is closed the next time.
      if (state !== null && !isOpen(state)) await sealFolder(this.#folder, state).catch(() => undefined)
    } finally {
      this.#surroundings.onClosed()
    }
  }

  #use(memory: LogMemory): Loaded {
    const loaded: Loaded = {
      memory,
      views: new FilterViews(memory),
      reader: new RecordReader(this.#events, memory.index),
      tail: new LogTail(),
      counts: new RunCounts(memory),
      indexed: memory.index.count,
      writer: new LogWriter(this.#events, memory.end, {
        onSynced: () => this.#extendIndex(loaded, indexStride),
        onFailed: (error, written) => this.#recover(error, written)
      })
    }
    return loaded
  }

  async #read(
    { memory, writer, reader }: Loaded,
    records: readonly number[]
  ): Promise<ReadonlyMap<number, readonly string[]>> {
    const last = records.at(-1)
    if (last === undefined) return new Map()
    const { offset, length } = memory.index.entry(last)
    await writer.reach(offset + length)
    return reader.read(records)
  }

  /**
   * Adds to the sidecar what the disk surely has, so that its entries can be trusted without reading the log.
   * @param least do nothing for fewer records: opening the log reads these few anew
   */
  async #extendIndex(loaded: Loaded, least: number): Promise<void> {
    const { memory, writer } = loaded
    const known = loaded.indexed
    if (known === null || memory.index.count - known < least) return
    const entries: IndexEntry[] = []
    for (let i = known; i < memory.index.count; i++) {
      const entry = memory.index.entry(i)
      if (entry.offset + entry.length > writer.written) break
      entries.push(entry)
    }
    if (entries.length === 0) return
    const write = known === 0 ? writeIndexFile : appendIndexFile
    // A sidecar that cannot be written is left behind; opening the log the next time makes it anew.
    loaded.indexed = await write(this.#index, entries).then(
      () => known + entries.length,
      () => null
    )
  }

  async #afterFailure(): Promise<ReadableLog> {
    await this.#recovering
    const { memory } = this.#loaded
    return { path: this.#events, end: memory.end, lines: memory.index.totalLines }
  }

  #recover(error: unknown, written: number): void {
    this.#failure = error instanceof FailureError ? error : null
    this.#recovering = (async () => {
      await cut(this.#events, written).catch(() => undefined)
      this.#loaded = this.#use(await loadLog(this.#events, this.#index, this.#surroundings.report))
      this.#recovering = null
    })()
    this.#recovering.catch(() => undefined)
  }
}

function describe(entry: IndexEntry, memory: LogMemory) {
  const level = logLevels[entry.level]
  const stream = logStreams[entry.stream]
  const run = memory.runOf(entry.run)
  if (level === undefined || stream === undefined || run === undefined) throw new Error('The log index is broken')
  return { at: entry.at, run, stream, level }
}

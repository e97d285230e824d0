import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { damaged, isMissing, onDisk } from '../storage-failure'
import { parseEvent, unknownKindOf } from './event-record'
import { readIndexFile, writeIndexFile } from './index-file'
import type { IndexEntry } from './line-index'
import { cut, keepEnd } from './log-end'
import { LogMemory } from './log-memory'
import { readSeal } from './seal'

const chunkSize = 1 << 20
/** Reading one gap between indexed records costs about as much as reading this many bytes in one go. */
const gapCost = 1 << 16

/**
 * Reads a log's state and index. With a good sidecar only state events and what came after it are read; otherwise
 * the whole log is. A torn end, as a killed process leaves it, is cut off. Whole lines at the end that are no events
 * were damaged later: they are cut off, too, after they were copied to a file beside the log, and `report` is told.
 * @throws FailureError `storage-failed` when the log cannot be read, is of a newer version, or is damaged before its end
 * or in what its seal covers: nothing is changed then.
 */
export async function loadLog(
  eventsFile: string,
  indexFile: string,
  report: (message: string) => void
): Promise<LogMemory> {
  return onDisk('read', eventsFile, async () => {
    const file = await open(eventsFile, 'r').catch((error: unknown) => {
      if (isMissing(error)) return null
      throw error
    })
    if (file === null) return new LogMemory()
    try {
      const { size } = await file.stat()
      const sidecar = await readIndexFile(indexFile, size)
      const indexed = sidecar === null ? null : await replayIndexed(file, size, sidecar.entries)
      const memory = indexed ?? new LogMemory()
      const known = memory.index.count
      const isTorn = await scan(file, eventsFile, memory)
      await refuseLoss(eventsFile, memory.end, size)
      if (!isTorn) {
        const kept = await keepEnd(eventsFile, memory.end)
        report(`The end of ${eventsFile} cannot be read from byte ${memory.end}: it was moved to ${kept}.`)
      }
      if (memory.end < size) await cut(eventsFile, memory.end)
      const isUpToDate = indexed !== null && memory.index.count === known && sidecar?.isWhole === true
      if (!isUpToDate) await rewriteIndex(file, indexFile, memory)
      return memory
    } finally {
      await file.close()
    }
  })
}

/** A log that is over and lacks some of what it was then must not go on as if that had never been. */
async function refuseLoss(eventsFile: string, end: number, size: number): Promise<void> {
  const seal = await readSeal(dirname(eventsFile))
  if (seal === null || seal === 'unreadable' || seal.events.size <= end) return
  const where = size > end ? `it is not readable at byte ${end}` : `it ends at byte ${end}`
  const what = `${where}, and had ${seal.events.size} bytes when the deployment was over`
  throw new FailureError(damaged(eventsFile, what))
}

async function rewriteIndex(events: FileHandle, path: string, memory: LogMemory): Promise<void> {
  const entries = Array.from({ length: memory.index.count }, (_, i) => memory.index.entry(i))
  try {
    await events.datasync()
    await writeIndexFile(path, entries)
  } catch {
    // The sidecar only saves time, so a disk that does not take it now does not keep the log from opening.
  }
}

/** State events from the gaps between the indexed records; null when index and log do not fit together. */
async function replayIndexed(
  file: FileHandle,
  size: number,
  entries: readonly IndexEntry[]
): Promise<LogMemory | null> {
  const memory = new LogMemory()
  if (countGaps(entries) * gapCost > size + gapCost * 16) return null
  try {
    for (const entry of entries) {
      if (entry.offset > memory.end) await replayGap(file, entry.offset, memory)
      memory.addIndexed(entry)
    }
    return memory
  } catch {
    return null
  }
}

function countGaps(entries: readonly IndexEntry[]): number {
  let gaps = 0
  let end = 0
  for (const entry of entries) {
    if (entry.offset > end) gaps++
    end = entry.offset + entry.length
  }
  return gaps
}

/** @throws when the bytes up to `end` are not whole state events. */
async function replayGap(file: FileHandle, end: number, memory: LogMemory): Promise<void> {
  const bytes = Buffer.alloc(end - memory.end)
  await readFully(file, bytes, memory.end)
  for (let start = 0; start < bytes.length; ) {
    const lineEnd = bytes.indexOf(10, start)
    const event = lineEnd === -1 ? null : parseEvent(bytes.toString('utf8', start, lineEnd))
    if (event === null || event.kind === 'output')
      throw new Error('There is more than state events between two records')
    memory.add(event, lineEnd + 1 - start)
    start = lineEnd + 1
  }
}

/**
 * Reads on from the memory's end to where nothing can be read any more. False when there are whole lines behind that: a
 * crash leaves a piece of one, or zeros.
 */
async function scan(file: FileHandle, path: string, memory: LogMemory): Promise<boolean> {
  let badAt: number | null = null
  let isTorn = true
  for await (const { line, start, length } of linesFrom(file, memory.end)) {
    const event = parseEvent(line)
    const unknown = event === null ? unknownKindOf(line) : null
    if (event === null && unknown === null) {
      badAt ??= start
      isTorn &&= isBlank(line)
    } else if (badAt !== null) throw new FailureError(damaged(path, `it is not readable at byte ${badAt}`))
    else if (event === null) throw new FailureError(ofNewerVersion(path, start, unknown ?? ''))
    else addScanned(memory, event, length, path)
  }
  return isTorn
}

/** Whether a line says nothing, be it in zeros. */
export const isBlank = (line: string): boolean => line.replaceAll('\0', '') === ''

const ofNewerVersion = (path: string, at: number, kind: string): Failure => ({
  kind: 'storage-failed',
  message: `The log ${path} was written by a newer version of Slipway: at byte ${at} it tells of “${kind}”, which this one does not know.`,
  remedy: 'Nothing was changed. Open this workspace with the newer version.',
  detail: { file: path, code: 'newer-event' }
})

function addScanned(memory: LogMemory, event: Parameters<LogMemory['add']>[0], length: number, path: string): void {
  const start = memory.end
  try {
    memory.add(event, length)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new FailureError(damaged(path, `what it tells at byte ${start} cannot be (${why})`), error)
  }
}

export interface Line {
  readonly line: string
  readonly start: number
  /** Bytes, with the line break. */
  readonly length: number
}

/** The complete lines of a file; what follows its last line break is left out. */
export async function* linesFrom(file: FileHandle, from: number): AsyncGenerator<Line> {
  let start = from
  let parts: Buffer[] = []
  for (let at = from; ; ) {
    const chunk = Buffer.alloc(chunkSize)
    const { bytesRead } = await file.read(chunk, 0, chunkSize, at)
    if (bytesRead === 0) return
    const bytes = chunk.subarray(0, bytesRead)
    at += bytesRead
    let lineStart = 0
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, lineStart)) {
      const whole =
        parts.length === 0 ? bytes.subarray(lineStart, end) : Buffer.concat([...parts, bytes.subarray(0, end)])
      parts = []
      yield { line: whole.toString('utf8'), start, length: whole.length + 1 }
      start += whole.length + 1
      lineStart = end + 1
    }
    if (lineStart < bytes.length) parts.push(bytes.subarray(lineStart))
  }
}

/** @throws when the file ends before. */
export async function readFully(file: FileHandle, into: Buffer, position: number): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, into.length - done, position + done)
    if (bytesRead === 0) throw new Error('The file is shorter than it should be')
    done += bytesRead
  }
}

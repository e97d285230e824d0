import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { listFolder } from '../atomic-file'
import { onDisk } from '../storage-failure'
import type { PlacedLine } from './chain-check'

const chunkSize = 64 * 1024
const lineFeed = 10

/** One file of the log as far as it is to be read. */
export interface AuditFile {
  readonly path: string
  /** Its name below the data folder, for people. */
  readonly name: string
  /** Bytes of whole lines. */
  readonly size: number
}

/** The name of a file by its number, from 1. */
export const auditFileName = (number: number): string => `${String(number).padStart(6, '0')}.ndjson`

/** The numbers of the files in a folder, ascending. @throws FailureError `storage-failed` */
export async function auditFileNumbers(folder: string): Promise<readonly number[]> {
  const names = await onDisk('read', folder, () => listFolder(folder))
  return names.flatMap(name => (/^\d{6}\.ndjson$/.test(name) ? [Number.parseInt(name, 10)] : [])).sort((a, b) => a - b)
}

/** The files of a folder, in the order of their entries. @throws FailureError `storage-failed` */
export async function auditFiles(folder: string): Promise<readonly AuditFile[]> {
  const files: AuditFile[] = []
  for (const number of await auditFileNumbers(folder)) {
    const path = join(folder, auditFileName(number))
    const size = await reading(path, async file => (await file.stat()).size)
    files.push({ path, name: `audit/${auditFileName(number)}`, size })
  }
  return files
}

/** Opens a file to read it. @throws FailureError `storage-failed` */
export const reading = <T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> =>
  onDisk('read', path, async () => {
    const file = await open(path, 'r')
    try {
      return await work(file)
    } finally {
      await file.close()
    }
  })

/** The lines of files from the first on. A last line without an end counts as one. */
export async function* linesForward(files: readonly AuditFile[]): AsyncGenerator<PlacedLine> {
  for (const { path, name, size } of files) {
    let rest: Buffer = Buffer.alloc(0)
    let line = 0
    for (let at = 0; at < size; at += chunkSize) {
      const chunk = await readChunk(path, at, Math.min(size, at + chunkSize))
      const bytes = Buffer.concat([rest, chunk])
      let start = 0
      for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
        line++
        yield { text: bytes.toString('utf8', start, end), file: name, line }
        start = end + 1
      }
      rest = bytes.subarray(start)
    }
    if (rest.length > 0) yield { text: rest.toString('utf8'), file: name, line: line + 1 }
  }
}

/** The lines of files from the last one back. */
export async function* linesBackward(files: readonly AuditFile[]): AsyncGenerator<string> {
  for (const { path, size } of [...files].reverse()) {
    let rest: Buffer = Buffer.alloc(0)
    for (let end = size; end > 0; end -= chunkSize) {
      const chunk = await readChunk(path, Math.max(0, end - chunkSize), end)
      const bytes = Buffer.concat([chunk, rest])
      let stop = bytes.length
      for (let start = before(bytes, stop); start !== -1; start = before(bytes, stop)) {
        if (start + 1 < stop) yield bytes.toString('utf8', start + 1, stop)
        stop = start
      }
      rest = bytes.subarray(0, stop)
    }
    if (rest.length > 0) yield rest.toString('utf8')
  }
}

/** Where the line feed before `end` is; -1 when there is none. */
const before = (bytes: Buffer, end: number): number => (end === 0 ? -1 : bytes.lastIndexOf(lineFeed, end - 1))

/** The bytes from `start` to `end`, or as many of them as there still are. */
const readChunk = (path: string, start: number, end: number): Promise<Buffer> =>
  reading(path, async file => {
    const bytes = Buffer.alloc(end - start)
    let done = 0
    while (done < bytes.length) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done)
      if (bytesRead === 0) break
      done += bytesRead
    }
    return bytes.subarray(0, done)
  })

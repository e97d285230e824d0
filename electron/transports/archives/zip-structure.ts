import type { FileHandle } from 'node:fs/promises'
import type { Entry, LocalFileHeader } from 'yauzl'
import { quoted, type Refuse } from './refusal'

/** Where an entry lies in its archive, in bytes. */
export interface Span {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** Where the directory of an archive lies, in bytes; `end` is behind its last entry. */
interface Directory {
  readonly start: number
  readonly end: number
  readonly commentLength: number
}

const signatures = { localHeader: 0x04034b50, end: 0x06054b50, end64: 0x06064b50 } as const
/** Of what may follow an entry's data, and too little for a header to hide in. */
const descriptorSize = 24

/**
 * Refuses an archive whose entries overlap, or that has more entries than its directory tells: each program would see
 * another archive in it. @throws FailureError
 */
export async function checkStructure(
  file: FileHandle,
  spans: readonly Span[],
  { start: directory, end: directoryEnd, commentLength }: Directory,
  refuse: Refuse
): Promise<void> {
  let end = 0
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    if (span.start < end) throw refuse(`its entry ${quoted(span.name)} lies over another one`)
    await checkGap(file, end, span.start, refuse)
    end = span.end
  }
  if (directory < end) throw refuse('its directory lies over an entry')
  await checkGap(file, end, directory, refuse)
  const { size } = await file.stat()
  if (directoryEnd + (await endLength(file, directoryEnd, refuse)) + commentLength !== size)
    throw refuse('there is something behind its directory')
}

/** How long the records at the end of an archive are, without the comment. */
async function endLength(file: FileHandle, at: number, refuse: Refuse): Promise<number> {
  const head = Buffer.alloc(12)
  await file.read(head, 0, head.length, at)
  const signature = head.readUInt32LE(0)
  if (signature === signatures.end) return 22
  if (signature !== signatures.end64) throw refuse('its directory has more entries than it says')
  // The record, what points to it, and the record of small archives.
  return Number(head.readBigUInt64LE(4)) + 12 + 20 + 22
}

/** Data in front of entries is usual, such as a script that starts an archive; entries in it are not. */
async function checkGap(file: FileHandle, start: number, end: number, refuse: Refuse): Promise<void> {
  if (end - start <= descriptorSize) return
  const chunk = Buffer.alloc(64 * 1024)
  for (let at = start; at < end; at += chunk.length - 3) {
    const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, end - at), at)
    const found = chunk.subarray(0, bytesRead)
    for (
      let i = found.indexOf('PK', 0, 'latin1');
      i !== -1 && i + 4 <= bytesRead;
      i = found.indexOf('PK', i + 1, 'latin1')
    ) {
      const signature = found.readUInt32LE(i)
      if (signature === signatures.localHeader || signature === signatures.end)
        throw refuse('it has entries that its directory does not tell of, as if two archives were one')
    }
  }
}

/** Refuses an entry that says something else in front of its data than in the directory. @throws FailureError */
export function checkLocal(entry: Entry, name: string, local: LocalFileHeader, refuse: Refuse): Span {
  const differs = (what: string) => refuse(`its entry ${quoted(name)} has two ${what}`)
  if (!local.fileName.equals(entry.fileNameRaw)) throw differs('names')
  if (local.compressionMethod !== entry.compressionMethod) throw differs('ways of being packed')
  const hasDescriptor = (local.generalPurposeBitFlag & 8) !== 0
  const same = (a: number, b: number) => a === b || a === 0xffffffff || (hasDescriptor && a === 0)
  if (!same(local.compressedSize, entry.compressedSize) || !same(local.uncompressedSize, entry.uncompressedSize))
    throw differs('sizes')
  return { name, start: entry.relativeOffsetOfLocalHeader, end: local.fileDataStart + entry.compressedSize }
}

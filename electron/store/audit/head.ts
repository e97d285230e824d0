import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditHead } from '@shared/audit'
import { FailureError } from '@shared/failure-error'
import { sha256 } from '@shared/ids'
import { z } from 'zod'
import { writeAtomically } from '../atomic-file'
import { isMissing, onDisk } from '../storage-failure'
import { auditFiles, linesBackward } from './audit-files'
import { entryOf, isUnaltered, noHash } from './entry'

/** The end of the chain as it is noted apart from it, with everybody who made an entry, so that nobody has to look for them. */
export interface Note extends AuditHead {
  readonly users: readonly string[]
}

const note = z.strictObject({ seq: z.number().int().nonnegative(), hash: sha256, users: z.array(z.string()) })

const headPath = (folder: string): string => join(folder, 'head.json')

/** Notes the end of the chain apart from it, so that entries which vanish from its end are missed. @throws FailureError */
export const writeNote = (folder: string, written: Note): Promise<void> =>
  writeAtomically(headPath(folder), JSON.stringify(written))

/** The end that was noted last; null when there is no note that can be read. @throws FailureError */
async function readNote(folder: string): Promise<Note | null> {
  const text = await onDisk('read', headPath(folder), () => readFile(headPath(folder), 'utf8')).catch(
    (error: unknown) => {
      if (error instanceof FailureError && isMissing(error.cause)) return ''
      throw error
    }
  )
  try {
    return note.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Where the files end, and where the chain goes on; they differ when entries vanished from the end. */
export interface Ends {
  readonly files: AuditHead
  readonly chain: AuditHead
  /** Null when there is no note of them. */
  readonly users: readonly string[] | null
}

/** Reads the ends, from the last file back to the first entry that can be relied on. @throws FailureError */
export async function endsOf(folder: string): Promise<Ends> {
  const files = await endOfFiles(folder)
  const noted = await readNote(folder)
  // The note wins, so that an entry which was replaced or removed is never built upon.
  const chain = noted && noted.seq >= files.seq ? { seq: noted.seq, hash: noted.hash } : files
  return { files, chain, users: noted?.users ?? null }
}

async function endOfFiles(folder: string): Promise<AuditHead> {
  let unsound = 0
  for await (const line of linesBackward(await auditFiles(folder))) {
    const entry = entryOf(line)
    if (entry && isUnaltered(entry)) return { seq: entry.seq + unsound, hash: entry.hash }
    unsound++
  }
  return { seq: unsound, hash: noHash }
}

/** What a torn write left after the last whole line is cut off; an entry that lacks only its line feed gets it. */
export async function mendTail(path: string): Promise<void> {
  await onDisk('write', path, async () => {
    const file = await open(path, 'r+')
    try {
      const bytes = await file.readFile()
      const whole = bytes.lastIndexOf(10) + 1
      if (whole === bytes.length) return
      if (entryOf(bytes.toString('utf8', whole))) await file.write('\n', bytes.length)
      else await file.truncate(whole)
      await file.sync()
    } finally {
      await file.close()
    }
  })
}

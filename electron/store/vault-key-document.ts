import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FailureError } from '@shared/failure-error'
import { z } from 'zod'
import { makeFolder, writeAtomically } from './atomic-file'
import { isMissing, onDisk } from './storage-failure'
import { keyWrap } from './vault-key-wrap'

const name = z.string().regex(/^[0-9a-f]{32}$/)

/** Which key a data folder's vault is locked with. Lies with the entries, so that a foreign key document is noticed. */
const keyMark = z.strictObject({ format: z.literal(1), workspace: name, key: name })
export type KeyMark = z.infer<typeof keyMark>

/** The vault's key, wrapped once for each way in: at most one keychain and one passphrase. */
const keyDocument = z
  .strictObject({ format: z.literal(1), workspace: name, key: name, wraps: z.array(keyWrap).min(1).max(2) })
  .refine(({ wraps }) => new Set(wraps.map(wrap => wrap.kind)).size === wraps.length)
export type KeyDocument = z.infer<typeof keyDocument>

/** Null when there is no such file, `damaged` when it is not what Slipway wrote. @throws FailureError `storage-failed` */
export const readKeyMark = (file: string): Promise<KeyMark | 'damaged' | null> => read(file, keyMark)
export const readKeyDocument = (file: string): Promise<KeyDocument | 'damaged' | null> => read(file, keyDocument)

/** Resolves when it is on disk. @throws FailureError `storage-failed`; what was there before then still is. */
export const writeKeyMark = (file: string, mark: KeyMark): Promise<void> => write(file, mark)
export const writeKeyDocument = (file: string, document: KeyDocument): Promise<void> => write(file, document)

/** Far more than a document needs; a larger file is none. */
const mostBytes = 100_000

async function read<T>(file: string, schema: z.ZodType<T>): Promise<T | 'damaged' | null> {
  const text = await onDisk('read', file, () => readFile(file, 'utf8')).catch((error: unknown) => {
    if (error instanceof FailureError && isMissing(error.cause)) return null
    throw error
  })
  if (text === null) return null
  if (text.length > mostBytes) return 'damaged'
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : 'damaged'
  } catch {
    return 'damaged'
  }
}

async function write(file: string, value: object): Promise<void> {
  await onDisk('write', file, () => makeFolder(dirname(file)))
  await writeAtomically(file, `${JSON.stringify(value, null, 2)}\n`)
}

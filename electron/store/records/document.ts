import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Breath } from '../breathe'
import { sealed, unseal } from '../checksum'
import { errorCode, isMissing, onDisk } from '../storage-failure'

/** The schema of everything in a data folder that this version writes. Raised together with a migration. */
export const storeSchema = 2

export interface StoredRecord {
  readonly id: string
}

/** What one file of records holds. */
export interface RecordsDocument {
  /** Counts from 1 with each time that these records were written. */
  readonly generation: number
  /** Every change of these records up to this journal line is contained. */
  readonly upTo: number
  /** By their id, in the order of their creation. */
  readonly records: ReadonlyMap<string, unknown>
}

/** One file of records as it was found. */
export type DocumentReading =
  | { readonly kind: 'good'; readonly document: RecordsDocument }
  | { readonly kind: 'missing' }
  /** `what` ends a sentence that begins with the file. */
  | { readonly kind: 'damaged'; readonly what: string }

const count = z.number().int().nonnegative()
const content = z.strictObject({
  schema: z.literal(storeSchema),
  generation: count,
  upTo: count,
  records: z.custom<object>(value => typeof value === 'object' && value !== null && !Array.isArray(value))
})

/** The text of a document. Stringified record by record, because one of them may hold a long script. */
export async function documentText({ generation, upTo, records }: RecordsDocument): Promise<string> {
  const breath = new Breath()
  const parts: string[] = []
  for (const [id, record] of [...records]) {
    parts.push(`${JSON.stringify(id)}:${JSON.stringify(record)}`)
    await breath.take()
  }
  return sealed(`{"schema":${storeSchema},"generation":${generation},"upTo":${upTo},"records":{${parts.join(',')}}`)
}

/** Reads a file and checks its sum. @throws FailureError `storage-failed` when the system does not let us read it. */
export async function readDocument(path: string): Promise<DocumentReading> {
  const text = await readText(path)
  if (text.kind !== 'text') return text
  const parsed = content.safeParse(unseal(text.text))
  if (!parsed.success) return { kind: 'damaged', what: 'was damaged' }
  const { generation, upTo, records } = parsed.data
  return { kind: 'good', document: { generation, upTo, records: new Map(Object.entries(records)) } }
}

/** The text of a file; one that the disk itself cannot read counts as damaged. */
export async function readText(
  path: string
): Promise<{ readonly kind: 'text'; readonly text: string } | Exclude<DocumentReading, { kind: 'good' }>> {
  try {
    return { kind: 'text', text: await readFile(path, 'utf8') }
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' }
    if (errorCode(error) === 'EIO')
      return { kind: 'damaged', what: 'could not be read, because the disk reported an error' }
    return onDisk('read', path, () => Promise.reject(error))
  }
}

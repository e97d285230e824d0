import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FailureError } from '@shared/failure-error'
import type { Adapter } from 'lowdb'
import { z } from 'zod'
import { makeFolder, writeAtomically } from './atomic-file'
import { damaged, isMissing, onDisk } from './storage-failure'

/** The schema that this version writes. Raised together with a migration from the one before. */
export const documentSchema = 1

/** What a document holds: records of one kind by their id, in the order of their creation. */
export interface StoredDocument<T> {
  readonly schema: number
  readonly records: ReadonlyMap<string, T>
}

const envelope = z.looseObject({ schema: z.number().int().min(1), records: z.unknown() })

/** One JSON file of records, as lowdb sees it. Reading checks every record, writing replaces the file as a whole. */
export class DocumentFile<T extends { readonly id: string }> implements Adapter<StoredDocument<T>> {
  readonly #path: string
  readonly #record: z.ZodType<T>

  constructor(path: string, record: z.ZodType<T>) {
    this.#path = path
    this.#record = record
  }

  /** Null when there is no such file. @throws FailureError `storage-failed` that names the file. */
  async read(): Promise<StoredDocument<T> | null> {
    const text = await onDisk('read', this.#path, () => readFile(this.#path, 'utf8')).catch((error: unknown) => {
      if (error instanceof FailureError && isMissing(error.cause)) return null
      throw error
    })
    return text === null ? null : this.#parse(text)
  }

  async write(document: StoredDocument<T>): Promise<void> {
    // fromEntries defines own members, so not even `__proto__` as a key could do harm.
    const records = Object.fromEntries(document.records)
    await onDisk('write', this.#path, () => makeFolder(dirname(this.#path)))
    await writeAtomically(this.#path, JSON.stringify({ schema: document.schema, records }))
  }

  #parse(text: string): StoredDocument<T> {
    const { schema, records } = this.#open(text)
    const parsed = new Map<string, T>()
    for (const [id, value] of Object.entries(records)) {
      const record = this.#record.safeParse(value)
      if (!record.success) this.#refuse(`its record “${id}” is not valid (${firstIssue(record.error)})`)
      if (record.data.id !== id) this.#refuse(`its record “${id}” has another id`)
      parsed.set(id, record.data)
    }
    return { schema, records: parsed }
  }

  #open(text: string): { readonly schema: number; readonly records: object } {
    const document = envelope.safeParse(this.#json(text))
    if (!document.success) this.#refuse('it is not a document of Slipway')
    const { schema, records } = document.data
    if (schema > documentSchema) this.#refuseNewer(schema)
    if (typeof records !== 'object' || records === null || Array.isArray(records)) this.#refuse('it has no records')
    return { schema, records }
  }

  #json(text: string): unknown {
    try {
      return JSON.parse(text)
    } catch {
      return this.#refuse('it is not JSON')
    }
  }

  #refuse(what: string): never {
    throw new FailureError(damaged(this.#path, what))
  }

  #refuseNewer(schema: number): never {
    throw new FailureError({
      kind: 'storage-failed',
      message: `The file ${this.#path} was written by a newer version of Slipway (schema ${schema}, this one knows ${documentSchema}).`,
      remedy: 'Nothing was changed. Open this workspace with the newer version, or choose another data folder.',
      detail: { file: this.#path, code: 'newer-schema', schema: String(schema) }
    })
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue === undefined ? 'unknown' : `${issue.path.map(String).join('.') || 'value'}: ${issue.message}`
}

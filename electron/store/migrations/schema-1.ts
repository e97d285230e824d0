import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError } from '@shared/failure-error'
import { z } from 'zod'
import { listFolder } from '../atomic-file'
import { collectionSpecs } from '../collections'
import type { StoredRecord } from '../records/document'
import type { CollectionSpec } from '../records/shelf'
import { damaged, isMissing, onDisk } from '../storage-failure'

const envelope = z.looseObject({ schema: z.number().int().min(1), records: z.unknown() })

/** The collections that schema 1 kept in a folder of documents of a hundred records each; the others were one file. */
const inFolders: Readonly<Record<string, string>> = { deployments: 'deployment-summaries', releases: 'releases' }

/** What of schema 1 lies in a data folder: its files and folders, by name. */
export async function schema1Names(folder: string): Promise<readonly string[]> {
  const found = new Set(await onDisk('read', folder, () => listFolder(folder)))
  const names = Object.values(collectionSpecs).map(({ name }) => inFolders[name] ?? `${name}.json`)
  return names.filter(name => found.has(name))
}

/** The records of one collection as schema 1 wrote them. @throws FailureError `storage-failed` that names the file. */
export async function schema1Records(folder: string, spec: CollectionSpec): Promise<readonly StoredRecord[]> {
  const files = await schema1Files(folder, spec.name)
  const records = new Map<string, StoredRecord>()
  for (const file of files) {
    for (const record of await readSchema1(join(folder, file), spec)) {
      if (records.has(record.id)) refuse(join(folder, file), `“${record.id}” is in two files`)
      records.set(record.id, record)
    }
  }
  return [...records.values()]
}

async function schema1Files(folder: string, name: string): Promise<readonly string[]> {
  const inside = inFolders[name]
  if (inside === undefined) return [`${name}.json`]
  const names = await onDisk('read', join(folder, inside), () => listFolder(join(folder, inside)))
  return names
    .filter(item => /^\d{6}\.json$/.test(item))
    .sort()
    .map(item => join(inside, item))
}

async function readSchema1(path: string, spec: CollectionSpec): Promise<readonly StoredRecord[]> {
  const text = await onDisk('read', path, () => readFile(path, 'utf8')).catch((error: unknown) => {
    if (error instanceof FailureError && isMissing(error.cause)) return null
    throw error
  })
  if (text === null) return []
  return Object.entries(recordsIn(path, text)).map(([id, value]) => {
    const record = spec.schema.safeParse(value)
    if (!record.success) return refuse(path, `its record “${id}” is not valid (${firstIssue(record.error)})`)
    return record.data.id === id ? record.data : refuse(path, `its record “${id}” has another id`)
  })
}

function recordsIn(path: string, text: string): object {
  const document = envelope.safeParse(jsonOf(path, text))
  if (!document.success) return refuse(path, 'it is not a document of Slipway')
  const { schema, records } = document.data
  if (schema !== 1) return refuse(path, `it says that it is of schema ${schema}`)
  if (typeof records !== 'object' || records === null || Array.isArray(records))
    return refuse(path, 'it has no records')
  return records
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return refuse(path, 'it is not JSON')
  }
}

function refuse(path: string, what: string): never {
  throw new FailureError(damaged(path, what))
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue === undefined ? 'unknown' : `${issue.path.map(String).join('.') || 'value'}: ${issue.message}`
}

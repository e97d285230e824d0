import { join } from 'node:path'
import type { AuditEntry } from '@shared/audit'
import { FailureError } from '@shared/failure-error'
import { fail, ok, type Result } from '@shared/result'
import { collectionSpecs } from './collections'
import { readDocument, type StoredRecord } from './records/document'
import { shardFile } from './records/shard'
import type { Shelf } from './records/shelf'
import { recover } from './recover'
import type { Repair } from './repair'
import { readWorkspaceFile } from './workspace-file'

/** What a data folder holds. */
export interface FolderReading {
  /** Records by the name of their collection, in the order of their creation, as a store would show them. */
  readonly records: ReadonlyMap<string, readonly StoredRecord[]>
  /** Audit entries in the journal; the files of the audit log hold the ones before, and may hold some of these. */
  readonly entries: readonly AuditEntry[]
  /** The number of the last commit. */
  readonly last: number
  /** Damage that opening the folder would mend. */
  readonly repairs: readonly Repair[]
}

/**
 * Reads all records and the journal of a data folder of the present schema, both copies of each, without locking or
 * changing anything. Fails with `storage-damaged` where opening it would, and with `storage-failed`. Whether some of it
 * comes from a commit that is under way in another process cannot be told; lock the folder where that matters.
 */
export async function readFolder(folder: string): Promise<Result<FolderReading>> {
  try {
    const file = await readWorkspaceFile(folder)
    const specs = Object.values(collectionSpecs).map(spec => ({ ...spec, kept: null }))
    const { shelves, entries, last, repairs } = await recover(folder, specs)
    const all = [...repairs]
    if (file.kind !== 'good')
      all.push({
        file: 'workspace.json',
        what: file.kind === 'missing' ? 'was missing' : file.what,
        restoredFrom: 'the list of records'
      })
    for (const shelf of shelves.values()) all.push(...(await spareRepairs(folder, shelf)))
    const records = new Map([...shelves].map(([name, shelf]) => [name, shelf.all()]))
    const unique = all.filter((repair, i) => all.findIndex(({ file }) => file === repair.file) === i)
    return ok({ records, entries, last, repairs: unique })
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  }
}

/** Looks at the copies that opening does not need. */
async function spareRepairs(folder: string, shelf: Shelf): Promise<readonly Repair[]> {
  const repairs: Repair[] = []
  for (const { collection, number, generation } of shelf.shards) {
    const repair = await spareRepair(folder, collection, number, generation)
    if (repair !== null) repairs.push(repair)
  }
  return repairs
}

/** What is wrong with the older file of a shard whose newer one is good; null when nothing is. */
export async function spareRepair(
  folder: string,
  collection: string,
  number: number,
  generation: number
): Promise<Repair | null> {
  // The first generation has no other file yet.
  if (generation < 2) return null
  const file = shardFile(collection, number, generation - 1)
  const reading = await readDocument(join(folder, file))
  if (reading.kind === 'good') return null
  const what = reading.kind === 'missing' ? 'was missing' : reading.what
  return { file, what, restoredFrom: 'its other copy' }
}

import { join } from 'node:path'
import { sweepTemporary } from './atomic-file'
import { Checkpoint } from './checkpoint'
import { collectionSpecs } from './collections'
import { type Chain, Database } from './database'
import { Journal } from './journal/journal'
import { prepareFolder } from './prepare-folder'
import { Pages } from './records/pages'
import type { CollectionSpec, Shelf } from './records/shelf'
import { recover } from './recover'
import { type Repeat, Upkeep } from './upkeep'

interface RecordsOptions {
  /** The workspace's data folder, which nobody else has open. */
  readonly folder: string
  readonly now: () => number
  readonly report: (message: string) => void
  readonly repeat: Repeat
}

/** Opens records and journal of a data folder, mended where that loses nothing. @throws FailureError */
export async function openRecords({ folder, now, report, repeat }: RecordsOptions, audit: Chain) {
  const specs: readonly CollectionSpec[] = Object.values(collectionSpecs)
  const repairs = await prepareFolder(folder)
  for (const part of ['', 'records', 'journal', ...specs.map(({ name }) => `records/${name}`)])
    await sweepTemporary(join(folder, part))
  const found = await recover(folder, specs)
  const { shelves, manifest, last } = found
  // What a crash kept from the audit log's own files is in the journal.
  await audit.append(found.entries)
  const journal = await Journal.open(folder, found.journal, last + 1)
  const shelf = (name: string): Shelf => {
    const known = shelves.get(name)
    if (known === undefined) throw new Error(`There is no collection ${name}`)
    return known
  }
  const { deployments } = collectionSpecs
  const pages: Pages = new Pages({
    folder,
    shelf: shelf(deployments.name),
    kept: deployments.kept,
    onRepair: (repair, shard) => upkeep.noteShard(repair, shard)
  })
  const database: Database = new Database({
    shelves,
    journal,
    audit,
    last,
    now,
    prepare: changes => pages.prepare(changes),
    onFirst: () => checkpoint.opened()
  })
  const checkpoint: Checkpoint = new Checkpoint({ folder, shelves, database, journal, manifest })
  const options = { folder, shelves, pages, database, checkpoint, journal, repeat, report }
  const upkeep = new Upkeep(options, [...repairs, ...found.repairs])
  return { database, upkeep, pages, shelf }
}

import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeploymentSummary } from '@shared/deployment'
import { makeFolder, syncFolder } from '../atomic-file'
import { Breath } from '../breathe'
import { collectionSpecs } from '../collections'
import { asSaid, placeAfter } from '../places'
import { type LatestDeployment, placeId } from '../record-schemas'
import type { StoredRecord } from '../records/document'
import { type CollectionSpec, Shelf, shardSize } from '../records/shelf'
import { type StandingsRecord, standingsAfter } from '../standings'
import { onDisk } from '../storage-failure'
import { schema1Names, schema1Records } from './schema-1'

/** Where the files of schema 1 are kept. */
const aside = 'before-schema-2'

/**
 * Schema 1 kept each collection in one JSON file, releases and deployments in folders of them. Writes the records of
 * schema 2, each shard twice as is usual there, and gives the shards' generations. What an attempt before left half
 * written is written anew; the files of schema 1 stay as they are.
 */
export async function writeSchema2(folder: string): Promise<Readonly<Record<string, readonly number[]>>> {
  const all = new Map<CollectionSpec, readonly StoredRecord[]>()
  for (const spec of Object.values(collectionSpecs)) all.set(spec, await schema1Records(folder, spec))
  const deployments = (all.get(collectionSpecs.deployments) ?? []) as readonly DeploymentSummary[]
  all.set(collectionSpecs.latest, latestOf(deployments))
  all.set(collectionSpecs.standings, standingsOf(deployments))
  const records = join(folder, 'records')
  await onDisk('delete', records, () => rm(records, { recursive: true, force: true }))
  const generations: Record<string, readonly number[]> = {}
  for (const [spec, items] of all) generations[spec.name] = await writeShards(folder, spec, items)
  return generations
}

/** Moves the files of schema 1 away, once everything of them is on disk in its new form. */
export async function setSchema1Aside(folder: string): Promise<void> {
  const names = await schema1Names(folder)
  const to = join(folder, aside)
  await onDisk('write', to, async () => {
    await makeFolder(to)
    for (const name of names) await rename(join(folder, name), join(to, name))
    await syncFolder(to)
    await syncFolder(folder)
  })
}

/** The newest deployment of each project in each environment. */
function latestOf(deployments: readonly DeploymentSummary[]): readonly LatestDeployment[] {
  const latest = new Map<string, LatestDeployment>()
  for (const summary of deployments) {
    const id = placeId(summary)
    latest.set(id, placeAfter(latest.get(id), summary, asSaid))
  }
  return [...latest.values()]
}

/** Where each release was deployed to. */
function standingsOf(deployments: readonly DeploymentSummary[]): readonly StandingsRecord[] {
  const all = new Map<string, StandingsRecord>()
  for (const summary of deployments) {
    const record = standingsAfter(all.get(summary.releaseId), summary, asSaid)
    if (record !== undefined) all.set(summary.releaseId, record)
  }
  return [...all.values()]
}

async function writeShards(
  folder: string,
  spec: CollectionSpec,
  records: readonly StoredRecord[]
): Promise<readonly number[]> {
  const shelf = new Shelf(folder, spec)
  const breath = new Breath()
  for (let at = 0; at < records.length; at += shardSize) {
    const shard = shelf.shard(at / shardSize + 1)
    shard.records = new Map(records.slice(at, at + shardSize).map(record => [record.id, record]))
    await shard.write(0)
    await shard.write(0)
    await breath.take()
  }
  return shelf.shards.map(shard => shard.generation)
}

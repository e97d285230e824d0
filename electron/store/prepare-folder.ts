import { join } from 'node:path'
import { FailureError } from '@shared/failure-error'
import { listFolder, sweepTemporary } from './atomic-file'
import { setSchema1Aside, writeSchema2 } from './migrations/002-journal-and-shards'
import { schema1Names } from './migrations/schema-1'
import { storeSchema } from './records/document'
import { type Manifest, readManifest, writeManifest } from './records/manifest'
import type { Repair } from './repair'
import { onDisk } from './storage-failure'
import { readWorkspaceFile, writeWorkspaceFile } from './workspace-file'

/** Refuses a folder of a newer version, before anything is changed there. @throws FailureError `storage-failed`. */
export async function refuseNewer(folder: string): Promise<void> {
  const file = await readWorkspaceFile(folder)
  if (file.kind !== 'good' || file.schema <= storeSchema) return
  throw new FailureError({
    kind: 'storage-failed',
    message: `The folder ${folder} was written by a newer version of Slipway (schema ${file.schema}, this one knows ${storeSchema}).`,
    remedy: 'Nothing was changed. Open this workspace with the newer version, or choose another data folder.',
    detail: { file: join(folder, 'workspace.json'), code: 'newer-schema', schema: String(file.schema) }
  })
}

/**
 * Brings a locked folder to the present schema: an empty one is filled, one of schema 1 is converted. `workspace.json`
 * comes last in both, so that what was interrupted is taken up again. @throws FailureError
 */
export async function prepareFolder(folder: string): Promise<readonly Repair[]> {
  const file = await readWorkspaceFile(folder)
  if (file.kind === 'good') return []
  // A first start that was killed leaves no more than that.
  await sweepTemporary(join(folder, 'records'))
  const { manifest, isThere } = await readManifest(folder)
  const old = await schema1Names(folder)
  if (manifest === null && (isThere || file.kind === 'damaged' || (await hasData(folder, old)))) return []
  if (manifest === null) await fill(folder, old.length > 0 ? await writeSchema2(folder) : {})
  if (old.length > 0) await setSchema1Aside(folder)
  await writeWorkspaceFile(folder)
  const isFresh = manifest === null || manifest.through === 0 || old.length > 0
  if (isFresh && file.kind === 'missing') return []
  const what = file.kind === 'missing' ? 'was missing' : file.what
  return [{ file: 'workspace.json', what, restoredFrom: 'the list of records' }]
}

async function fill(folder: string, shards: Manifest['shards']): Promise<void> {
  const manifest = { through: 0, floor: 0, isClosed: true, shards }
  for (const generation of [1, 2]) await writeManifest(folder, { ...manifest, generation })
}

/** Whether there are records or a journal whose manifest is gone. Records beside files of schema 1 were being made. */
async function hasData(folder: string, old: readonly string[]): Promise<boolean> {
  const list = (name: string) => onDisk('read', join(folder, name), () => listFolder(join(folder, name)))
  return (await list('journal')).length > 0 || (old.length === 0 && (await list('records')).length > 0)
}

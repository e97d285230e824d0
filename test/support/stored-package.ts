import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sha256 } from '@shared/ids'
import type { PackageRecord } from '@shared/model/package'
import type { TestWorkspace } from './workspace'

const sha256 = (text: string): Sha256 => createHash('sha256').update(text).digest('hex') as Sha256

/** A record of a package whose file has a text in it that is nothing but its name and version. */
export function aPackage(packageId: string, version: string, changes: Partial<PackageRecord> = {}): PackageRecord {
  const content = `${packageId} ${version}`
  const hash = sha256(content)
  return {
    id: `package-${hash.slice(0, 10)}` as PackageRecord['id'],
    packageId,
    version,
    fileName: `${packageId}.${version}.zip`,
    extension: '.zip',
    sha256: hash,
    bytes: content.length,
    files: 1,
    unpackedBytes: content.length,
    importedAt: 1_000,
    importedBy: 'ada',
    source: { kind: 'file' },
    notes: '',
    ...changes
  }
}

/** Puts a package into the repository without looking into it. */
export async function storePackage(
  { workspaces }: Pick<TestWorkspace, 'workspaces'>,
  record: PackageRecord
): Promise<PackageRecord> {
  await workspaces.use(async ({ store }) => {
    const folder = join(store.folder, 'packages', record.sha256)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'content'), `${record.packageId} ${record.version}`)
    await store.packages.put(record)
  })
  return record
}

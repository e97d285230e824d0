import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { PackageRecord } from '@shared/model/package'
import { listFolder } from '../atomic-file'
import type { Breath } from '../breathe'
import { unseal } from '../checksum'
import { isMissing, onDisk } from '../storage-failure'
import { type Findings, fromBackup } from './findings'

/**
 * Hashes the file of every package and compares it with its name, and follows every record to its file. Unpacked
 * copies are left alone: they are looked at before they are used, and made anew where they are not right.
 */
export async function checkPackages(
  folder: string,
  records: readonly PackageRecord[],
  findings: Findings,
  breath: Breath
): Promise<void> {
  const place = join(folder, 'packages')
  const names = await onDisk('read', place, () => listFolder(place))
  const needed = new Map(records.map(record => [record.sha256 as string, record]))
  for (const name of [...names].sort()) {
    if (!/^[0-9a-f]{64}$/.test(name)) continue
    await breath.take()
    const record = needed.get(name)
    if (record === undefined)
      findings.warn(`packages/${name}`, null, 'No package refers to it.', 'Nothing: it takes space and does no harm.')
    await checkOne(folder, name, record, findings)
  }
  for (const { packageId, version, sha256 } of records) {
    findings.counts.references++
    if (!names.includes(sha256))
      findings.fault(`packages/${sha256}/content`, null, `The file of ${packageId} ${version} is missing.`, remedy)
  }
}

async function checkOne(
  folder: string,
  name: string,
  record: PackageRecord | undefined,
  findings: Findings
): Promise<void> {
  const file = `packages/${name}/content`
  const actual = await hashOf(join(folder, file))
  if (actual === null) {
    if (record) findings.fault(file, null, `The file of ${record.packageId} ${record.version} is missing.`, remedy)
    return
  }
  if (actual !== name) findings.fault(file, null, `It was changed: its SHA-256 is ${actual}, not its name.`, remedy)
  const description = `packages/${name}/manifest.json`
  const text = await onDisk('read', join(folder, description), () =>
    readFile(join(folder, description), 'utf8').catch(orNull)
  )
  if (text === null || unseal(text) === null)
    findings.warn(
      description,
      null,
      'What is in the package is not written down.',
      'Nothing: it is read from the file again.'
    )
}

async function hashOf(path: string): Promise<string | null> {
  return onDisk('read', path, async () => {
    if ((await stat(path).catch(orNull)) === null) return null
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) hash.update(chunk)
    return hash.digest('hex')
  })
}

function orNull(error: unknown): null {
  if (isMissing(error)) return null
  throw error
}

const remedy = `Import the very file again. ${fromBackup}`

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SecretId } from '@shared/ids'
import { frozenVariables, releaseSnapshot } from '@shared/model/release'
import { listFolder } from '../atomic-file'
import type { Breath } from '../breathe'
import { onDisk } from '../storage-failure'
import { type Findings, fromBackup } from './findings'

/** What the snapshots hold that others refer to. */
interface SnapshotReferences {
  readonly hashes: ReadonlySet<string>
  /** Secrets of sensitive variables, with the file that has them. */
  readonly secrets: ReadonlyMap<SecretId, string>
}

/** Reads every snapshot and compares it with its name. */
export async function checkSnapshots(folder: string, findings: Findings, breath: Breath): Promise<SnapshotReferences> {
  const hashes = new Set<string>()
  const secrets = new Map<SecretId, string>()
  const path = join(folder, 'snapshots')
  const names = await onDisk('read', path, () => listFolder(path))
  for (const name of [...names].sort()) {
    const hash = /^([0-9a-f]{64})\.json$/.exec(name)?.[1]
    if (hash === undefined) continue
    await breath.take()
    const file = `snapshots/${name}`
    const bytes = await onDisk('read', join(folder, file), () => readFile(join(folder, file)))
    findings.counts.snapshots++
    hashes.add(hash)
    const actual = createHash('sha256').update(bytes).digest('hex')
    if (actual !== hash) {
      findings.fault(file, null, `It was changed: its SHA-256 is ${actual}, not its name.`, fromBackup)
      continue
    }
    const parsed = releaseSnapshot.safeParse(jsonOf(bytes))
    if (!parsed.success) findings.fault(file, null, 'It is not what a release froze.', fromBackup)
    for (const variable of parsed.success ? frozenVariables(parsed.data) : [])
      if (variable.type === 'sensitive') secrets.set(variable.secret, file)
  }
  return { hashes, secrets }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

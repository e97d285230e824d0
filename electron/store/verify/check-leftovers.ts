import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { attendanceFile } from '../attendance'
import type { Breath } from '../breathe'
import { isMissing, onDisk } from '../storage-failure'
import type { Findings } from './findings'

/** Files that nobody misses elsewhere. */
const ofThisMachine: readonly string[] = ['lock', attendanceFile]

/** Names that a data folder has at its top. */
const known = new Set([
  'workspace.json',
  ...ofThisMachine,
  'journal',
  'records',
  'audit',
  'snapshots',
  'vault',
  'deployments',
  'packages',
  'bundles',
  'servers'
])

/** Looks for files that no part of Slipway reads: writes that never ended, and what does not belong here. */
export async function checkLeftovers(folder: string, findings: Findings): Promise<void> {
  const top = await onDisk('read', folder, () => readdir(folder))
  for (const name of [...top].sort())
    if (!known.has(name) && !isTemporary(name) && !/^(before-schema-\d+|vault\.old-.*)$/.test(name))
      findings.warn(name, null, 'It does not belong to the workspace.', 'Move it elsewhere: backups leave it out.')
  const places = [
    '.',
    'journal',
    'audit',
    'snapshots',
    'vault',
    'packages',
    'records',
    ...(await foldersIn(folder, 'records'))
  ]
  for (const place of [...places, ...(await deploymentFolders(folder))])
    for (const name of await namesIn(join(folder, place)))
      if (isTemporary(name)) await warnOf(folder, place === '.' ? name : `${place}/${name}`, findings)
}

/** Counts what the workspace consists of; not the demo's servers, unpacked packages and locks, which only this machine needs. */
export async function countFiles(folder: string, findings: Findings, breath: Breath, place = ''): Promise<void> {
  const found = await orNothing(() => readdir(join(folder, place), { withFileTypes: true }))
  for (const item of found) {
    const path = join(place, item.name)
    if (item.isDirectory() && path !== 'servers' && !isUnpacked(path)) await countFiles(folder, findings, breath, path)
    if (!item.isFile() || ofThisMachine.includes(path) || isTemporary(item.name)) continue
    const size = await stat(join(folder, path)).then(
      stats => stats.size,
      () => null
    )
    if (size !== null) findings.read(size)
    await breath.take()
  }
}

const isUnpacked = (path: string): boolean => /^packages[/\\][0-9a-f]{64}[/\\]tree/.test(path)

const isTemporary = (name: string): boolean => name.endsWith('.tmp')

/** A write of this moment is none that never ended. */
const patience = 60_000

async function warnOf(folder: string, file: string, findings: Findings): Promise<void> {
  const found = await stat(join(folder, file)).catch(() => null)
  if (found === null || Date.now() - found.mtimeMs < patience) return
  findings.warn(file, null, 'A write never ended.', 'Nothing: it goes when the workspace is opened.')
}

async function deploymentFolders(folder: string): Promise<readonly string[]> {
  const own = await foldersIn(folder, 'deployments')
  return own.flatMap(path => [path, `${path}/artifacts`])
}

async function foldersIn(folder: string, place: string): Promise<readonly string[]> {
  const found = await orNothing(() => readdir(join(folder, place), { withFileTypes: true }))
  return found.filter(item => item.isDirectory()).map(item => `${place}/${item.name}`)
}

const namesIn = (path: string): Promise<readonly string[]> => orNothing(() => readdir(path))

async function orNothing<T>(work: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await work()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

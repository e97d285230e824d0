import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, mkdir, readdir, writeFile } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'
import type { BackupReport, DataReport } from '@shared/data'
import { type Failure, invalid } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { fail, ok, type Result } from '@shared/result'
import { storeSchema } from '../records/document'
import { onDisk } from '../storage-failure'
import { verifyFolder } from '../verify/verify-folder'
import { collect } from './collect'
import { keyForBackup } from './key-for-backup'
import { type BackupFile, dataPrefix, keyName, type Manifest } from './manifest'
import { makeStage, namesIn, removeStage } from './stage'
import { writeArchive } from './write-archive'

export interface BackupOptions {
  /** The workspace's data folder. */
  readonly folder: string
  /** Where its plain key would lie; the key document lies beside it. */
  readonly keyFile: string
  /** Where the backup goes: an absolute path. */
  readonly file: string
  /** Whether a file that is there may be replaced. */
  readonly overwrite: boolean
  readonly workspace: Manifest['workspace']
  /** What a person called it; absent for one that is always there. */
  readonly name?: string
  readonly slipwayVersion: string
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number
}

/** Rounds until a copy holds. A store that is at work may be faster than the copying once; a damaged one always fails. */
const attempts = 3

/**
 * Writes everything that a workspace holds into one file, without a lock and without stopping anything. What is
 * written was checked as `verifyFolder` does; where it does not hold, nothing is written and the fault is named.
 */
export async function writeBackup(options: BackupOptions): Promise<Result<Omit<BackupReport, 'isAudited'>>> {
  try {
    const refusal = await refusalOf(options)
    if (refusal) return fail(refusal)
    for (let attempt = 1; ; attempt++) {
      const done = await attemptBackup(options)
      if ('path' in done) return ok(done)
      if (attempt === attempts) return fail(notSound(done))
    }
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  }
}

/** The backup, or what is wrong with what was collected for it. */
async function attemptBackup(options: BackupOptions): Promise<Omit<BackupReport, 'isAudited'> | DataReport> {
  const { folder, keyFile, file, workspace, name, slipwayVersion, now } = options
  const stage = await onDisk('write', folder, () => makeStage(folder))
  try {
    const data = join(stage, 'data')
    await onDisk('write', stage, async () => {
      await mkdir(data, { mode: 0o700 })
      await collect(folder, data, join(stage, 'pins'))
    })
    const report = await verifyFolder({ folder: data, trySecret: null, now, attempts: 1 })
    if (report.faultCount > 0) return report
    const { key, text } = await keyForBackup(keyFile)
    if (text !== null) await onDisk('write', stage, () => writeFile(join(stage, keyName), text, { mode: 0o600 }))
    const files = await onDisk('read', stage, async () => [
      ...(text === null ? [] : [await fileOf(stage, keyName)]),
      ...(await filesBelow(stage, dataPrefix.slice(0, -1)))
    ])
    const head = { format: 'slipway-backup', version: 1, schema: storeSchema, slipway: slipwayVersion } as const
    const of = { workspace, ...(name === undefined ? {} : { name }) }
    const size = await writeArchive(stage, { ...head, createdAt: now(), ...of, key, files }, file)
    return { path: file, size, key, report }
  } finally {
    await removeStage(stage)
  }
}

async function filesBelow(stage: string, place: string): Promise<readonly BackupFile[]> {
  const files: BackupFile[] = []
  const found = await readdir(join(stage, place), { withFileTypes: true })
  for (const item of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${place}/${item.name}`
    if (item.isDirectory()) files.push(...(await filesBelow(stage, path)))
    else files.push(await fileOf(stage, path))
  }
  return files
}

async function fileOf(stage: string, path: string): Promise<BackupFile> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of createReadStream(join(stage, path), { highWaterMark: 256 * 1024 })) {
    hash.update(chunk)
    size += chunk.length
  }
  return { path, size, sha256: hash.digest('hex') }
}

async function refusalOf({ folder, file, overwrite }: BackupOptions): Promise<Failure | null> {
  if (!isAbsolute(file)) return invalid('path', 'The backup needs an absolute path.')
  const inside = relative(folder, file)
  if (inside !== '' && !inside.startsWith('..') && !isAbsolute(inside))
    return invalid(
      'path',
      'A backup cannot lie inside of the data folder.',
      'Choose another place, best on another disk.'
    )
  if ((await namesIn(folder)).length === 0) return nothingThere(folder)
  const found = await lstat(file).catch(() => null)
  if (found === null || (overwrite && found.isFile())) return null
  return {
    kind: 'conflict',
    message: found.isFile() ? `There is a file at ${file} already.` : `${file} is not a file that could be replaced.`,
    remedy: 'Choose another name, or say that it is to be overwritten.',
    issues: [{ path: 'overwrite', message: 'must be set to replace the file that is there' }],
    detail: { file }
  }
}

const nothingThere = (folder: string): Failure => ({
  kind: 'not-found',
  message: `There is no workspace in ${folder}.`,
  remedy: 'Open the workspace once, or give the home folder that it is in.'
})

function notSound({ faults, faultCount }: DataReport): Failure {
  const [first] = faults
  const where = [first?.file, first?.place].filter(Boolean).join(', ')
  const more = faultCount > 1 ? ` There are ${faultCount - 1} more faults.` : ''
  return {
    kind: 'storage-damaged',
    message: `The workspace is damaged, so no backup was written: ${where}: ${first?.what ?? ''}${more}`,
    remedy: first?.remedy ?? 'Check the data and mend it first.',
    detail: { file: first?.file ?? '' }
  }
}

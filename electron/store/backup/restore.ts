import { readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ChosenBackup, DataReport, RestoreReport } from '@shared/data'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { fail, ok, type Result } from '@shared/result'
import { z } from 'zod'
import { makeFolder, syncFolder, writeAtomically } from '../atomic-file'
import { lockFolder } from '../folder-lock'
import { storeSchema } from '../records/document'
import { isMissing, onDisk } from '../storage-failure'
import { readKeyMark } from '../vault-key-document'
import { verifyFolder } from '../verify/verify-folder'
import { documentFileOf, readKeyDocument } from './key-for-backup'
import { keyName, type Manifest, totalSize } from './manifest'
import { peekArchive, readArchive } from './read-archive'
import { makeStage, namesIn, removeStage, restoreNote } from './stage'

interface Place {
  /** The workspace's data folder. */
  readonly folder: string
  /** Where its plain key would lie; the key document lies beside it. */
  readonly keyFile: string
}

export interface RestoreOptions extends Place {
  readonly file: string
  readonly workspace: Manifest['workspace']
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number
}

/** What is to be done, noted before the first step of it: whoever finds the note finishes the work. */
const plan = z.strictObject({
  stage: z.string(),
  keptAs: z.string(),
  /** Where the key document of before goes; null leaves the key alone. */
  keyKeptAs: z.string().nullable()
})
type Plan = z.infer<typeof plan>

const planFile = ({ folder }: Place): string => `${folder}${restoreNote}`

/** What a backup says about itself at its beginning. Fails with `storage-damaged` for a file that is none. */
export async function describeBackup(file: string): Promise<Result<ChosenBackup>> {
  return asResult(async () => chosen(file, await peekArchive(file)))
}

/**
 * Puts what a backup holds in the place of a workspace that nobody has open. All of it is checked before anything is
 * touched; what was there before is kept beside it. After a crash the old workspace is there or the new one.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Result<RestoreReport>> {
  const { folder, file, workspace, now } = options
  return asResult(async () => {
    await finish(options)
    const stage = await onDisk('write', folder, () => makeStage(folder))
    try {
      const manifest = await readArchive(file, stage)
      refuseForeign(manifest, workspace, file)
      const report = await verifyFolder({ folder: join(stage, 'data'), trySecret: null, now, attempts: 1 })
      if (report.faultCount > 0) throw new FailureError(notSound(file, report))
      const key = await keyFor(options, stage)
      const keptAs = await swap(options, stage, key === 'from-backup')
      return { backup: chosen(file, manifest), keptAs, key, report }
    } finally {
      await removeStage(stage)
    }
  })
}

/** Finishes a restore that a crash interrupted; does nothing otherwise. For use before a workspace is opened. */
export const finishRestore = (place: Place): Promise<Result<null>> => asResult(async () => finish(place))

async function finish(place: Place): Promise<null> {
  const note = planFile(place)
  const found = await onDisk('read', note, () => readFile(note, 'utf8').catch(orNull))
  if (found === null) return null
  const parsed = plan.safeParse(jsonIn(found))
  if (!parsed.success) throw new FailureError(unreadablePlan(note))
  await onDisk('write', place.folder, () => carryOut(place, parsed.data))
  return null
}

/** Undefined for text that is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Answers the folder that what was there is kept in; null when there was nothing. */
async function swap(options: RestoreOptions, stage: string, takesKey: boolean): Promise<string | null> {
  const { folder, now } = options
  const time = new Date(now()).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const wasThere = (await namesIn(folder)).length > 0
  await onDisk('write', folder, () => makeFolder(folder))
  // Nobody may have it open; the lock goes away together with the folder.
  const unlock = await lockFolder(folder, now)
  try {
    const keptAs = await freeName(`${folder}-before-restore-${time}`)
    const documentFile = documentFileOf(options.keyFile)
    const keyKeptAs = takesKey ? await freeName(`${documentFile}-before-restore-${time}`) : null
    await writeAtomically(planFile(options), JSON.stringify({ stage, keptAs, keyKeptAs } satisfies Plan))
    await onDisk('write', folder, () => carryOut(options, { stage, keptAs, keyKeptAs }))
    return wasThere ? keptAs : null
  } finally {
    await unlock()
  }
}

/** Each step can be done again, so that it does not matter after which one a crash came. @throws the system's error. */
async function carryOut(place: Place, { stage, keptAs, keyKeptAs }: Plan): Promise<void> {
  if (await isThere(join(stage, 'data'))) {
    await moveIfThere(place.folder, (await isThere(keptAs)) ? await freeName(keptAs) : keptAs)
    await rename(join(stage, 'data'), place.folder)
    await rm(join(keptAs, 'lock'), { force: true })
  }
  const key = join(stage, keyName)
  if (keyKeptAs !== null && (await isThere(key))) {
    const documentFile = documentFileOf(place.keyFile)
    await makeFolder(dirname(documentFile))
    await moveIfThere(documentFile, keyKeptAs)
    await rename(key, documentFile)
    await syncFolder(dirname(documentFile))
  }
  await syncFolder(dirname(place.folder))
  await rm(planFile(place), { force: true })
  await syncFolder(dirname(place.folder))
  await removeStage(stage)
}

/** The present key stays where it opens the backup's secrets: it may have a newer passphrase, or the keychain. */
async function keyFor({ keyFile }: Place, stage: string): Promise<RestoreReport['key']> {
  const present = await readKeyDocument(documentFileOf(keyFile))
  const inBackup = await readKeyDocument(join(stage, keyName))
  const found = await readKeyMark(join(stage, 'data', 'vault', 'key.json'))
  const mark = found === 'damaged' ? null : found
  const wanted = inBackup ?? mark
  if (wanted !== null && present?.key === wanted.key && present.workspace === wanted.workspace) return 'kept'
  if (inBackup !== null) return 'from-backup'
  if (mark !== null) return 'missing'
  if (await isThere(keyFile)) return 'kept'
  return (await namesIn(join(stage, 'data', 'vault'))).length > 0 ? 'missing' : 'none'
}

function refuseForeign(manifest: Manifest, workspace: Manifest['workspace'], file: string): void {
  if (manifest.schema > storeSchema)
    throw new FailureError({
      kind: 'conflict',
      message: `The backup ${file} was written by a newer version of Slipway (${manifest.slipway}).`,
      remedy: 'Nothing was changed. Restore it with that version or a later one.',
      detail: { file }
    })
  if (manifest.workspace === workspace) return
  const its = wordsOf(manifest.workspace, manifest.name)
  throw new FailureError({
    kind: 'conflict',
    message: `The backup ${file} is of ${its}, and this is ${wordsOf(workspace)}.`,
    remedy: `Nothing was changed. Open ${its} first, or choose another backup.`,
    detail: { file }
  })
}

function wordsOf(kind: Manifest['workspace'], name?: string): string {
  if (kind === 'main') return 'your own workspace'
  if (kind === 'demo') return 'the demo workspace'
  return name === undefined ? 'a further workspace' : `the workspace “${name}”`
}

const chosen = (path: string, { workspace, name, createdAt, slipway, files, key }: Manifest): ChosenBackup => ({
  path,
  workspace,
  name: name ?? null,
  createdAt,
  slipway,
  files: files.length,
  bytes: totalSize(files),
  key
})

async function asResult<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work())
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false
      throw error
    }
  )

async function moveIfThere(from: string, to: string): Promise<void> {
  await rename(from, to).catch(orNull)
}

/** This name, or one after it that nothing has. */
async function freeName(path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? path : `${path}-${number}`
    if (!(await isThere(candidate))) return candidate
  }
}

function orNull(error: unknown): null {
  if (isMissing(error)) return null
  throw error
}

function notSound(file: string, { faults }: DataReport): Failure {
  const [first] = faults
  return {
    kind: 'storage-damaged',
    message: `What is in the backup ${file} does not hold: ${first?.file ?? ''}: ${first?.what ?? ''}`,
    remedy: 'Nothing was changed. Choose another backup.',
    detail: { file }
  }
}

const unreadablePlan = (file: string): Failure => ({
  kind: 'storage-damaged',
  message: `A restore was interrupted, and its note ${file} cannot be read.`,
  remedy: 'Move that note elsewhere; the workspaces lie beside it, under their names.',
  detail: { file }
})

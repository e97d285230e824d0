import { readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ChosenBackup, DataReport, RestoreReport } from '@shared/data'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { fail, ok, type Result } from '@shared/result'
import { z } from 'zod'
import { makeFolder, syncFolder, writeAtomically } from '../atomic-file'
import { lockBy, lockFolder } from '../folder-lock'
import { storeSchema } from '../records/document'
import { isMissing, onDisk } from '../storage-failure'
import { readKeyMark, writeKeyMark } from '../vault-key-document'
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

const plainEntry = z.looseObject({ format: z.literal(1), key: z.string().length(16) })

const planFile = ({ folder }: Place): string => `${folder}${restoreNote}`

/** Held by who puts things in place. It lies beside the data folder, which is moved meanwhile. */
const restoreLock = ({ folder }: Place, now: () => number) => lockBy(`${folder}-restore.lock`, now)

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
    await finish(options, now)
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
      // While there is a note, the stage may be all that there is of the workspace.
      if (!(await isThere(planFile(options)))) await removeStage(stage)
    }
  })
}

/**
 * Finishes a restore that was interrupted; does nothing otherwise. For use before a workspace is opened. Fails with
 * `workspace-locked` while another Slipway is at it.
 */
export const finishRestore = (place: Place, now: () => number): Promise<Result<null>> =>
  asResult(async () => finish(place, now))

async function finish(place: Place, now: () => number): Promise<null> {
  if ((await readPlan(place)) === null) return null
  const unlock = await restoreLock(place, now)
  try {
    // Whoever held the lock before may have finished it.
    const noted = await readPlan(place)
    if (noted !== null) await onDisk('write', place.folder, () => takeUp(place, noted, now))
    return null
  } finally {
    await unlock()
  }
}

/** Null when there is no note. @throws FailureError `storage-damaged` for one that cannot be read. */
async function readPlan(place: Place): Promise<Plan | null> {
  const note = planFile(place)
  const found = await onDisk('read', note, () => readFile(note, 'utf8').catch(orNull))
  if (found === null) return null
  const parsed = plan.safeParse(jsonIn(found))
  if (!parsed.success) throw new FailureError(unreadablePlan(note))
  return parsed.data
}

/** Carries a plan out from where it was left. Where the new content is gone, the one of before comes back. */
async function takeUp(place: Place, noted: Plan, now: () => number): Promise<void> {
  const isNewLeft = await isThere(join(noted.stage, 'data'))
  if (!isNewLeft && !(await isThere(place.folder))) {
    if (!(await isThere(noted.keptAs))) throw new FailureError(nothingLeft(planFile(place), noted))
    await rename(noted.keptAs, place.folder)
    // Of the restore that was interrupted, perhaps one of this process.
    await rm(join(place.folder, 'lock'), { force: true })
  }
  const unlock = (await isThere(place.folder)) ? await lockFolder(place.folder, now) : null
  try {
    await carryOut(place, noted)
  } finally {
    await unlock?.()
  }
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
  const unlockRestore = await restoreLock(options, now)
  // Nobody may have it open; the lock goes away together with the folder.
  const unlock = await lockFolder(folder, now).catch(async (error: unknown) => {
    await unlockRestore()
    throw error
  })
  try {
    const keptAs = await freeName(`${folder}-before-restore-${time}`)
    const documentFile = documentFileOf(options.keyFile)
    const keyKeptAs = takesKey ? await freeName(`${documentFile}-before-restore-${time}`) : null
    await putInPlace(options, { stage, keptAs, keyKeptAs })
    return wasThere ? keptAs : null
  } finally {
    await unlock()
    await unlockRestore()
  }
}

/** Notes a plan and carries it out. @throws FailureError; what was there before is back then, or the note is left. */
async function putInPlace(place: Place, noted: Plan): Promise<void> {
  try {
    await writeAtomically(planFile(place), JSON.stringify(noted))
    await onDisk('write', place.folder, () => carryOut(place, noted))
  } catch (error) {
    if (!(error instanceof FailureError) || (await putBack(place, noted))) throw error
    const { failure } = error
    const later = 'The restore is finished when the workspace is opened the next time.'
    throw new FailureError({ ...failure, remedy: `${failure.remedy} ${later}` }, error)
  }
}

/** Undoes what was done of a plan as long as the new content waits in its stage. False when that cannot be. */
async function putBack(place: Place, { stage, keptAs }: Plan): Promise<boolean> {
  try {
    if (!(await isThere(join(stage, 'data')))) return false
    const wasMoved = await isThere(keptAs)
    // Somebody may have opened the workspace in that moment, and made an empty one.
    if (wasMoved && (await isThere(place.folder))) return false
    if (wasMoved) await rename(keptAs, place.folder)
    await rm(planFile(place), { force: true })
    await syncFolder(dirname(place.folder))
    return true
  } catch {
    return false
  }
}

/** Each step can be done again, so that it does not matter after which one a crash came. @throws the system's error. */
async function carryOut(place: Place, { stage, keptAs, keyKeptAs }: Plan): Promise<void> {
  if (await isThere(join(stage, 'data'))) {
    const movedTo = await freeName(keptAs)
    await moveIfThere(place.folder, movedTo)
    await rename(join(stage, 'data'), place.folder)
    for (const moved of [keptAs, movedTo]) await rm(join(moved, 'lock'), { force: true })
  }
  const key = join(stage, keyName)
  if (keyKeptAs !== null && (await isThere(key))) await putKey(key, documentFileOf(place.keyFile), keyKeptAs)
  await syncFolder(dirname(place.folder))
  await rm(planFile(place), { force: true })
  await syncFolder(dirname(place.folder))
  await removeStage(stage)
}

/** Copies the key document to its place, which may be on another disk than the stage. @throws the system's error. */
async function putKey(key: string, documentFile: string, keptAs: string): Promise<void> {
  const text = await readFile(key)
  await makeFolder(dirname(documentFile))
  const present = await readFile(documentFile).catch(orNull)
  if (present?.equals(text) !== true) {
    if (!(await isThere(keptAs))) await moveIfThere(documentFile, keptAs)
    await writeAtomically(documentFile, text)
  }
  await rm(key)
}

/**
 * The present key stays where it opens the backup's secrets: it may have a newer passphrase, or the keychain. Where these
 * are of before that key was protected, the stage gets the mark that says so.
 */
async function keyFor({ keyFile }: Place, stage: string): Promise<RestoreReport['key']> {
  const present = await readKeyDocument(documentFileOf(keyFile))
  const inBackup = await readKeyDocument(join(stage, keyName))
  const found = await readKeyMark(join(stage, 'data', 'vault', 'key.json'))
  const mark = found === 'damaged' ? null : found
  const wanted = inBackup ?? mark
  if (wanted !== null && present?.key === wanted.key && present.workspace === wanted.workspace) return 'kept'
  if (inBackup !== null) return 'from-backup'
  if (mark !== null) return 'missing'
  if (present !== null && (await hasEntryOf(present.key, join(stage, 'data', 'vault')))) {
    const { workspace, key } = present
    await writeKeyMark(join(stage, 'data', 'vault', 'key.json'), { format: 1, workspace, key })
    return 'kept'
  }
  if (await isThere(keyFile)) return 'kept'
  return (await namesIn(join(stage, 'data', 'vault'))).length > 0 ? 'missing' : 'none'
}

/**
 * Whether a vault without a mark is locked with a key that was in a plain file then, and is in a document by now. Such
 * entries have the first half of the key's name.
 */
async function hasEntryOf(key: string, vault: string): Promise<boolean> {
  for (const name of await namesIn(vault)) {
    const text = await readFile(join(vault, name), 'utf8')
    const entry = plainEntry.safeParse(jsonIn(text))
    if (entry.success && entry.data.key === key.slice(0, 16)) return true
  }
  return false
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

const nothingLeft = (note: string, { stage, keptAs }: Plan): Failure => ({
  kind: 'storage-damaged',
  message: `A restore was interrupted, and neither what it was to put in place (${stage}) nor what was there before (${keptAs}) is there any more.`,
  remedy: `Put one of them back. To begin with an empty workspace instead, move the note ${note} elsewhere.`,
  detail: { file: note }
})

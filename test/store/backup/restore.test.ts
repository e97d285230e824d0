import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EnvironmentId } from '@shared/ids'
import { Secret } from '@shared/secret'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { finishRestore, restoreBackup } from '../../../electron/store/backup/restore'
import { makeStage, removeStage } from '../../../electron/store/backup/stage'
import { writeBackup } from '../../../electron/store/backup/write-backup'
import { lockBy, lockFolder } from '../../../electron/store/folder-lock'
import { openStore } from '../../../electron/store/open-store'
import type { Store } from '../../../electron/store/store'
import { testActor } from '../../support/actor'
import { canMakeDisks, smallDisk } from '../../support/small-disk'
import { openOrThrow, tempFolder } from '../../support/store'
import { must } from '../../support/workspace'

/** Says of a renaming whether the system refuses it, as one does while another program looks at a file. */
const disk = vi.hoisted(() => {
  // Files of this project share their modules, and those that are loaded already have the real disk.
  vi.resetModules()
  return { refuses: (_from: string, _to: string): boolean => false }
})

vi.mock('node:fs/promises', async original => {
  const real = await original<typeof import('node:fs/promises')>()
  const rename = (from: string, to: string) =>
    disk.refuses(from, to)
      ? Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' }))
      : real.rename(from, to)
  return { ...real, default: real, rename }
})

afterEach(() => {
  disk.refuses = () => false
})

/** A restore that was noted, with everything in place for it, and where it is to end. */
async function noted() {
  const home = await tempFolder()
  const place = { folder: join(home, 'workspaces', 'main'), keyFile: join(home, 'keys', 'main.key') }
  const stage = join(home, 'workspaces', 'staging-1-0123456789ab')
  const keptAs = `${place.folder}-before-restore-1`
  const keyKeptAs = join(home, 'keys', 'main.json-before-restore-1')
  for (const folder of [place.folder, join(stage, 'data'), join(home, 'keys')]) await mkdir(folder, { recursive: true })
  await writeFile(join(place.folder, 'what'), 'old')
  await writeFile(join(stage, 'data', 'what'), 'new')
  await writeFile(join(home, 'keys', 'main.json'), 'old key')
  await writeFile(join(stage, 'key.json'), 'new key')
  await writeFile(`${place.folder}-restore.json`, JSON.stringify({ stage, keptAs, keyKeptAs }))
  return { home, place, stage, keptAs, keyKeptAs, keyDocument: join(home, 'keys', 'main.json') }
}

type Noted = Awaited<ReturnType<typeof noted>>

/** What a crash may have left done, in the order of the steps. */
const steps: readonly ((at: Noted) => Promise<unknown>)[] = [
  async () => undefined,
  ({ place, keptAs }) => rename(place.folder, keptAs),
  ({ place, stage }) => rename(join(stage, 'data'), place.folder),
  ({ keyDocument, keyKeptAs }) => rename(keyDocument, keyKeptAs),
  ({ stage, keyDocument }) => rename(join(stage, 'key.json'), keyDocument),
  ({ place }) => rm(`${place.folder}-restore.json`)
]

test.each(steps.map((_, index) => index))('a restore that a crash cut short after step %i is finished', async done => {
  const at = await noted()
  for (const step of steps.slice(0, done + 1)) await step(at)
  must(await finishRestore(at.place, Date.now))
  must(await finishRestore(at.place, Date.now))
  const files = [join(at.place.folder, 'what'), join(at.keptAs, 'what'), at.keyDocument, at.keyKeptAs]
  expect(await Promise.all(files.map(file => readFile(file, 'utf8')))).toEqual(['new', 'old', 'new key', 'old key'])
  const left = await readdir(join(at.home, 'workspaces'))
  // Only what came after the very last step stays; the next backup or restore removes it.
  expect(left.filter(name => !name.startsWith('staging-'))).toEqual(['main', 'main-before-restore-1'])
})

test('what a restore that was cut short has yet to put in place outlives a backup', async () => {
  const at = await noted()
  const gone = join(at.home, 'workspaces', 'staging-4194304-0123456789ab')
  await rename(at.stage, gone)
  const stage = await makeStage(at.place.folder)
  expect(await readdir(join(at.home, 'workspaces'))).toContain('staging-4194304-0123456789ab')
  await rm(`${at.place.folder}-restore.json`)
  await makeStage(at.place.folder)
  expect(await readdir(join(at.home, 'workspaces'))).not.toContain('staging-4194304-0123456789ab')
  await removeStage(stage)
})

test('without a note nothing is done', async () => {
  const at = await noted()
  await rm(`${at.place.folder}-restore.json`)
  must(await finishRestore(at.place, Date.now))
  expect(await readFile(join(at.place.folder, 'what'), 'utf8')).toBe('old')
})

test('a note that cannot be read is named and left alone, and so is everything else', async () => {
  const at = await noted()
  const note = `${at.place.folder}-restore.json`
  for (const text of ['{}', '{"stage":', '']) {
    await writeFile(note, text)
    const failure = { kind: 'storage-damaged', message: expect.stringContaining(note) }
    expect(await finishRestore(at.place, Date.now)).toMatchObject({ ok: false, failure })
    expect(await readFile(note, 'utf8')).toBe(text)
  }
  expect(await readFile(join(at.place.folder, 'what'), 'utf8')).toBe('old')
})

const named = (name: string) => ({ id: `environment-${name.padStart(10, '0')}` as EnvironmentId, name })
const environmentOf = (name: string) => ({ ...named(name), description: '', isProduction: false, sortOrder: 0 })
const namesIn = (store: Store) => store.environments.all().map(item => item.name)

/** A workspace that holds `new` and a backup of it when it held `old`. `keys` is the folder of its key. */
async function restorable(keys?: string) {
  const home = await tempFolder()
  const folder = join(home, 'workspaces', 'main')
  const place = { folder, keyFile: join(keys ?? join(home, 'keys'), 'main.key') }
  const options = { ...place, now: Date.now, actor: testActor }
  const file = join(home, 'backup.tar.gz')
  const store = await openOrThrow(options)
  await store.environments.put(environmentOf('old'))
  must(await store.vault.guard.setUp({ keychain: false, passphrase: Buffer.from('correct horse battery') }))
  const backup = { ...place, file, overwrite: false, workspace: 'main', slipwayVersion: '0.0.0' } as const
  must(await writeBackup({ ...backup, now: Date.now }))
  await store.environments.put(environmentOf('new'))
  await store.close()
  const restore = () => restoreBackup({ ...place, file, workspace: 'main', now: Date.now })
  /** What a start of the app finds. */
  const start = async () => {
    must(await finishRestore(place, Date.now))
    const opened = await openOrThrow(options)
    const names = namesIn(opened)
    await opened.close()
    return names
  }
  const beside = async () => (await readdir(join(home, 'workspaces'))).filter(name => name !== 'main').sort()
  return { home, place, options, restore, start, beside }
}

describe('a restore that the system does not let through', () => {
  test('leaves the workspace as it was when the new content cannot be put in its place', async () => {
    const { place, restore, start, beside } = await restorable()
    disk.refuses = (from, to) => from.endsWith('data') && to === place.folder
    expect(await restore()).toMatchObject({ ok: false, failure: { kind: 'storage-failed', detail: { code: 'EPERM' } } })
    expect(await beside()).toEqual([])
    disk.refuses = () => false
    expect(await start()).toEqual(['old', 'new'])
  })

  test('leaves the workspace as it was when that cannot be moved away', async () => {
    const { place, restore, start, beside } = await restorable()
    disk.refuses = from => from === place.folder
    expect(await restore()).toMatchObject({ ok: false, failure: { kind: 'storage-failed' } })
    expect(await beside()).toEqual([])
    disk.refuses = () => false
    expect(await start()).toEqual(['old', 'new'])
  })

  test('is finished at the next start when what was there before cannot be put back either', async () => {
    const { place, restore, start, beside } = await restorable()
    disk.refuses = (_from, to) => to === place.folder
    const later = expect.stringContaining('finished when the workspace is opened')
    expect(await restore()).toMatchObject({ ok: false, failure: { kind: 'storage-failed', remedy: later } })
    const refused = await finishRestore(place, Date.now)
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'storage-failed' } })
    disk.refuses = () => false
    expect(await start()).toEqual(['old'])
    expect(await beside()).toEqual([expect.stringMatching(/^main-before-restore-[0-9TZ]+$/)])
  })

  test.runIf(canMakeDisks)('has no need to: the keys may be on another disk', async () => {
    const { folder: keys } = smallDisk('256k')
    const { place, restore, start } = await restorable(keys)
    await rm(join(keys, 'main.json'))
    expect(must(await restore()).key).toBe('from-backup')
    expect(await start()).toEqual(['old'])
    await access(join(keys, 'main.json'))
    expect((await openStore({ ...place, now: Date.now, actor: testActor })).ok).toBe(true)
  })
})

describe('a backup of before its vault was protected', () => {
  /** A workspace whose key lay in a plain file when the backup was taken, closed. */
  async function unprotected() {
    const home = await tempFolder()
    const place = { folder: join(home, 'workspaces', 'main'), keyFile: join(home, 'keys', 'main.key') }
    const options = { ...place, now: Date.now, actor: testActor, isKeyFileEnough: true }
    const store = await openOrThrow(options)
    const secret = await store.vault.put(new Secret('hunter two'))
    await store.close()
    const file = join(home, 'backup.tar.gz')
    const backup = { ...place, file, overwrite: false, workspace: 'main', slipwayVersion: '0.0.0' } as const
    expect(must(await writeBackup({ ...backup, now: Date.now })).key).toBe('left-out')
    const restore = async () => must(await restoreBackup({ ...place, file, workspace: 'main', now: Date.now })).key
    return { place, options, secret, restore }
  }
  const passphrase = () => Buffer.from('correct horse battery')

  test('opens with the same key, which has its passphrase by now', async () => {
    const { place, options, secret, restore } = await unprotected()
    const store = await openOrThrow(options)
    must(await store.vault.guard.setUp({ keychain: false, passphrase: passphrase() }))
    await store.close()
    await expect(access(place.keyFile)).rejects.toThrow('ENOENT')
    expect(await restore()).toBe('kept')
    const again = await openOrThrow({ ...options, isKeyFileEnough: false })
    expect(again.vault.guard.state()).toMatchObject({ protection: 'passphrase', isLocked: true, problem: null })
    must(await again.vault.guard.unlock(passphrase()))
    expect(must(await again.vault.open(secret)).reveal()).toBe('hunter two')
    await again.close()
  })

  test('does not open with another key, and says so', async () => {
    const { place, options, restore } = await unprotected()
    await rm(place.folder, { recursive: true })
    await rm(place.keyFile)
    const store = await openOrThrow(options)
    must(await store.vault.guard.setUp({ keychain: false, passphrase: passphrase() }))
    await store.close()
    expect(await restore()).toBe('missing')
  })
})

test('what was there before comes back when the rest of a restore is gone', async () => {
  const at = await noted()
  // The restore had locked the folder that it moved away.
  await lockFolder(at.place.folder, Date.now)
  await rename(at.place.folder, at.keptAs)
  await removeStage(at.stage)
  must(await finishRestore(at.place, Date.now))
  expect(await readFile(join(at.place.folder, 'what'), 'utf8')).toBe('old')
  expect(await readdir(join(at.home, 'workspaces'))).toEqual(['main'])
})

test('no empty workspace takes the place of one of which nothing is left', async () => {
  const at = await noted()
  await rm(at.place.folder, { recursive: true })
  await removeStage(at.stage)
  expect(await finishRestore(at.place, Date.now)).toMatchObject({ ok: false, failure: { kind: 'storage-damaged' } })
  expect(await readdir(join(at.home, 'workspaces'))).toEqual(['main-restore.json'])
})

test('a restore is finished by one at a time', async () => {
  const at = await noted()
  const unlock = await lockBy(`${at.place.folder}-restore.lock`, Date.now)
  expect(await finishRestore(at.place, Date.now)).toMatchObject({ ok: false, failure: { kind: 'workspace-locked' } })
  expect(await readFile(join(at.place.folder, 'what'), 'utf8')).toBe('old')
  await unlock()
  const all = await Promise.all([1, 2, 3].map(() => finishRestore(at.place, Date.now)))
  expect(all.some(result => result.ok)).toBe(true)
  expect(await readFile(join(at.place.folder, 'what'), 'utf8')).toBe('new')
  expect(await readFile(join(at.keptAs, 'what'), 'utf8')).toBe('old')
})

test('a workspace that is open is not moved away from under it', async () => {
  const at = await noted()
  const unlock = await lockFolder(at.place.folder, Date.now)
  expect(await finishRestore(at.place, Date.now)).toMatchObject({ ok: false, failure: { kind: 'workspace-locked' } })
  await unlock()
  must(await finishRestore(at.place, Date.now))
  expect(await readFile(join(at.place.folder, 'what'), 'utf8')).toBe('new')
})

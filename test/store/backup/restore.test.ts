import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { finishRestore } from '../../../electron/store/backup/restore'
import { makeStage, removeStage } from '../../../electron/store/backup/stage'
import { tempFolder } from '../../support/store'
import { must } from '../../support/workspace'

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
  must(await finishRestore(at.place))
  must(await finishRestore(at.place))
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
  must(await finishRestore(at.place))
  expect(await readFile(join(at.place.folder, 'what'), 'utf8')).toBe('old')
})

test('a note that cannot be read is named and left alone, and so is everything else', async () => {
  const at = await noted()
  const note = `${at.place.folder}-restore.json`
  for (const text of ['{}', '{"stage":', '']) {
    await writeFile(note, text)
    const failure = { kind: 'storage-damaged', message: expect.stringContaining(note) }
    expect(await finishRestore(at.place)).toMatchObject({ ok: false, failure })
    expect(await readFile(note, 'utf8')).toBe(text)
  }
  expect(await readFile(join(at.place.folder, 'what'), 'utf8')).toBe('old')
})

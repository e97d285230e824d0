import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProjectGroupId } from '@shared/ids'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { sealed } from '../../electron/store/checksum'
import { openStore } from '../../electron/store/open-store'
import { readFolder } from '../../electron/store/read-folder'
import type { Store } from '../../electron/store/store'
import { testActor } from '../support/actor'
import { aDraft } from '../support/audit'
import { asIfKilled, manualTime, tempFolder } from '../support/store'

const group = (number: number) => ({
  id: `group-${String(number).padStart(10, '0')}` as ProjectGroupId,
  name: `Group ${number}`
})
const all = (count: number) => Array.from({ length: count }, (_, i) => group(i))

const time = manualTime()
const optionsOf = (folder: string) => ({
  folder,
  keyFile: `${folder}.key`,
  now: () => 1,
  actor: testActor,
  repeat: time.repeat
})
const opening = (folder: string) => openStore(optionsOf(folder))

async function openOk(folder: string): Promise<Store> {
  const opened = await opening(folder)
  if (!opened.ok) throw new Error(opened.failure.message)
  return opened.value
}

/** Folders with the groups 0 to 69 in two shards, the last five of them in the journal only. */
async function makeFolders() {
  const store = await openOk(join(await tempFolder(), 'data'))
  for (let i = 0; i < 65; i++) await store.commit([store.groups.putting(group(i))], i % 10 === 0 ? [aDraft(i)] : [])
  for (let i = 0; i < 3; i++) await time.tick()
  for (let i = 65; i < 70; i++) await store.commit([store.groups.putting(group(i))], [aDraft(i)])
  const killed = await asIfKilled(store.folder)
  await store.close()
  return { killed, closed: store.folder }
}

let files: { readonly killed: ReadonlyMap<string, Buffer>; readonly closed: ReadonlyMap<string, Buffer> } | undefined
const filesOf = (state: 'killed' | 'closed') => files?.[state] ?? new Map<string, Buffer>()

beforeEach(async () => {
  if (files !== undefined) return
  const made = await makeFolders()
  files = { killed: await contentOf(made.killed), closed: await contentOf(made.closed) }
})

/** The files that the store itself answers for. */
async function contentOf(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(item => item.isFile())
  const paths = names.map(item => join(item.parentPath, item.name).slice(folder.length + 1))
  const own = paths.filter(path => !path.startsWith('audit') && path !== 'lock').sort()
  return new Map(await Promise.all(own.map(async path => [path, await readFile(join(folder, path))] as const)))
}

/** A folder with these files, of which the test may change some. */
async function folderOf(state: 'killed' | 'closed'): Promise<string> {
  const folder = join(await tempFolder(), 'data')
  for (const [path, bytes] of filesOf(state)) await put(folder, path, bytes)
  return folder
}

async function put(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true })
  await writeFile(join(folder, path), bytes)
}

/** Opens what was damaged: all records are there, and once more after a restart. Gives the files that were mended. */
async function expectMended(folder: string, count = 70): Promise<readonly string[]> {
  const store = await openOk(folder)
  await store.checked
  expect(store.groups.all()).toEqual(all(count))
  const repaired = store.repairs().map(repair => repair.file)
  for (let i = 0; i < 3; i++) await time.tick()
  await store.groups.put({ ...group(0), name: 'Group 0' })
  const { entries } = await store.audit.page({ verbs: ['repaired'] }, null, 9)
  expect(entries.map(entry => entry.subject.name).sort()).toEqual([...repaired].sort())
  await store.close()
  const again = await openOk(folder)
  await again.checked
  expect(again.groups.all()).toEqual(all(count))
  expect(again.repairs()).toEqual([])
  await again.close()
  return repaired
}

describe.each(['killed', 'closed'] as const)('in a folder that was %s', state => {
  test('nothing is mended where nothing is damaged', async () => {
    expect(await expectMended(await folderOf(state))).toEqual([])
  })

  test('any one byte that changed is noticed, and nothing that other files hold is lost', async () => {
    const places = [...filesOf(state)].flatMap(([path, bytes]) =>
      bytes.length > 0 ? [[path, bytes.length] as const] : []
    )
    const place = fc
      .constantFrom(...places)
      .chain(([path, size]) =>
        fc.record({ path: fc.constant(path), at: fc.nat(size - 1), mask: fc.integer({ min: 1, max: 255 }) })
      )
    await fc.assert(
      fc.asyncProperty(place, async ({ path, at, mask }) => {
        const folder = await folderOf(state)
        const bytes = Buffer.from(await readFile(join(folder, path)))
        bytes[at] = (bytes[at] ?? 0) ^ mask
        await writeFile(join(folder, path), bytes)
        const opened = await opening(folder)
        if (!opened.ok) {
          // Only what lies in the journal alone can be lost; then nothing is touched.
          expect(opened.failure).toMatchObject({ kind: 'storage-damaged' })
          expect([state, path.split('/')[0]]).toEqual(['killed', 'journal'])
          expect((await readFile(join(folder, path))).equals(bytes)).toBe(true)
          return
        }
        const store = opened.value
        await store.checked
        const found = store.groups.all()
        const isWhole = found.length === 70
        expect(found).toEqual(all(found.length))
        // The end of the journal looks as if a write had been cut short.
        if (!isWhole) expect([state, path.split('/')[0], found.length >= 65]).toEqual(['killed', 'journal', true])
        if (!isWhole) expect(store.repairs().map(repair => repair.file)).toEqual([path])
        await store.close()
      }),
      { numRuns: 80 }
    )
  }, 120_000)

  test.each([
    'workspace.json',
    'records/manifest.a.json',
    'records/manifest.b.json',
    'records/groups/000001.a.json',
    'records/groups/000001.b.json',
    'records/groups/000002.a.json',
    'records/groups/000002.b.json'
  ])('%s may be missing, empty or cut short', async path => {
    for (const how of ['missing', 'empty', 'short']) {
      const folder = await folderOf(state)
      if (how === 'missing') await rm(join(folder, path))
      else await truncate(join(folder, path), how === 'empty' ? 0 : 20)
      expect(await expectMended(folder)).toEqual([path])
    }
  })

  test('both copies of some records damaged are too much, and both are named', async () => {
    const folder = await folderOf(state)
    const [a, b] = ['records/groups/000001.a.json', 'records/groups/000001.b.json']
    await truncate(join(folder, a), 20)
    await rm(join(folder, b))
    const before = await contentOf(folder)
    const opened = await opening(folder)
    expect(opened).toMatchObject({ ok: false, failure: { kind: 'storage-damaged' } })
    const message = opened.ok ? '' : opened.failure.message
    expect(message).toContain(`${a} was damaged`)
    expect(message).toContain(`${b} was missing`)
    expect(await contentOf(folder)).toEqual(before)
    expect(await readFolder(folder)).toEqual(opened)
  })

  test('both copies of the list of records damaged are too much', async () => {
    const folder = await folderOf(state)
    for (const slot of ['a', 'b']) await truncate(join(folder, `records/manifest.${slot}.json`), 30)
    expect(await opening(folder)).toMatchObject({ ok: false, failure: { kind: 'storage-damaged' } })
  })

  test('a newer version is refused before anything is touched', async () => {
    const folder = await folderOf(state)
    await writeFile(join(folder, 'workspace.json'), sealed('{"schema":3,"flavour":"sweet"'))
    const before = await contentOf(folder)
    const opened = await opening(folder)
    expect(opened).toMatchObject({
      ok: false,
      failure: { kind: 'storage-failed', detail: { code: 'newer-schema', schema: '3' } }
    })
    expect(await contentOf(folder)).toEqual(before)
    expect((await readdir(folder)).includes('lock')).toBe(false)
  })

  test('a reader that changes nothing sees the same records and the same damage', async () => {
    const folder = await folderOf(state)
    await truncate(join(folder, 'records/groups/000001.a.json'), 20)
    const before = await contentOf(folder)
    const found = await readFolder(folder)
    expect(found.ok && found.value.records.get('groups')).toEqual(all(70))
    expect(found.ok && found.value.repairs.map(repair => repair.file)).toEqual(['records/groups/000001.a.json'])
    expect(await contentOf(folder)).toEqual(before)
  })
})

const journal = 'journal/000000000001.ndjson'

describe('a journal', () => {
  test('that a crash cut short anywhere keeps each commit before, and what was written is kept in order', async () => {
    const bytes = filesOf('killed').get(journal) ?? Buffer.alloc(0)
    const text = bytes.toString('utf8')
    const checkpointed = text.split('\n').slice(0, 65).join('\n')
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: Buffer.byteLength(checkpointed), max: bytes.length }), async size => {
        const folder = await folderOf('killed')
        await truncate(join(folder, journal), size)
        const whole =
          bytes
            .subarray(0, size + 1)
            .toString('utf8')
            .split('\n').length - 1
        const store = await openOk(folder)
        await store.checked
        // A line that lacks only its end is whole.
        expect(store.groups.all()).toEqual(all(whole))
        expect(store.repairs()).toEqual([])
        await store.groups.put(group(whole))
        await store.close()
        const again = await openOk(folder)
        expect(again.groups.all()).toEqual(all(whole + 1))
        await again.close()
      }),
      { numRuns: 25 }
    )
  }, 60_000)

  test('that is damaged in the middle is refused with file and line, when nothing else holds that commit', async () => {
    const folder = await folderOf('killed')
    const lines = (await readFile(join(folder, journal), 'utf8')).split('\n')
    lines[66] = lines[66]?.replace('Group', 'Grump') ?? ''
    await writeFile(join(folder, journal), lines.join('\n'))
    const opened = await opening(folder)
    expect(opened).toMatchObject({
      ok: false,
      failure: { kind: 'storage-damaged', detail: { file: journal, line: '67' } }
    })
  })

  test('that is damaged where the records hold everything is mended', async () => {
    const folder = await folderOf('killed')
    const lines = (await readFile(join(folder, journal), 'utf8')).split('\n')
    lines[20] = lines[20]?.replace('Group', 'Grump') ?? ''
    await writeFile(join(folder, journal), lines.join('\n'))
    expect(await expectMended(folder)).toEqual([journal])
  })

  test('whose end was damaged keeps that end in a file, and says so', async () => {
    const folder = await folderOf('killed')
    const text = await readFile(join(folder, journal), 'utf8')
    await writeFile(join(folder, journal), text.replace('Group 69', 'Grump 69'))
    expect(await expectMended(folder, 69)).toEqual([journal])
    const kept = (await readdir(join(folder, 'journal'))).filter(name => name.includes('damaged'))
    expect(kept).toHaveLength(1)
    expect(await readFile(join(folder, 'journal', kept[0] ?? ''), 'utf8')).toContain('Grump 69')
  })

  test('may be missing where the store was closed in order', async () => {
    const folder = await folderOf('closed')
    await rm(join(folder, journal))
    expect(await expectMended(folder)).toEqual([expect.stringMatching(/^journal/)])
  })
})

test('two instances do not open the same folder', async () => {
  const store = await openOk(join(await tempFolder(), 'data'))
  expect(await opening(store.folder)).toMatchObject({ ok: false, failure: { kind: 'workspace-locked' } })
  await store.close()
  await (await openOk(store.folder)).close()
})

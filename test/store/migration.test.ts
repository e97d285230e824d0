import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReleaseId } from '@shared/ids'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../electron/store/open-store'
import { testActor } from '../support/actor'
import { asIfKilled, openOrThrow, tempFolder } from '../support/store'
import { calm } from '../support/summaries'

const optionsIn = (root: string) => ({
  folder: join(root, 'data'),
  keyFile: join(root, 'vault.key'),
  now: () => 1,
  actor: testActor
})

const document = (...records: readonly { readonly id: string }[]): string =>
  JSON.stringify({ schema: 1, records: Object.fromEntries(records.map(record => [record.id, record])) })

/** Makes a folder as schema 1 left it, from its files by name. */
async function schema1(files: Readonly<Record<string, string | Uint8Array>>) {
  const options = optionsIn(await tempFolder())
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(options.folder, name, '..'), { recursive: true })
    await writeFile(join(options.folder, name), content)
  }
  return options
}

const shop = { id: 'group-0000000001', name: 'Shop' }
const here = {
  id: 'target-0000000001',
  name: 'here',
  environmentIds: ['environment-0000000001'],
  roles: ['web'],
  kind: 'ssh',
  host: 'web-1',
  port: 22,
  accountId: 'account-0000000001',
  hostKey: null
}
const release = (number: number) => ({
  id: `release-${String(number).padStart(10, '0')}`,
  projectId: 'project-0000000001',
  version: `1.0.${number}`,
  notes: '',
  snapshot: 'a'.repeat(64),
  createdAt: number,
  createdBy: 'ada'
})
const summary = (number: number, projectId = 'project-0000000001') => ({
  id: `deployment-${String(number).padStart(10, '0')}`,
  projectId,
  projectName: 'Shop',
  releaseId: 'release-0000000001',
  releaseVersion: '1.0.1',
  environmentId: 'environment-0000000001',
  environmentName: 'Test',
  state: 'finished',
  outcome: 'failed',
  hasWarnings: true,
  runsDone: 1,
  runsTotal: 2,
  queuedAt: number,
  queuedBy: 'tester',
  startedAt: number,
  finishedAt: number,
  summary: 'Failed.'
})
const old = (): Record<string, string> => ({
  'groups.json': document(shop),
  'targets.json': document(here),
  'releases/000001.json': document(...Array.from({ length: 100 }, (_, i) => release(i + 1))),
  'releases/000002.json': document(release(101)),
  'deployment-summaries/000001.json': document(summary(1), summary(2), summary(3, 'project-0000000002'))
})

async function expectConverted(options: ReturnType<typeof optionsIn>) {
  const store = await openOrThrow(options)
  expect(store.groups.all()).toEqual([shop])
  expect(store.targets.all()).toMatchObject([{ ...here, viaId: null, policyId: null }])
  expect(store.releases.all()).toEqual(Array.from({ length: 101 }, (_, i) => release(i + 1)))
  // What summaries say since then is said of them as well.
  const kept = [summary(3, 'project-0000000002'), summary(2), summary(1)].map(item => ({ ...calm, ...item }))
  expect(await store.deployments.newest({}, 9)).toEqual(kept)
  expect(store.deployments.latest()).toEqual([kept[1], kept[0]])
  expect(store.repairs()).toEqual([])
  await store.close()
}

/** What a process that is killed while a store is being opened would leave behind, at many moments. */
async function copiesWhile(folder: string, opening: ReturnType<typeof openStore>): Promise<readonly string[]> {
  let isDone = false
  const opened = opening.finally(() => {
    isDone = true
  })
  const copies: string[] = []
  while (!isDone) {
    // A copy of files that move away at that moment is none.
    await asIfKilled(folder).then(
      copy => copies.push(copy),
      () => undefined
    )
  }
  const store = await opened
  if (store.ok) await store.value.close()
  // Opening each takes a while; some dozen moments, spread over the whole time, will do.
  const step = Math.max(1, Math.floor(copies.length / 12))
  return copies.filter((_, i) => i % step === 0)
}

describe('a folder of schema 1', () => {
  test('is converted with its records in their order, and its files are kept aside', async () => {
    const files = old()
    const options = await schema1(files)
    await expectConverted(options)
    const names = (await readdir(options.folder)).sort()
    expect(names).toEqual(['before-schema-2', 'records', 'workspace.json'])
    for (const [name, content] of Object.entries(files))
      expect(await readFile(join(options.folder, 'before-schema-2', name), 'utf8')).toBe(content)
    await expectConverted(options)
  })

  test('is converted after any interruption', async () => {
    const options = await schema1(old())
    const copies = await copiesWhile(options.folder, openStore(options))
    for (const folder of copies) await expectConverted({ ...options, folder })
  })

  test('that is empty is made ready after any interruption', async () => {
    const options = await schema1({ 'not-ours.txt': 'x' })
    const copies = await copiesWhile(options.folder, openStore(options))
    expect(copies.length).toBeGreaterThan(0)
    for (const folder of copies) {
      const store = await openOrThrow({ ...options, folder })
      expect(store.repairs()).toEqual([])
      await store.groups.put(shop as never)
      await store.close()
    }
  })

  test('takes changes once it is converted', async () => {
    const options = await schema1(old())
    const store = await openOrThrow(options)
    await store.releases.put({ ...release(102), id: release(102).id as ReleaseId } as never)
    await store.close()
    const again = await openOrThrow(options)
    expect(again.releases.all().map(item => item.version)).toEqual(
      Array.from({ length: 102 }, (_, i) => `1.0.${i + 1}`)
    )
    await again.close()
  })

  test.each([
    ['that is not JSON', 'groups.json', '{"schema":1,"records":{', 'it is not JSON'],
    ['that is empty', 'groups.json', '', 'it is not JSON'],
    ['of something else', 'groups.json', '[1,2,3]', 'it is not a document of Slipway'],
    ['without records', 'groups.json', '{"schema":1,"records":[]}', 'it has no records'],
    ['with a schema that never was', 'groups.json', '{"schema":0,"records":{}}', 'it is not a document of Slipway'],
    ['with another schema', 'groups.json', '{"schema":7,"records":{}}', 'it says that it is of schema 7'],
    [
      'with a record that is not valid',
      'groups.json',
      document({ ...shop, name: 7 } as never),
      'its record “group-0000000001” is not valid (name: '
    ],
    [
      'with a record under a foreign id',
      'groups.json',
      JSON.stringify({ schema: 1, records: { 'group-0000000002': shop } }),
      'its record “group-0000000002” has another id'
    ],
    [
      'with a record called __proto__',
      'groups.json',
      '{"schema":1,"records":{"__proto__":{"id":"__proto__","name":"x"}}}',
      'its record “__proto__” is not valid'
    ],
    ['among shards', 'releases/000001.json', 'torn', 'it is not JSON']
  ])('with a document %s is refused by name and left as it is', async (_, name, content, message) => {
    const options = await schema1({ [name]: content })
    const opened = await openStore(options)
    const failure = opened.ok ? null : opened.failure
    const file = join(options.folder, name)
    expect(failure).toMatchObject({ kind: 'storage-failed', detail: { file } })
    expect(failure?.message).toContain(message)
    expect(failure?.remedy).toContain('Nothing was changed')
    expect(await readdir(options.folder)).toEqual([name.split('/')[0]])
    expect(await readFile(file, 'utf8')).toBe(content)
  })

  test('with a document of random bytes never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async content => {
        const options = await schema1({ 'projects.json': content })
        expect(await openStore(options)).toMatchObject({ ok: false, failure: { kind: 'storage-failed' } })
        expect(new Uint8Array(await readFile(join(options.folder, 'projects.json')))).toEqual(content)
      }),
      { numRuns: 30 }
    )
  })

  test('with a record in two documents is refused', async () => {
    const twice = document(summary(1))
    const options = await schema1({
      'deployment-summaries/000001.json': twice,
      'deployment-summaries/000002.json': twice
    })
    const file = join(options.folder, 'deployment-summaries', '000002.json')
    expect(await openStore(options)).toMatchObject({ ok: false, failure: { detail: { file } } })
  })
})

test('what a crash left half written is swept away', async () => {
  const options = await schema1({ 'groups.json.0123456789ab.tmp': '{"schema":1,"rec' })
  await (await openOrThrow(options)).close()
  expect((await readdir(options.folder)).sort()).toEqual(['records', 'workspace.json'])
})

test.skipIf(process.platform === 'win32')('only the owner may read the folder and its files', async () => {
  const options = optionsIn(await tempFolder())
  await mkdir(options.folder, { mode: 0o755 })
  const store = await openOrThrow(options)
  await store.groups.put({ id: 'group-0000000001' as never, name: 'Shop' })
  await store.snapshots.put({ a: 1 })
  const files = ['.', ...(await readdir(options.folder, { recursive: true }))]
  const modes = await Promise.all(
    files.map(async file => {
      const found = await stat(join(options.folder, file))
      return `${found.isDirectory() ? 'folder' : 'file'} ${(found.mode & 0o777).toString(8)}`
    })
  )
  expect(new Set(modes)).toEqual(new Set(['folder 700', 'file 600']))
  expect(files).toEqual(expect.arrayContaining(['journal/000000000001.ndjson', 'records/manifest.a.json', 'lock']))
  await store.close()
})

test('a key inside the data folder is refused', async () => {
  const root = await tempFolder()
  const opened = await openStore({ ...optionsIn(root), folder: root, keyFile: join(root, 'config', 'vault.key') })
  expect(opened).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } })
  expect(await readdir(root)).toEqual([])
})

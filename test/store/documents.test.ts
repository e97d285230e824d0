import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../electron/store/open-store'
import { testActor } from '../support/actor'
import { openOrThrow, tempFolder } from '../support/store'

const optionsIn = (root: string) => ({
  folder: join(root, 'data'),
  keyFile: join(root, 'vault.key'),
  now: () => 1,
  actor: testActor
})

/** Opens a store whose folder holds one file of the test's making. */
async function openWith(name: string, content: string | Uint8Array) {
  const root = await tempFolder()
  const options = optionsIn(root)
  const file = join(options.folder, name)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, content)
  const opened = await openStore(options)
  if (opened.ok) await opened.value.close()
  return { opened, file, folder: options.folder }
}

const valid = { id: 'group-0000000001', name: 'Shop' }

describe('a document that cannot be used', () => {
  test.each([
    ['of a newer version', 'groups.json', '{"schema":2,"records":{}}', 'newer version of Slipway (schema 2'],
    ['that is not JSON', 'groups.json', '{"schema":1,"records":{', 'it is not JSON'],
    ['that is empty', 'groups.json', '', 'it is not JSON'],
    ['of something else', 'groups.json', '[1,2,3]', 'it is not a document of Slipway'],
    ['without records', 'groups.json', '{"schema":1,"records":[]}', 'it has no records'],
    ['with a schema that never was', 'groups.json', '{"schema":0,"records":{}}', 'it is not a document of Slipway'],
    [
      'with a record that is not valid',
      'groups.json',
      JSON.stringify({ schema: 1, records: { [valid.id]: { ...valid, name: 7 } } }),
      'its record “group-0000000001” is not valid (name: '
    ],
    [
      'with a record under a foreign id',
      'groups.json',
      JSON.stringify({ schema: 1, records: { 'group-0000000002': valid } }),
      'its record “group-0000000002” has another id'
    ],
    [
      'with a record called __proto__',
      'groups.json',
      '{"schema":1,"records":{"__proto__":{"id":"__proto__","name":"x"}}}',
      'its record “__proto__” is not valid'
    ],
    ['among shards', 'releases/000001.json', 'torn', 'it is not JSON']
  ])('%s is refused by name and left as it is', async (_, name, content, message) => {
    const { opened, file, folder } = await openWith(name, content)
    const failure = opened.ok ? null : opened.failure
    expect(failure).toMatchObject({ kind: 'storage-failed', detail: { file } })
    expect(failure?.message).toContain(message)
    expect(failure?.remedy).toContain('Nothing was changed')
    expect(await readFile(file, 'utf8')).toBe(content)
    expect((await readdir(folder)).filter(item => item === 'lock')).toEqual([])
  })

  test('of random bytes never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async content => {
        const { opened, file } = await openWith('projects.json', content)
        expect(opened).toMatchObject({ ok: false, failure: { kind: 'storage-failed' } })
        expect(new Uint8Array(await readFile(file))).toEqual(content)
      }),
      { numRuns: 50 }
    )
  })

  test('in two shards at once is refused', async () => {
    const root = await tempFolder()
    const options = optionsIn(root)
    const store = await openOrThrow(options)
    await store.close()
    const shard = (name: string) => join(options.folder, 'deployment-summaries', name)
    await mkdir(join(shard('x'), '..'))
    for (const name of ['000001.json', '000002.json']) await writeFile(shard(name), summaryDocument)
    expect(await openStore(options)).toMatchObject({ ok: false, failure: { detail: { file: shard('000002.json') } } })
  })
})

const summary = {
  id: 'deployment-0000000001',
  projectId: 'project-0000000001',
  projectName: 'Shop',
  releaseId: 'release-0000000001',
  releaseVersion: '1.0.0',
  environmentId: 'environment-0000000001',
  environmentName: 'Test',
  state: 'finished',
  outcome: 'failed',
  hasWarnings: true,
  runsDone: 1,
  runsTotal: 2,
  queuedAt: 1,
  queuedBy: 'tester',
  startedAt: 2,
  finishedAt: 3,
  summary: 'Failed.'
}
const summaryDocument = JSON.stringify({ schema: 1, records: { [summary.id]: summary } })

test('what a crash left half written is swept away', async () => {
  const { opened, folder } = await openWith('groups.json.0123456789ab.tmp', '{"schema":1,"rec')
  expect(opened.ok).toBe(true)
  expect(await readdir(folder)).toEqual([])
})

test.skipIf(process.platform === 'win32')('only the owner may read the folder and its files', async () => {
  const root = await tempFolder()
  const options = optionsIn(root)
  await mkdir(options.folder, { mode: 0o755 })
  const store = await openOrThrow(options)
  await store.groups.put({ id: 'group-0000000001' as never, name: 'Shop' })
  await store.snapshots.put({ a: 1 })
  const mode = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8)
  const files = (await readdir(options.folder, { recursive: true })).sort()
  const modes = await Promise.all(
    files.map(async file => [file.length > 70 ? 'snapshot' : file, await mode(join(options.folder, file))])
  )
  expect(await mode(options.folder)).toBe('700')
  expect(Object.fromEntries(modes)).toEqual({
    'groups.json': '600',
    lock: '600',
    snapshots: '700',
    snapshot: '600'
  })
  await store.close()
})

test('a key inside the data folder is refused', async () => {
  const root = await tempFolder()
  const opened = await openStore({
    folder: root,
    keyFile: join(root, 'config', 'vault.key'),
    now: () => 1,
    actor: testActor
  })
  expect(opened).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } })
  expect(await readdir(root)).toEqual([])
})

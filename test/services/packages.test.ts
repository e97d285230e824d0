import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Output } from '@shared/api'
import type { PackageRecord } from '@shared/model/package'
import { list } from 'tar'
import { expect, test } from 'vitest'
import { writeBackup } from '../../electron/store/backup/write-backup'
import { tarOf, zipOf } from '../support/archives'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const zip = (content: string) =>
  zipOf([
    { name: 'app.txt', content },
    { name: 'same.txt', content: 'same' }
  ])

async function opened() {
  const workspace = await openTestWorkspace({ vault: 'untouched' })
  const folder = await tempFolder()
  const file = async (name: string, bytes: Buffer): Promise<string> => {
    await writeFile(join(folder, name), bytes)
    return join(folder, name)
  }
  return { ...workspace, folder, file }
}

async function imported(call: TestWorkspace['call'], path: string): Promise<PackageRecord> {
  const [result] = must(await call('package.import', { paths: [path] }))
  if (result === undefined || result.kind === 'refused') throw new Error(result?.message ?? 'nothing')
  return result.package
}

test('a file is imported under the id and the version in its name, and listed with all of its versions', async () => {
  const { call, file } = await opened()
  const older = await imported(call, await file('Shop.Web.1.9.0.zip', zip('a')))
  const newer = await imported(call, await file('shop.web.1.10.0.zip', zip('b')))
  expect(older).toMatchObject({
    packageId: 'Shop.Web',
    version: '1.9.0',
    files: 2,
    unpackedBytes: 5,
    extension: '.zip'
  })
  const [summary, ...others] = must(await call('package.list', { text: 'WEB' }))
  expect(others).toEqual([])
  expect(summary?.versions.map(item => [item.version, item.isThere, item.usedBy])).toEqual([
    ['1.10.0', true, []],
    ['1.9.0', true, []]
  ])
  expect(summary?.bytes).toBe(older.bytes + newer.bytes)
})

test('the same bytes once more change nothing, and other bytes are refused until they may replace', async () => {
  const { call, file, workspaces } = await opened()
  const first = await imported(call, await file('Shop.1.0.0.zip', zip('a')))
  const again = must(await call('package.import', { paths: [await file('Shop.1.0.0.zip', zip('a'))] }))
  expect(again).toMatchObject([{ kind: 'same', package: first }])
  const other = await file('Shop.1.0.0.zip', zip('b'))
  expect(must(await call('package.import', { paths: [other] }))).toMatchObject([{ kind: 'refused', why: 'exists' }])
  expect(must(await call('package.import', { paths: [other], onConflict: 'keep' }))).toMatchObject([
    { kind: 'same', package: first }
  ])
  const replaced = must(await call('package.import', { paths: [other], onConflict: 'replace' }))
  expect(replaced).toMatchObject([{ kind: 'replaced', package: { id: first.id } }])
  await workspaces.use(async ({ store }) => {
    expect(await store.packageFiles.all()).toHaveLength(1)
    expect(await store.packageFiles.sizeOf(first.sha256)).toBeNull()
  })
})

test('what cannot be read is refused with its reason, and nothing of it stays', async () => {
  const { call, file, folder, workspaces } = await opened()
  const results = must(
    await call('package.import', {
      paths: [
        await file('Bad.1.0.0.zip', zipOf([{ name: '../evil' }])),
        await file('Empty.1.0.0.zip', zipOf([{ name: 'folder/' }])),
        await file('unnamed.zip', zip('a')),
        await file('Some.1.0.0.rar', zip('a')),
        join(folder, 'nothing.1.0.zip')
      ]
    })
  )
  expect(results.map(item => (item.kind === 'refused' ? [item.why, item.message] : item.kind))).toEqual([
    ['other', 'Bad.1.0.0.zip cannot be used: its entry "../evil" leads out of the package.'],
    ['other', 'Empty.1.0.0.zip cannot be used: there is no file in it.'],
    ['unnamed', expect.stringContaining('unnamed.zip')],
    ['other', expect.stringContaining('Some.1.0.0.rar')],
    ['other', expect.stringContaining('is not there')]
  ])
  await workspaces.use(async ({ store }) => {
    expect(await readdir(join(store.folder, 'packages'))).toEqual([])
  })
})

test('a NuGet package says itself what it is, and whoever imports may say otherwise', async () => {
  const { call, file } = await opened()
  const nuspec = '<package><metadata><id>Real.Id</id><version>3.1.0-rc.1</version></metadata></package>'
  const bytes = zipOf([
    { name: '[Content_Types].xml', content: 'x' },
    { name: 'Real.nuspec', content: nuspec }
  ])
  const own = await imported(call, await file('Other.1.0.0.nupkg', bytes))
  expect([own.packageId, own.version]).toEqual(['Real.Id', '3.1.0-rc.1'])
  const [said] = must(
    await call('package.import', { paths: [await file('x.nupkg', bytes)], packageId: 'Said', version: '9' })
  )
  expect(said).toMatchObject({ kind: 'imported', package: { packageId: 'Said', version: '9' } })
})

test('a folder becomes a package, the same one whenever it is imported', async () => {
  const { call, folder } = await opened()
  const site = join(folder, 'Site.2.0.1')
  await mkdir(join(site, 'css'), { recursive: true })
  await writeFile(join(site, 'index.html'), '<h1>')
  await writeFile(join(site, 'css', 'a.css'), 'a {}')
  const record = await imported(call, site)
  expect(record).toMatchObject({
    packageId: 'Site',
    version: '2.0.1',
    fileName: 'Site.2.0.1.tar.gz',
    source: { kind: 'folder' },
    files: 2
  })
  expect(must(await call('package.import', { paths: [site] }))).toMatchObject([{ kind: 'same' }])
})

test('two versions are compared file by file and line by line', async () => {
  const { call, file } = await opened()
  const before = await imported(
    call,
    await file(
      'Shop.1.0.0.zip',
      zipOf([{ name: 'a.txt', content: 'one\ntwo\n' }, { name: 'gone', content: 'x' }, { name: 's' }])
    )
  )
  const after = await imported(
    call,
    await file(
      'Shop.1.1.0.tar',
      tarOf([{ name: 'a.txt', content: 'one\n2\n' }, { name: 'new', content: '\0' }, { name: 's' }])
    )
  )
  const pair = { before: before.id, after: after.id }
  expect(must(await call('package.compare', pair))).toEqual({
    entries: [
      { path: 'a.txt', change: 'changed', before: 8, after: 6 },
      { path: 'gone', change: 'removed', before: 1, after: null },
      { path: 'new', change: 'added', before: null, after: 1 }
    ],
    same: 1
  })
  expect(must(await call('package.compareFile', { ...pair, path: 'a.txt' }))).toEqual({
    parts: [
      { kind: 'same', text: 'one\n' },
      { kind: 'removed', text: 'two\n' },
      { kind: 'added', text: '2\n' }
    ],
    why: null
  })
  expect(must(await call('package.compareFile', { ...pair, path: 'new' }))).toMatchObject({ parts: null })
  expect(must(await call('package.file', { id: after.id, path: 'a.txt' }))).toEqual({
    path: 'a.txt',
    bytes: 6,
    text: 'one\n2\n'
  })
  expect(await call('package.file', { id: after.id, path: 'A.txt' })).toMatchObject({ failure: { kind: 'not-found' } })
})

test('what a deployment opens is hashed once, unpacked once, and mended where its unpacked copy was changed', async () => {
  const first = await opened()
  const record = await imported(first.call, await first.file('Shop.1.0.0.zip', zip('hello')))
  const { signal } = new AbortController()
  const open = (workspace: TestWorkspace) =>
    workspace.workspaces.use(async ({ packages }) => must(await packages.port.open(record.sha256)))
  const found = await open(first)
  const tree = must(await found.folder(signal))
  expect(must(await found.folder(signal))).toBe(tree)
  expect(Buffer.from(must(await found.read('app.txt'))).toString()).toBe('hello')
  await writeFile(join(tree, 'app.txt'), 'HELLO')
  const second = await first.restart()
  must(await (await open(second)).folder(signal))
  expect(await readFile(join(tree, 'app.txt'), 'utf8')).toBe('hello')
})

test('a damaged file is never opened, is told by verifying, and is mended by importing the same again', async () => {
  const { call, file, workspaces } = await opened()
  const path = await file('Shop.1.0.0.zip', zip('hello'))
  const { id, sha256 } = await imported(call, path)
  await workspaces.use(async ({ store, packages }) => {
    const stored = store.packageFiles.pathOf(sha256)
    await writeFile(stored, zip('HELLO'))
    expect(await packages.port.open(sha256)).toMatchObject({ failure: { kind: 'package-missing' } })
    expect(must(await call('package.verify', { id }))).toMatchObject({ isSame: false })
    expect(must(await call('package.import', { paths: [path] }))).toMatchObject([{ kind: 'same' }])
    expect(must(await call('package.verify', { id }))).toEqual({ isSame: true, actual: sha256 })
    // What is written down of it can be made anew.
    await rm(join(stored, '..', 'manifest.json'))
    expect(must(await call('package.manifest', { id })).entries.map(entry => entry.path)).toEqual([
      'app.txt',
      'same.txt'
    ])
  })
})

async function releaseWith(call: TestWorkspace['call'], record: PackageRecord): Promise<Output<'release.create'>> {
  const [group] = must(await call('group.list', {}))
  if (!group) throw new Error('There is no group')
  const project = must(await call('project.create', { name: 'Shop', groupId: group.id }))
  const action = {
    type: 'transfer-package',
    name: 'Bring',
    package: { packageId: record.packageId },
    to: '/tmp'
  }
  const step = {
    name: 'Bring',
    location: 'targets',
    roles: ['web'],
    condition: { when: 'success' },
    actions: [action]
  }
  // Only what this test is about is said; the door checks the rest.
  const steps = [step] as never
  must(await call('process.save', { projectId: project.id, version: 0, steps }))
  return must(await call('release.create', { projectId: project.id, version: '1.0' }))
}

test('what a release needs is neither removed, nor replaced, nor cleaned up', async () => {
  const { call, file } = await opened()
  const used = await imported(call, await file('Shop.1.0.0.zip', zip('1')))
  const release = await releaseWith(call, used)
  for (const version of ['1.1.0', '1.2.0', '1.3.0'])
    await imported(call, await file(`Shop.${version}.zip`, zip(version)))
  expect(must(await call('package.get', { id: used.id })).usedBy).toMatchObject([{ releaseId: release.id }])
  expect(await call('package.remove', { ids: [used.id] })).toMatchObject({ failure: { kind: 'in-use' } })
  const replacing = { paths: [await file('Shop.1.0.0.zip', zip('other'))], onConflict: 'replace' as const }
  expect(must(await call('package.import', replacing))).toMatchObject([{ kind: 'refused', why: 'other' }])
  const preview = must(await call('package.clean', { keep: 1, isDryRun: true }))
  expect(preview.packages.map(item => item.version)).toEqual(['1.2.0', '1.1.0'])
  expect(must(await call('package.clean', { keep: 1, isDryRun: false }))).toEqual(preview)
  const [summary] = must(await call('package.list', {}))
  expect(summary?.versions.map(item => item.version)).toEqual(['1.3.0', '1.0.0'])
  expect(must(await call('package.remove', { ids: [used.id], evenIfUsed: true }))).toEqual({ removed: 1 })
})

test('imports, replacements and removals are in the audit log', async () => {
  const { call, file } = await opened()
  const { id } = await imported(call, await file('Shop.1.0.0.zip', zip('1')))
  must(await call('package.remove', { ids: [id] }))
  const { entries } = must(await call('audit.list', { filter: { subjects: ['package'] } }))
  expect(entries.map(entry => entry.summary)).toEqual([
    'Deleted the package “Shop 1.0.0”.',
    'Created the package “Shop 1.0.0”.'
  ])
})

test('backups have packages, checking finds one that was changed, and unpacked copies are no part of either', async () => {
  const { call, file, workspaces, folder } = await opened()
  const record = await imported(call, await file('Shop.1.0.0.zip', zip('hello')))
  await workspaces.use(async ({ store, packages }) => {
    must(await must(await packages.port.open(record.sha256)).folder(new AbortController().signal))
    const options = { folder: store.folder, keyFile: store.keyFile, file: join(folder, 'a.backup'), overwrite: false }
    const backup = must(await writeBackup({ ...options, workspace: 'main', slipwayVersion: '0.0.0', now: Date.now }))
    const manifest = await pathsIn(options.file)
    expect(manifest.filter(path => path.includes('packages/') && !path.includes('records/'))).toEqual([
      `data/packages/${record.sha256}/content`,
      `data/packages/${record.sha256}/manifest.json`
    ])
    expect(backup.report.faultCount).toBe(0)
    await writeFile(store.packageFiles.pathOf(record.sha256), 'changed')
  })
  const report = must(await call('data.verify', {}))
  expect(report.faults.map(({ file: path, what }) => [path, what])).toEqual([
    [`packages/${record.sha256}/content`, expect.stringContaining('It was changed')]
  ])
})

/** The paths in a backup. */
async function pathsIn(path: string): Promise<readonly string[]> {
  const paths: string[] = []
  await list({ file: path, onReadEntry: entry => paths.push(entry.path) })
  return paths
}

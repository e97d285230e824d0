import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FeedInput } from '@shared/model/feed'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFeedTransport } from '../../electron/transports/feeds/feed-transport'
import { tarOf } from '../support/archives'
import { npmPages, slowRegistry, startFeed } from '../support/feeds'
import { makeZip } from '../support/make-zip'
import { tempFolder } from '../support/store'
import { aPackage, storePackage } from '../support/stored-package'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const open = () => openTestWorkspace({ ports: { feeds: createFeedTransport() } })

const npm = (location: string, changes: Partial<FeedInput> = {}): FeedInput => ({
  name: 'Nightly',
  kind: 'npm',
  location,
  username: 'ada',
  password: 'pass',
  ...changes
})

const basic = `Basic ${Buffer.from('ada:pass').toString('base64')}`

async function registry() {
  const web = await startFeed(npmPages, basic)
  onTestFinished(web.close)
  return web
}

const usingFeed = (feedId: string, packageId = '@shop/web'): StepInput => ({
  name: 'Web',
  location: 'here',
  roles: [],
  actions: [
    {
      type: 'script',
      syntax: 'bash',
      body: 'true',
      packages: [{ name: 'web', packageId, feedId: feedId as never }]
    }
  ]
})

describe('feeds', () => {
  it('are asked with the password that only the vault has, and the ledger says what for', async () => {
    const { origin, port } = await registry()
    const { call, workspaces } = await open()
    const saved = must(await call('feed.save', { id: null, feed: npm(origin) }))
    expect(saved).toEqual({
      id: saved.id,
      name: 'Nightly',
      kind: 'npm',
      location: origin,
      username: 'ada',
      proxy: '',
      caFile: '',
      hasPassword: true,
      offBecause: null
    })
    const versions = must(await call('feed.versions', { id: saved.id, packageId: '@shop/web' }))
    expect(versions.map(({ version }) => version)).toEqual(['1.2.0', '1.1.0'])
    const records = await workspaces.use(async ({ store }) => store.feeds.all())
    expect(JSON.stringify(records)).not.toContain('pass"')
    expect(must(await call('audit.list', {})).entries[0]).toMatchObject({ summary: 'Created the feed “Nightly”.' })
    expect(port).toBeGreaterThan(0)
  })

  it('get the stored password only where it was given for', async () => {
    const { call } = await open()
    const { id } = must(await call('feed.save', { id: null, feed: npm('https://one.example/npm') }))
    const change = async (changes: Partial<FeedInput>) => {
      const result = await call('feed.save', {
        id,
        feed: npm('https://one.example/npm', { password: null, ...changes })
      })
      return result.ok ? result.value.hasPassword : result.failure.issues?.[0]?.path
    }
    expect(await change({ name: 'Renamed', location: 'https://one.example/other' })).toBe(true)
    for (const elsewhere of [{ location: 'https://two.example/npm' }, { username: 'bob' }, { proxy: 'http://p:1' }])
      expect(await change(elsewhere)).toBe('feed.password')
    expect(await change({ location: 'https://two.example/npm', password: '' })).toBe(false)
  })

  it('on the web are off while the air gap is on, and folders are not', async () => {
    const web = await registry()
    const folder = await tempFolder()
    await writeFile(join(folder, 'Tools.1.0.zip'), 'tools')
    const { call } = await open()
    const { id } = must(await call('feed.save', { id: null, feed: npm(web.origin) }))
    const local = must(await call('feed.save', { id: null, feed: { name: 'Share', kind: 'folder', location: folder } }))
    must(await call('settings.setAirGap', { isAirGapped: true }))
    expect(must(await call('feed.list', {})).map(item => [item.name, item.offBecause])).toEqual([
      ['Nightly', 'The air gap is on.'],
      ['Share', null]
    ])
    expect(must(await call('feed.test', { id }))).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('air gap')
    })
    expect(must(await call('feed.test', { id: local.id }))).toEqual({
      ok: true,
      message: 'It has 1 file of 1 package.',
      remedy: ''
    })
    expect(web.requests).toEqual([])
  })

  it('are not removed while a process takes packages from them', async () => {
    const { call } = await open()
    const { id } = must(await call('feed.save', { id: null, feed: npm('https://one.example') }))
    const project = must(await call('project.create', { name: 'Shop' }))
    must(await call('process.save', { projectId: project.id, version: 0, steps: [usingFeed(id)] }))
    expect(await call('feed.remove', { id })).toMatchObject({
      ok: false,
      failure: { kind: 'in-use', message: 'The feed “Nightly” is used by the process of “Shop”.' }
    })
    must(await call('process.save', { projectId: project.id, version: 1, steps: [] }))
    must(await call('feed.remove', { id }))
    expect(must(await call('feed.list', {}))).toEqual([])
  })

  it('that cannot be asked leave no release with an older version by mistake', async () => {
    const web = await registry()
    const workspace = await open()
    const { call } = workspace
    const { id } = must(await call('feed.save', { id: null, feed: npm(web.origin, { password: 'wrong' }) }))
    const project = must(await call('project.create', { name: 'Shop' }))
    const process = must(await call('process.save', { projectId: project.id, version: 0, steps: [usingFeed(id)] }))
    await storePackage(workspace, aPackage('@shop/web', '1.0.0'))
    const create = (packages?: { version: string }[]) =>
      call('release.create', {
        projectId: project.id,
        version: '1.0.0',
        ...(packages === undefined
          ? {}
          : {
              packages: packages.map(({ version }) => ({
                actionId: process.steps[0]?.actions[0]?.id as never,
                reference: 'web',
                version
              }))
            })
      })
    const refused = await create()
    expect(refused.ok ? null : refused.failure.message).toBe(
      `Which version of @shop/web is the newest for “web” of “Web” cannot be told: Feed “Nightly”: ${web.origin} does not let Slipway in (401).`
    )
    expect(must(await call('release.packageSlots', { projectId: project.id }))).toMatchObject([
      { automatic: null, versions: [{ version: '1.0.0', isInRepository: true }] }
    ])
    expect((await create([{ version: '1.0.0' }])).ok).toBe(true)
  })
})

describe('a release of packages that a feed has', () => {
  it('takes them into the repository once, and needs the feed no more', async () => {
    const folder = await tempFolder()
    for (const version of ['1.9', '1.10'])
      await writeFile(join(folder, `Tools.${version}.zip`), await makeZip({ 'version.txt': version }))
    const { call } = await open()
    const { id } = must(
      await call('feed.save', { id: null, feed: { name: 'Share', kind: 'folder', location: folder } })
    )
    const project = must(await call('project.create', { name: 'Shop' }))
    const step = usingFeed(id, 'Tools')
    must(await call('process.save', { projectId: project.id, version: 0, steps: [step] }))
    const release = must(await call('release.create', { projectId: project.id, version: '1.0.0' }))
    const { snapshot, missingPackages } = must(await call('release.get', { id: release.id }))
    const [chosen] = snapshot?.packages ?? []
    expect(missingPackages).toEqual([])
    expect(chosen).toMatchObject({ packageId: 'Tools', version: '1.10', fileName: 'Tools.1.10.zip', feedId: id })
    await rm(folder, { recursive: true })
    expect(must(await call('feed.fetch', { id, packageId: 'tools', version: '1.10' }))).toMatchObject({
      sha256: chosen?.sha256,
      source: { kind: 'feed', feedId: id, name: 'Share' }
    })
    expect(await call('feed.fetch', { id, packageId: 'Tools', version: '1.9' })).toMatchObject({
      ok: false,
      failure: { kind: 'feed-failed', message: `Feed “Share”: The folder ${folder} does not exist.` }
    })
  })
})

describe('fetching a package', () => {
  /** A fetch of which the first bytes have come. */
  async function underWay() {
    const web = await slowRegistry()
    onTestFinished(web.close)
    let at = Date.now()
    // Time passes whenever somebody looks at the clock, so that everything is told.
    const now = () => {
      at += 1000
      return at
    }
    const workspace = await openTestWorkspace({ ports: { feeds: createFeedTransport(), now } })
    const { call, until } = workspace
    const feed = must(await call('feed.save', { id: null, feed: npm(web.origin, { username: '', password: null }) }))
    const over = call('feed.fetch', { id: feed.id, packageId: 'Tools', version: '2.0.0' })
    const content = gzipSync(tarOf([{ name: 'package/app.js', content: 'x'.repeat(500) }]))
    const response = await web.asked
    response.writeHead(200, { 'content-length': content.length })
    response.write(content.subarray(0, 40))
    const progress = await until(async () => {
      const [first] = must(await call('package.imports', {}))
      return first?.bytes === 40 ? first : null
    })
    return { workspace, feed, over, content, response, progress }
  }
  const toldBy = (workspace: TestWorkspace) =>
    workspace.pushed().flatMap(event => (event.type === 'package.importing' ? [event.progress?.phase ?? 'over'] : []))

  it('tells of which feed how much has come and how fast, as imports do', async () => {
    const { workspace, feed, over, content, response, progress } = await underWay()
    expect(progress).toEqual({
      id: progress.id,
      path: 'Tools 2.0.0',
      feed: { id: feed.id, name: 'Nightly' },
      number: 1,
      count: 1,
      phase: 'fetching',
      bytes: 40,
      total: content.length,
      perSecond: expect.any(Number)
    })
    response.end(content.subarray(40))
    expect(must(await over)).toMatchObject({ packageId: 'Tools', version: '2.0.0', bytes: content.length })
    expect(must(await workspace.call('package.imports', {}))).toEqual([])
    expect(toldBy(workspace).at(-1)).toBe('over')
  })

  it('is cancelled as imports are, and leaves nothing', async () => {
    const { workspace, over, response, progress } = await underWay()
    const gone = new Promise(resolve => response.once('close', resolve))
    must(await workspace.call('package.cancelImport', { id: progress.id }))
    expect(await over).toMatchObject({ ok: false, failure: { kind: 'cancelled' } })
    await gone
    expect(must(await workspace.call('package.list', {}))).toEqual([])
    expect(must(await workspace.call('package.imports', {}))).toEqual([])
    expect(toldBy(workspace).at(-1)).toBe('over')
  })
})

describe('the repository', () => {
  it('is asked like a feed', async () => {
    const workspace = await open()
    for (const version of ['1.9', '1.10']) await storePackage(workspace, aPackage('Shop.Web', version))
    await storePackage(workspace, aPackage('Tools', '1.0'))
    const { call } = workspace
    expect(must(await call('feed.search', { id: null, text: 'SHOP' }))).toEqual([
      { packageId: 'Shop.Web', latest: '1.10' }
    ])
    expect(must(await call('feed.versions', { id: null, packageId: 'shop.web' }))).toEqual([
      { version: '1.10', publishedAt: 1_000 },
      { version: '1.9', publishedAt: 1_000 }
    ])
  })
})

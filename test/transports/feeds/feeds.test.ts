import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FeedAccess, FetchWatch } from '@shared/packages/feed-transport'
import { Secret } from '@shared/secret'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFeedTransport } from '../../../electron/transports/feeds/feed-transport'
import { fromIntegrity } from '../../../electron/transports/feeds/hashes'
import { normalizedVersion } from '../../../electron/transports/feeds/nuget'
import { access, mavenPages, npmPages, nugetPages, type Page, slowRegistry, startFeed } from '../../support/feeds'
import { tempFolder } from '../../support/store'
import { startProxy } from '../../support/web'
import { must } from '../../support/workspace'

const feeds = createFeedTransport()
const { signal } = new AbortController()
const unwatched: FetchWatch = { signal, begin: () => undefined, reach: () => undefined }

async function serve(pages: (origin: string) => Readonly<Record<string, Page>>, login?: string) {
  const web = await startFeed(pages, login)
  onTestFinished(web.close)
  return web
}

const versionsOf = async (feed: FeedAccess, packageId: string) => must(await feeds.versions(feed, packageId, signal))

/** The file that came, as its name and what is in it. */
async function fetched(feed: FeedAccess, packageId: string, version: string) {
  const result = await feeds.fetch(feed, packageId, version, await tempFolder(), unwatched)
  return result.ok ? [result.value.fileName, await readFile(result.value.path, 'utf8')] : result.failure
}

/** What is left of a download that was refused: its failure, and the files that stayed. */
async function refused(feed: FeedAccess, packageId: string, version: string) {
  const folder = await tempFolder()
  const result = await feeds.fetch(feed, packageId, version, folder, unwatched)
  return [result.ok ? null : `${result.failure.kind}: ${result.failure.message}`, await readdir(folder)]
}

describe('a package that comes slowly', () => {
  /** What is told of a fetch, and the way to wait for it. */
  function watching() {
    const stop = new AbortController()
    const told: (number | null)[] = []
    let heard: () => void = () => undefined
    const tell = (what: number | null) => {
      told.push(what)
      heard()
    }
    const until = (what: number | null) =>
      new Promise<void>(resolve => {
        heard = () => (told.includes(what) ? resolve() : undefined)
        heard()
      })
    const watch: FetchWatch = { signal: stop.signal, begin: tell, reach: tell }
    return { watch, told, until, stop }
  }
  async function slow() {
    const web = await slowRegistry()
    onTestFinished(web.close)
    const [folder, { watch, ...watched }] = [await tempFolder(), watching()]
    const fetching = feeds.fetch(access('npm', web.origin), 'Tools', '2.0.0', folder, watch)
    return { ...watched, folder, fetching, response: await web.asked }
  }

  it('tells how long it is, and how much of it has come', async () => {
    const { told, until, fetching, response } = await slow()
    response.writeHead(200, { 'content-length': 9 })
    response.write('abcd')
    await until(4)
    response.end('efghi')
    expect(await fetching).toMatchObject({ ok: true, value: { fileName: 'Tools-2.0.0.tgz' } })
    expect(told).toEqual([9, 4, 9])
  })

  it('is of unknown length where the feed does not say it', async () => {
    const { told, until, fetching, response } = await slow()
    response.write('ab')
    await until(2)
    response.end('c')
    expect(await fetching).toMatchObject({ ok: true })
    expect(told).toEqual([null, 2, 3])
  })

  it('leaves nothing when it is given up', async () => {
    const { until, stop, folder, fetching, response } = await slow()
    const gone = new Promise(resolve => response.once('close', resolve))
    response.writeHead(200, { 'content-length': 9 })
    response.write('abcd')
    await until(4)
    stop.abort()
    expect(await fetching).toMatchObject({ ok: false, failure: { kind: 'cancelled' } })
    expect(await readdir(folder)).toEqual([])
    await gone
  })

  it('from a folder is given up alike', async () => {
    const [share, folder] = [await tempFolder(), await tempFolder()]
    await writeFile(join(share, 'Tools.2.0.0.zip'), Buffer.alloc(5_000_000))
    const { watch, stop, told } = watching()
    const fetched = await feeds.fetch(access('folder', share), 'Tools', '2.0.0', folder, {
      ...watch,
      reach: bytes => {
        watch.reach(bytes)
        stop.abort()
      }
    })
    expect(fetched).toMatchObject({ ok: false, failure: { kind: 'cancelled' } })
    expect(told[0]).toBe(5_000_000)
    expect(await readdir(folder)).toEqual([])
  })
})

describe('a NuGet feed', () => {
  it('has versions over several pages, without those that are not listed', async () => {
    const web = await serve(nugetPages)
    const feed = access('nuget', `${web.origin}/index.json`)
    expect(await versionsOf(feed, 'Shop.Web')).toEqual([
      { version: '1.0.0', publishedAt: Date.UTC(2024, 0, 1) },
      { version: '1.1.0', publishedAt: null }
    ])
    expect(await versionsOf(feed, 'Nope')).toEqual([])
    expect(must(await feeds.search(feed, 'shop', 5, signal))).toEqual([{ packageId: 'Shop.Web', latest: '1.1.0' }])
    expect(must(await feeds.test(feed, signal))).toBe('The service index answers.')
  })

  it('gives a package whose hash the catalogue has, and one without a hash', async () => {
    const feed = access('nuget', `${(await serve(nugetPages)).origin}/index.json`)
    expect(await fetched(feed, 'Shop.Web', '1.1.0')).toEqual(['shop.web.1.1.0.nupkg', 'shop 1.1.0'])
    expect(await fetched(feed, 'Shop.Web', '1.0')).toEqual(['shop.web.1.0.0.nupkg', 'shop 1.0.0'])
    expect(await refused(feed, 'Shop.Web', '3.0.0')).toEqual(['package-missing: The feed has no Shop.Web 3.0.0.', []])
  })

  it('is not believed when what comes has another hash', async () => {
    const feed = access('nuget', `${(await serve(origin => nugetPages(origin, 'tampered'))).origin}/index.json`)
    expect(await refused(feed, 'Shop.Web', '1.1.0')).toEqual([
      'feed-failed: What came of shop.web.1.1.0.nupkg does not match the sha512 that the feed gives for it.',
      []
    ])
  })

  it('without registrations has what lies there', async () => {
    const web = await serve(origin => ({
      ...nugetPages(origin),
      '/index.json': { json: { resources: [{ '@id': `${origin}/flat`, '@type': 'PackageBaseAddress/3.0.0' }] } }
    }))
    const feed = access('nuget', `${web.origin}/index.json`)
    expect((await versionsOf(feed, 'Shop.Web')).map(({ version }) => version)).toEqual(['1.0.0', '1.1.0'])
    expect(await fetched(feed, 'Shop.Web', '1.0.0')).toEqual(['shop.web.1.0.0.nupkg', 'shop 1.0.0'])
  })

  it.each([
    ['1.0', '1.0.0'],
    ['01.02.03.0', '1.2.3'],
    ['1.2.3.4-RC.1+build', '1.2.3.4-rc.1']
  ])('names %s like %s in its files', (version, named) => {
    expect(normalizedVersion(version)).toBe(named)
  })
})

describe('a registry of npm', () => {
  it('has packages of scopes, and gives them by the strongest of their hashes', async () => {
    const feed = access('npm', (await serve(npmPages)).origin)
    expect(await versionsOf(feed, '@shop/web')).toEqual([
      { version: '1.2.0', publishedAt: Date.UTC(2024, 4, 5, 10) },
      { version: '1.1.0', publishedAt: null }
    ])
    expect(await fetched(feed, '@shop/web', '1.2.0')).toEqual(['web-1.2.0.tgz', 'web 1.2.0'])
    expect(must(await feeds.search(feed, 'web', 3, signal))).toEqual([{ packageId: '@shop/web', latest: '1.2.0' }])
    expect(must(await feeds.test(feed, signal))).toBe('The registry answers.')
  })

  it('is not believed when what comes has another hash', async () => {
    const feed = access('npm', (await serve(npmPages)).origin)
    expect(await refused(feed, '@shop/web', '1.1.0')).toEqual([
      'feed-failed: What came of web-1.1.0.tgz does not match the sha1 that the feed gives for it.',
      []
    ])
    expect(fromIntegrity('md5-abc nonsense')).toBeNull()
  })
})

describe('a Maven repository', () => {
  it('gives what the project is packed as, by the hash beside it', async () => {
    const feed = access('maven', `${(await serve(() => mavenPages())).origin}/m2`)
    expect((await versionsOf(feed, 'org.example:shop')).map(({ version }) => version)).toEqual([
      '1.0',
      '2.0',
      '2.1-SNAPSHOT'
    ])
    expect(await fetched(feed, 'org.example:shop', '2.0')).toEqual(['shop-2.0.war', 'shop 2.0'])
    expect(await fetched(feed, 'org.example:shop:zip:dist', '1.0')).toEqual(['shop-1.0-dist.zip', 'shop dist'])
    expect(await fetched(feed, 'org.example:shop', '2.1-SNAPSHOT')).toEqual([
      'shop-2.1-20240505.101112-7.jar',
      'snapshot'
    ])
    expect(must(await feeds.search(feed, 'org.example:shop', 5, signal))).toEqual([
      { packageId: 'org.example:shop', latest: '2.0' }
    ])
    expect(await refused(feed, 'shop', '1.0')).toEqual([
      'feed-failed: “shop” is no id of a package in a Maven repository.',
      []
    ])
  })

  it('is not believed when what comes has another hash', async () => {
    const feed = access('maven', `${(await serve(() => mavenPages('tampered'))).origin}/m2/`)
    expect(await refused(feed, 'org.example:shop', '2.0')).toEqual([
      'feed-failed: What came of shop-2.0.war does not match the sha1 that the feed gives for it.',
      []
    ])
  })
})

describe('a feed on the web', () => {
  const login = { username: 'ada', secret: new Secret('pass') }
  const basic = `Basic ${Buffer.from('ada:pass').toString('base64')}`

  it('hears who logs in, and no other place does', async () => {
    const elsewhere = await serve(() => ({ '/web-1.2.0.tgz': 'web 1.2.0' }))
    const web = await serve(
      origin => ({ ...npmPages(origin), '/@shop/web/-/web-1.2.0.tgz': { to: `${elsewhere.origin}/web-1.2.0.tgz` } }),
      basic
    )
    const connected: string[] = []
    const onConnect = (address: string) => void connected.push(new URL(address).origin)
    const feed = access('npm', web.origin, { login, onConnect })
    expect(await fetched(feed, '@shop/web', '1.2.0')).toEqual(['web-1.2.0.tgz', 'web 1.2.0'])
    expect([web.logins, elsewhere.logins]).toEqual([[basic, basic], [undefined]])
    expect(connected).toEqual([web.origin, web.origin, elsewhere.origin])
    expect(await feeds.versions(access('npm', web.origin), '@shop/web', signal)).toMatchObject({
      ok: false,
      failure: { kind: 'feed-failed', message: `${web.origin} does not let Slipway in (401).` }
    })
  })

  it('takes a token where there is no user', async () => {
    const web = await serve(npmPages, 'Bearer pass')
    const feed = access('npm', web.origin, { login: { username: '', secret: new Secret('pass') } })
    expect(await versionsOf(feed, '@shop/web')).toHaveLength(2)
  })

  it('is reached through a proxy', async () => {
    const [web, proxy] = [await serve(npmPages), await startProxy()]
    onTestFinished(proxy.close)
    expect(await versionsOf(access('npm', web.origin, { proxy: proxy.origin }), '@shop/web')).toHaveLength(2)
    expect(proxy.requests).toEqual([`CONNECT 127.0.0.1:${web.port}`])
  })

  it.each([
    [{ '/index.json': 'no JSON' }, 'is not an index of packages'],
    [{ '/index.json': { json: {} } }, 'is not the service index of a NuGet v3 feed'],
    [{ '/index.json': { status: 503 } }, 'answered with 503'],
    [{ '/index.json': { to: '/index.json' } }, 'without end']
  ] as const)('says what is wrong with what it answers: %j', async (pages, words) => {
    const web = await serve(() => pages)
    const result = await feeds.test(access('nuget', `${web.origin}/index.json`), signal)
    expect(result.ok ? '' : `${result.failure.kind}: ${result.failure.message}`).toMatch(/^feed-failed: /)
    expect(result.ok ? '' : result.failure.message).toContain(words)
  })

  it('that is not there is told from one that takes too long to give up', async () => {
    const web = await serve(npmPages)
    await web.close()
    expect(await feeds.test(access('npm', web.origin), signal)).toMatchObject({
      ok: false,
      failure: { kind: 'feed-failed', message: `127.0.0.1:${web.port} refused the connection.` }
    })
    const given = AbortSignal.abort()
    expect(await feeds.test(access('npm', web.origin), given)).toMatchObject({ failure: { kind: 'cancelled' } })
  })
})

describe('a folder of packages', () => {
  it('has files flat and as NuGet puts them, and gives them by the hash beside them', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'shop.web', '1.1.0'), { recursive: true })
    await writeFile(join(folder, 'Shop.Web.1.0.0.zip'), 'one')
    await writeFile(join(folder, 'shop.web', '1.1.0', 'shop.web.1.1.0.nupkg'), 'two')
    await writeFile(join(folder, 'Tools.2.0.tar.gz'), 'tools')
    await writeFile(join(folder, 'readme.txt'), 'no package')
    const sum = createHash('sha256').update('one').digest('hex')
    await writeFile(join(folder, 'Shop.Web.1.0.0.zip.sha256'), `${sum}  Shop.Web.1.0.0.zip\n`)
    await writeFile(join(folder, 'Tools.2.0.tar.gz.sha256'), sum)
    const feed = access('folder', folder)
    expect(must(await feeds.test(feed, signal))).toBe('It has 3 files of 2 packages.')
    expect((await versionsOf(feed, 'SHOP.WEB')).map(({ version }) => version).sort()).toEqual(['1.0.0', '1.1.0'])
    expect(must(await feeds.search(feed, 'SHOP', 5, signal))).toEqual([{ packageId: 'Shop.Web', latest: '1.1.0' }])
    expect(await fetched(feed, 'Shop.Web', '1.0.0')).toEqual(['Shop.Web.1.0.0.zip', 'one'])
    expect(await fetched(feed, 'Shop.Web', '1.1.0')).toEqual(['shop.web.1.1.0.nupkg', 'two'])
    expect(await refused(feed, 'Tools', '2.0')).toEqual([
      'feed-failed: What came of Tools.2.0.tar.gz does not match the sha256 that the feed gives for it.',
      []
    ])
    expect(await feeds.test(access('folder', join(folder, 'gone')), signal)).toMatchObject({
      failure: { message: `The folder ${join(folder, 'gone')} does not exist.` }
    })
  })
})

import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { FeedKind } from '@shared/model/package'
import type { FeedAccess } from '@shared/packages/feed-transport'
import { startWeb, type TestWeb } from './web'

const digest = (algorithm: string, content: string, form: 'hex' | 'base64') =>
  createHash(algorithm).update(content).digest(form)

/** What lies at a path: text, JSON, somewhere else to look, a status alone, or what a test answers by itself. */
export type Page =
  | string
  | { readonly json: unknown }
  | { readonly to: string }
  | { readonly status: number }
  | { readonly answer: (response: ServerResponse) => void }

/** A web server with these pages, by path and query; `login` is the `Authorization` that it asks for. */
export async function startFeed(
  pages: (origin: string) => Readonly<Record<string, Page>>,
  login?: string
): Promise<TestWeb & { readonly logins: readonly (string | undefined)[] }> {
  const logins: (string | undefined)[] = []
  let known: Readonly<Record<string, Page>> = {}
  const web = await startWeb((request, response) => {
    logins.push(request.headers.authorization)
    if (login !== undefined && request.headers.authorization !== login) return void response.writeHead(401).end()
    const page = known[request.url ?? '']
    if (page === undefined) response.writeHead(404).end()
    else if (typeof page === 'string') response.end(page)
    else if ('json' in page) response.end(JSON.stringify(page.json))
    else if ('to' in page) response.writeHead(302, { location: page.to }).end()
    else if ('answer' in page) page.answer(response)
    else response.writeHead(page.status).end()
  })
  known = pages(web.origin)
  return { ...web, logins }
}

/** Shop.Web in NuGet's version 3, with an unlisted version, a page apart, and a hash in the catalogue. */
export const nugetPages = (origin: string, content = 'shop 1.1.0'): Readonly<Record<string, Page>> => ({
  '/index.json': {
    json: {
      version: '3.0.0',
      resources: [
        { '@id': `${origin}/flat/`, '@type': 'PackageBaseAddress/3.0.0' },
        { '@id': `${origin}/old-reg/`, '@type': 'RegistrationsBaseUrl' },
        { '@id': `${origin}/reg/`, '@type': ['RegistrationsBaseUrl/3.6.0'] },
        { '@id': `${origin}/query`, '@type': 'SearchQueryService' }
      ]
    }
  },
  '/reg/shop.web/index.json': {
    json: {
      items: [
        {
          '@id': `${origin}/reg/shop.web/page.json`,
          items: [
            { catalogEntry: { version: '1.0.0', published: '2024-01-01T00:00:00Z' } },
            { catalogEntry: { version: '1.0.1', listed: false } }
          ]
        },
        { '@id': `${origin}/reg/shop.web/page2.json` }
      ]
    }
  },
  '/reg/shop.web/page2.json': {
    json: {
      items: [
        {
          packageContent: `${origin}/flat/shop.web/1.1.0/shop.web.1.1.0.nupkg`,
          catalogEntry: { '@id': `${origin}/catalog/shop.web.1.1.0.json`, version: '1.1.0' }
        }
      ]
    }
  },
  '/catalog/shop.web.1.1.0.json': {
    json: { packageHash: digest('sha512', 'shop 1.1.0', 'base64'), packageHashAlgorithm: 'SHA512' }
  },
  '/flat/shop.web/index.json': { json: { versions: ['1.0.0', '1.1.0'] } },
  '/flat/shop.web/1.0.0/shop.web.1.0.0.nupkg': 'shop 1.0.0',
  '/flat/shop.web/1.1.0/shop.web.1.1.0.nupkg': content,
  '/query?q=shop&take=5&prerelease=true&semVerLevel=2.0.0': { json: { data: [{ id: 'Shop.Web', version: '1.1.0' }] } }
})

/** `@shop/web` in a registry of npm. */
export const npmPages = (origin: string, content = 'web 1.2.0'): Readonly<Record<string, Page>> => ({
  '/-/ping': { json: {} },
  '/@shop%2fweb': {
    json: {
      versions: {
        '1.2.0': {
          dist: {
            tarball: `${origin}/@shop/web/-/web-1.2.0.tgz`,
            integrity: `sha1-AAAA sha512-${digest('sha512', 'web 1.2.0', 'base64')}`,
            shasum: digest('sha1', 'web 1.2.0', 'hex')
          }
        },
        '1.1.0': { dist: { tarball: `${origin}/@shop/web/-/web-1.1.0.tgz`, shasum: digest('sha1', 'other', 'hex') } }
      },
      time: { created: '2024-01-01T00:00:00Z', '1.2.0': '2024-05-05T10:00:00Z' }
    }
  },
  '/@shop/web/-/web-1.2.0.tgz': content,
  '/@shop/web/-/web-1.1.0.tgz': 'web 1.1.0',
  '/-/v1/search?text=web&size=3': { json: { objects: [{ package: { name: '@shop/web', version: '1.2.0' } }] } }
})

/** A registry of npm whose `Tools` 2.0.0 comes as the test answers for it. */
export async function slowRegistry() {
  let ask: (response: ServerResponse) => void = () => undefined
  const asked = new Promise<ServerResponse>(resolve => {
    ask = resolve
  })
  const web = await startFeed(origin => ({
    '/-/v1/search?text=tools&size=30': { json: { objects: [{ package: { name: 'Tools', version: '2.0.0' } }] } },
    '/Tools': { json: { versions: { '2.0.0': { dist: { tarball: `${origin}/Tools/-/Tools-2.0.0.tgz` } } } } },
    '/Tools/-/Tools-2.0.0.tgz': { answer: ask }
  }))
  return { ...web, asked }
}

/** `org.example:shop` in a Maven repository below `/m2`: a war, with a snapshot. */
export const mavenPages = (content = 'shop 2.0'): Readonly<Record<string, Page>> => {
  const base = '/m2/org/example/shop'
  return {
    [`${base}/maven-metadata.xml`]:
      '<metadata><versioning><release>2.0</release><versions><version>1.0</version><!-- <version>9</version> --><version>2.0</version><version>2.1-SNAPSHOT</version></versions></versioning></metadata>',
    [`${base}/2.0/shop-2.0.pom`]:
      '<project><parent><packaging>jar</packaging></parent><packaging>war</packaging></project>',
    [`${base}/2.0/shop-2.0.war`]: content,
    [`${base}/2.0/shop-2.0.war.sha1`]: `${digest('sha1', 'shop 2.0', 'hex')}  shop-2.0.war\n`,
    [`${base}/1.0/shop-1.0-dist.zip`]: 'shop dist',
    [`${base}/2.1-SNAPSHOT/maven-metadata.xml`]:
      '<metadata><versioning><snapshot><timestamp>20240505.101112</timestamp><buildNumber>7</buildNumber></snapshot></versioning></metadata>',
    [`${base}/2.1-SNAPSHOT/shop-2.1-20240505.101112-7.jar`]: 'snapshot'
  }
}

/** A feed as it is asked, without login, proxy and authorities. */
export const access = (kind: FeedKind, location: string, changes: Partial<FeedAccess> = {}): FeedAccess => ({
  kind,
  location,
  login: null,
  proxy: null,
  caFile: null,
  onConnect: () => undefined,
  ...changes
})

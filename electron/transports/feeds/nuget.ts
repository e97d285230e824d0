import { join } from 'node:path'
import type { FeedVersion } from '@shared/packages/feed-transport'
import { fail, ok, type Result } from '@shared/result'
import { compareVersions } from '@shared/versions'
import { notThere, strangeAnswer } from './failures'
import { type FeedDialect, listIn, member, momentOf, textIn } from './feed'
import { fromBase64, type Promised } from './hashes'
import { type FeedWeb, withWeb } from './web'

/** What the service index leads to; the first that is there counts. */
const kinds = {
  registrations: [
    'RegistrationsBaseUrl/3.6.0',
    'RegistrationsBaseUrl/Versioned',
    'RegistrationsBaseUrl/3.4.0',
    'RegistrationsBaseUrl'
  ],
  content: ['PackageBaseAddress/3.0.0'],
  search: [
    'SearchQueryService/3.5.0',
    'SearchQueryService/3.0.0-rc',
    'SearchQueryService/3.0.0-beta',
    'SearchQueryService'
  ]
} as const

type Services = Readonly<Record<keyof typeof kinds, string | null>>

/** The pages of a package's registration that are read. */
const mostPages = 300

async function servicesOf(web: FeedWeb, index: string): Promise<Result<Services>> {
  const found = await web.json(index)
  if (!found.ok) return found
  const resources = listIn(found.value, 'resources')
  const first = (types: readonly string[]): string | null => {
    for (const type of types) {
      const resource = resources.find(item => [member(item, '@type')].flat().includes(type))
      const address = textIn(resource, '@id')
      if (address !== null) return address.replace(/\/*$/, '/')
    }
    return null
  }
  if (resources.length === 0) return fail(strangeAnswer(index, 'the service index of a NuGet v3 feed'))
  return ok({ registrations: first(kinds.registrations), content: first(kinds.content), search: first(kinds.search) })
}

/** One version in a registration. */
interface Leaf extends FeedVersion {
  readonly content: string | null
  /** The address of its entry in the catalogue, which may give its hash. */
  readonly entry: string | null
  readonly promised: Promised | null
  readonly isListed: boolean
}

/** Every version in a registration; null where there is no registration to ask. */
async function leavesOf(web: FeedWeb, services: Services, packageId: string): Promise<Result<readonly Leaf[] | null>> {
  if (services.registrations === null) return ok(null)
  const index = await web.json(`${services.registrations}${packageId.toLowerCase()}/index.json`)
  if (!index.ok) return index
  const leaves: Leaf[] = []
  for (const page of listIn(index.value, 'items').slice(0, mostPages)) {
    const address = textIn(page, '@id')
    const whole = Array.isArray(member(page, 'items')) || address === null ? ok(page) : await web.json(address)
    if (!whole.ok) return whole
    leaves.push(...listIn(whole.value, 'items').flatMap(leafOf))
  }
  return ok(leaves)
}

function leafOf(item: unknown): readonly Leaf[] {
  const entry = member(item, 'catalogEntry')
  const version = textIn(entry, 'version')
  if (version === null) return []
  return [
    {
      version,
      publishedAt: momentOf(textIn(entry, 'published')),
      content: textIn(item, 'packageContent') ?? textIn(entry, 'packageContent'),
      entry: textIn(entry, '@id'),
      promised: hashIn(entry),
      isListed: member(entry, 'listed') !== false
    }
  ]
}

const hashIn = (entry: unknown): Promised | null => {
  const hash = textIn(entry, 'packageHash')
  return hash === null ? null : fromBase64((textIn(entry, 'packageHashAlgorithm') ?? 'SHA512').toLowerCase(), hash)
}

/** The versions that lie there, where nothing tells more of them. */
async function plainVersions(
  web: FeedWeb,
  services: Services,
  packageId: string
): Promise<Result<readonly FeedVersion[]>> {
  if (services.content === null) return ok([])
  const found = await web.json(`${services.content}${packageId.toLowerCase()}/index.json`)
  if (!found.ok) return found
  const versions = listIn(found.value, 'versions').filter(item => typeof item === 'string')
  return ok(versions.map(version => ({ version, publishedAt: null })))
}

/** As NuGet names files: at least three numbers without leading zeros, no fourth that is 0, and no metadata. */
export function normalizedVersion(version: string): string {
  const [, core = '', label = ''] = /^v?(\d+(?:\.\d+)*)(-[^+]*)?/.exec(version.trim()) ?? []
  const numbers = core.split('.').map(part => String(Number(part)))
  while (numbers.length < 3) numbers.push('0')
  if (numbers.length === 4 && numbers[3] === '0') numbers.pop()
  return `${numbers.join('.')}${label}`.toLowerCase()
}

/** The hash that the catalogue has of a package, where the registration has none. */
async function promiseOf(web: FeedWeb, { promised, entry }: Leaf): Promise<Promised | null> {
  if (promised !== null || entry === null || !/^https?:/.test(entry)) return promised
  const found = await web.json(entry)
  return found.ok ? hashIn(found.value) : null
}

/** A feed of NuGet's version 3, by the address of its service index. */
export const nugetFeed: FeedDialect = {
  test: (access, signal) =>
    withWeb(access, signal, async web => {
      const services = await servicesOf(web, access.location)
      return services.ok ? ok('The service index answers.') : services
    }),

  search: (access, text, take, signal) =>
    withWeb(access, signal, async web => {
      const services = await servicesOf(web, access.location)
      if (!services.ok) return services
      if (services.value.search === null) return ok([])
      const query = `?q=${encodeURIComponent(text)}&take=${take}&prerelease=true&semVerLevel=2.0.0`
      const found = await web.json(`${services.value.search.replace(/\/$/, '')}${query}`)
      if (!found.ok) return found
      return ok(
        listIn(found.value, 'data').flatMap(item => {
          const id = textIn(item, 'id')
          return id === null ? [] : [{ packageId: id, latest: textIn(item, 'version') }]
        })
      )
    }),

  versions: (access, packageId, signal) =>
    withWeb(access, signal, async web => {
      const services = await servicesOf(web, access.location)
      if (!services.ok) return services
      const leaves = await leavesOf(web, services.value, packageId)
      if (!leaves.ok) return leaves
      if (leaves.value === null) return plainVersions(web, services.value, packageId)
      const listed = leaves.value.filter(leaf => leaf.isListed)
      return ok(listed.map(({ version, publishedAt }) => ({ version, publishedAt })))
    }),

  fetch: (access, packageId, version, folder, watch) =>
    withWeb(access, watch.signal, async web => {
      const services = await servicesOf(web, access.location)
      if (!services.ok) return services
      const leaves = await leavesOf(web, services.value, packageId)
      if (!leaves.ok) return leaves
      const leaf = leaves.value?.find(item => compareVersions('semver', item.version, version) === 0)
      const [id, normalized] = [packageId.toLowerCase(), normalizedVersion(version)]
      const fileName = `${id}.${normalized}.nupkg`
      const { content } = services.value
      const url = leaf?.content ?? (content === null ? null : `${content}${id}/${normalized}/${fileName}`)
      if (url === null || !URL.canParse(url)) return notThere(packageId, version)
      const path = join(folder, 'package')
      const came = await web.download(url, path, leaf ? await promiseOf(web, leaf) : null, watch)
      if (!came.ok) return came
      return came.value ? ok({ path, fileName }) : notThere(packageId, version)
    })
}

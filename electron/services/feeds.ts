import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Output, Parsed } from '@shared/api'
import { type Failure, invalid, notFound } from '@shared/failure'
import type { FeedView } from '@shared/feed-calls'
import type { FeedId } from '@shared/ids'
import { packageSlots } from '@shared/model/action'
import type { Feed, FeedTest } from '@shared/model/feed'
import type { PackageRecord } from '@shared/model/package'
import { allActions, type Step } from '@shared/model/process'
import { sameName } from '@shared/model/text'
import type { FeedAccess, FeedTransport, FeedVersion } from '@shared/packages/feed-transport'
import { schemeOf } from '@shared/packages/slots'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import { newestFirst } from '@shared/versions'
import { webPlace } from '@shared/web-place'
import type { Field } from './audit-changes'
import { type Audited, draftsOf } from './audit-drafts'
import type { ServiceContext } from './context'
import type { ImportWatch, WatchedImport } from './import-progress'
import type { Network } from './network'
import { packageTitle } from './package-failures'
import type { FeedSource, IsThere } from './release-packages'
import { byName, inUse, nameTaken } from './rules'
import type { createSettings } from './settings'

/** A file that was fetched, to be taken into the repository. */
export interface Fetched {
  readonly path: string
  readonly fileName: string
  readonly packageId: string
  readonly version: string
  readonly feed: Pick<Feed, 'id' | 'name'>
}

interface Options {
  readonly transport: FeedTransport
  readonly settings: Pick<ReturnType<typeof createSettings>, 'current'>
  readonly network: Pick<Network, 'expect'>
  readonly isThere: IsThere
  /** Looks into the file and keeps it. */
  readonly keep: (fetched: Fetched, watch: ImportWatch) => Promise<Result<PackageRecord>>
  /** Begins to tell how a fetch goes. */
  readonly watchFetch: (feed: Fetched['feed']) => WatchedImport
  /** Hears of what a person fetched; what a release brings along is not meant. */
  readonly arrived: (record: PackageRecord) => void
}

type Typed = Parsed<'feed.save'>['feed']

/** Other places that packages come from. Their passwords go into the vault and never come back out of here. */
export function createFeeds(
  context: ServiceContext,
  { transport, settings, network, isThere, keep, watchFetch, arrived }: Options
) {
  const { store, newId, publish, exclusive } = context
  const { feeds, vault } = store
  const stop = new AbortController()
  const changed = () => publish({ type: 'catalog.changed', entity: 'feed' })
  /** What is being fetched, so that nobody fetches the same twice. */
  const fetching = new Map<string, Promise<Result<PackageRecord>>>()

  const offBecause = ({ kind }: Feed): string | null =>
    kind !== 'folder' && settings.current().isAirGapped ? 'The air gap is on.' : null

  const viewOf = ({ password, ...feed }: Feed): FeedView => ({
    ...feed,
    hasPassword: password !== null,
    offBecause: offBecause({ password, ...feed })
  })

  /** A feed as it is asked, unless the air gap keeps it from that. */
  const accessTo = async (id: FeedId): Promise<Result<{ readonly feed: Feed; readonly access: FeedAccess }>> => {
    const feed = feeds.get(id)
    if (!feed) return fail(notFound('feed', id))
    if (offBecause(feed) !== null) return fail(gapped(feed))
    const secret = feed.password === null ? ok(null) : await vault.open(feed.password)
    if (!secret.ok) return secret
    const { kind, location, username, proxy, caFile } = feed
    const why = `feed “${feed.name}”`
    const onConnect = (address: string) => {
      const place = webPlace(address)
      if (place !== null) network.expect({ ...place, why })
    }
    const login = secret.value === null ? null : { username, secret: secret.value }
    return ok({ feed, access: { kind, location, login, proxy: proxy || null, caFile: caFile || null, onConnect } })
  }

  const versions = async (id: FeedId, packageId: string, take: number): Promise<Result<readonly FeedVersion[]>> => {
    const found = await accessTo(id)
    if (!found.ok) return found
    const answer = await transport.versions(found.value.access, packageId, stop.signal)
    if (!answer.ok) return fail(ofFeed(found.value.feed, answer.failure))
    const newest = newestFirst(schemeOf(found.value.feed.kind))
    return ok([...answer.value].sort((a, b) => newest(a.version, b.version)).slice(0, take))
  }

  const fetchNow = async (id: FeedId, packageId: string, version: string): Promise<Result<PackageRecord>> => {
    const found = await accessTo(id)
    if (!found.ok) return found
    const { feed, access } = found.value
    const from = { id: feed.id, name: feed.name }
    const folder = await mkdtemp(join(tmpdir(), 'slipway-feed-'))
    const watched = watchFetch(from)
    const { signal, begin, reach } = watched.watch(packageTitle({ packageId, version }), 0)
    try {
      begin('fetching', 0)
      const file = await transport.fetch(access, packageId, version, folder, {
        signal,
        begin: total => begin('fetching', total ?? 0),
        reach
      })
      if (!file.ok) return fail(ofFeed(feed, file.failure))
      return await keep({ ...file.value, packageId, version, feed: from }, { signal, begin, reach })
    } finally {
      watched.end()
      await rm(folder, { recursive: true, force: true })
    }
  }

  const here = (packageId: string, version: string): PackageRecord | undefined =>
    store.packages.all().find(item => sameName(item.packageId, packageId) && sameName(item.version, version))

  const fetch = async (id: FeedId, packageId: string, version: string): Promise<Result<PackageRecord>> => {
    const known = here(packageId, version)
    if (known && (await isThere(known.sha256))) return ok(known)
    const key = `${id} ${packageId.toLowerCase()} ${version.toLowerCase()}`
    const running = fetching.get(key) ?? fetchNow(id, packageId, version).finally(() => fetching.delete(key))
    fetching.set(key, running)
    return running
  }

  const save = async (id: FeedId | null, input: Typed): Promise<Result<FeedView>> => {
    const current = id === null ? undefined : feeds.get(id)
    if (id !== null && !current) return fail(notFound('feed', id))
    const refused =
      nameTaken('a feed', feeds.all(), input.name, 'feed.name', current?.id) ?? needsPassword(input, current)
    if (refused) return fail(refused)
    const { password: typed, ...fields } = input
    const kept = typed === null ? (current?.password ?? null) : null
    const password = typed === null || typed === '' ? kept : await vault.put(new Secret(typed))
    const record: Feed = { id: current?.id ?? newId('feed'), ...fields, password }
    await store.commit([feeds.putting(record)], draftsOf(audit, current ?? null, record))
    if (current?.password && current.password !== password) await vault.remove(current.password)
    changed()
    return ok(viewOf(record))
  }

  return {
    /** What releases ask. */
    source: { about: id => feeds.get(id) ?? null, versions, fetch } satisfies FeedSource,

    list: async (): Promise<Result<readonly FeedView[]>> => ok(byName(feeds.all()).map(viewOf)),

    save: (id: FeedId | null, input: Typed): Promise<Result<FeedView>> => exclusive(() => save(id, input)),

    remove: (id: FeedId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = feeds.get(id)
        if (!current) return fail(notFound('feed', id))
        const users = usersOf(context, id)
        if (users.length > 0)
          return fail(inUse(`The feed “${current.name}”`, users, 'Have their packages come from elsewhere first.'))
        await store.commit([feeds.removing(id)], draftsOf(audit, current, null))
        if (current.password) await vault.remove(current.password)
        changed()
        return ok(null)
      }),

    test: async (id: FeedId): Promise<Result<FeedTest>> => {
      const found = await accessTo(id)
      const answer = found.ok ? await transport.test(found.value.access, stop.signal) : found
      if (answer.ok) return ok({ ok: true, message: answer.value, remedy: '' })
      const { kind, message, remedy } = answer.failure
      return kind === 'not-found' ? answer : ok({ ok: false, message, remedy })
    },

    search: async (id: FeedId | null, text: string, take: number): Promise<Result<Output<'feed.search'>>> => {
      if (id === null) return ok(searchHere(store.packages.all(), text).slice(0, take))
      const found = await accessTo(id)
      if (!found.ok) return found
      const answer = await transport.search(found.value.access, text, take, stop.signal)
      return answer.ok ? ok(answer.value.slice(0, take)) : fail(ofFeed(found.value.feed, answer.failure))
    },

    versions: async (id: FeedId | null, packageId: string, take: number): Promise<Result<readonly FeedVersion[]>> => {
      if (id !== null) return versions(id, packageId, take)
      const own = store.packages.all().filter(item => sameName(item.packageId, packageId))
      const newest = newestFirst('semver')
      const sorted = own.sort((a, b) => newest(a.version, b.version)).slice(0, take)
      return ok(sorted.map(({ version, importedAt }) => ({ version, publishedAt: importedAt })))
    },

    fetch: async (id: FeedId, packageId: string, version: string): Promise<Result<PackageRecord>> => {
      const isNew = here(packageId, version) === undefined
      const fetched = await fetch(id, packageId, version)
      if (fetched.ok && isNew) arrived(fetched.value)
      return fetched
    },

    /** Gives up what is asked, because the workspace is being closed. */
    stop: (): void => stop.abort()
  }
}

function searchHere(packages: readonly PackageRecord[], text: string): Output<'feed.search'> {
  const newest = newestFirst('semver')
  const found = new Map<string, PackageRecord>()
  for (const item of packages) {
    const key = item.packageId.toLowerCase()
    const known = found.get(key)
    if (key.includes(text.trim().toLowerCase()) && (!known || newest(item.version, known.version) < 0))
      found.set(key, item)
  }
  return [...found.values()]
    .sort((a, b) => a.packageId.localeCompare(b.packageId, 'en'))
    .map(({ packageId, version }) => ({ packageId, latest: version }))
}

/**
 * Why a password has to be typed. A stored one goes only to the server and for the user that it was given for: else
 * whoever can save feeds could have it sent elsewhere.
 */
function needsPassword({ kind, location, username, proxy, password }: Typed, current?: Feed): Failure | null {
  if (password !== null || !current || current.password === null) return null
  const place = (of: Pick<Feed, 'kind' | 'location'>) =>
    of.kind === 'folder' || !URL.canParse(of.location) ? of.location : new URL(of.location).origin
  const isSame =
    current.kind === kind &&
    place(current) === place({ kind, location }) &&
    current.username === username &&
    current.proxy === proxy
  if (isSame) return null
  return invalid(
    'feed.password',
    'must be given, because the server, the user or the proxy are others than before',
    'Type the password again, or remove it.'
  )
}

/** The steps that take packages from a feed, in words. */
function usersOf({ store }: Pick<ServiceContext, 'store'>, id: FeedId): readonly string[] {
  const uses = (steps: readonly Step[]) =>
    allActions(steps).some(({ action }) => packageSlots(action).some(({ feedId }) => feedId === id))
  const projects = byName(store.projects.all().filter(({ id: own }) => uses(store.processes.get(own)?.steps ?? [])))
  const runbooks = byName(store.runbooks.all().filter(({ steps }) => uses(steps)))
  return [
    ...projects.map(({ name }) => `the process of “${name}”`),
    ...runbooks.map(({ name }) => `the runbook “${name}”`)
  ]
}

const gapped = ({ name }: Feed): Failure => ({
  kind: 'air-gapped',
  message: `The air gap is on, and the feed “${name}” cannot be asked.`,
  remedy: 'Turn the air gap off in Settings → Network, or use what is in the repository already.'
})

/** The same with the feed's name in front, because several may be asked at a time. */
const ofFeed = ({ name }: Feed, failure: Failure): Failure =>
  failure.kind === 'cancelled' ? failure : { ...failure, message: `Feed “${name}”: ${failure.message}` }

const kindWords = { folder: 'folder', nuget: 'NuGet', maven: 'Maven', npm: 'npm' } as const

const fields: readonly Field<Feed>[] = [
  { name: 'Name', of: ({ name }) => name },
  { name: 'Kind', of: ({ kind }) => kindWords[kind] },
  { name: 'Location', of: ({ location }) => location },
  { name: 'User', of: ({ username }) => username },
  { name: 'Password', of: ({ password }) => ({ secret: password }) },
  { name: 'Proxy', of: ({ proxy }) => proxy },
  { name: 'CA file', of: ({ caFile }) => caFile }
]

const audit: Audited<Feed> = { kind: 'feed', word: 'feed', fields }

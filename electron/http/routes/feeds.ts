import type { FeedView } from '@shared/feed-calls'
import { created, done, refused } from '../answer'
import { filtered, pageOf } from '../paging'
import { findIn, present, type SpaceHandler, type SpaceRequest } from '../request'
import { builtInFeedResource, feedInputOf, feedResource, feedTypes } from '../resources/feed'
import type { Route } from '../router'
import { builtInFeedId } from '../wire-ids'
import { deleted } from './listing'

/** The repository, which is no feed here but the first one of Octopus, or a feed. */
type Listed = FeedView | null

const idOf = (feed: Listed): string => feed?.id ?? builtInFeedId
const nameOf = (feed: Listed): string => feed?.name ?? 'Octopus Server (built-in)'
const typeOf = (feed: Listed): string => (feed === null ? 'BuiltIn' : feedTypes[feed.kind])

const shown = ({ space }: SpaceRequest, feed: Listed) =>
  feed === null ? builtInFeedResource(space) : feedResource(space, feed)

const all = async ({ ask }: SpaceRequest): Promise<readonly Listed[]> => [null, ...(await ask('feed.list', {}))]

async function named(request: SpaceRequest): Promise<Listed> {
  const text = request.params.id ?? ''
  const items = (await all(request)).map(feed => ({ feed, id: idOf(feed), name: nameOf(feed) }))
  return present(
    findIn(items, text, ({ id }) => id),
    'feed',
    text
  ).feed
}

const list: SpaceHandler = async request => {
  const type = request.query.text('feedType')?.toLowerCase()
  const wanted = filtered(await all(request), request.query, feed => ({ id: idOf(feed), name: nameOf(feed) })).filter(
    feed => type === undefined || typeOf(feed).toLowerCase() === type
  )
  return done(await pageOf('Feed', wanted, request.query, feed => shown(request, feed)))
}

const get: SpaceHandler = async request => done(shown(request, await named(request)))

const create: SpaceHandler = async request => {
  const feed = feedInputOf(await request.fields(), null)
  return created(feedResource(request.space, await request.ask('feed.save', { id: null, feed })))
}

const theRepository = refused(400, 'The built-in feed is the repository of the workspace and stays as it is.')

const modify: SpaceHandler = async request => {
  const before = await named(request)
  if (before === null) return theRepository
  const feed = feedInputOf(await request.fields(), before)
  return done(feedResource(request.space, await request.ask('feed.save', { id: before.id, feed })))
}

const remove: SpaceHandler = async request => {
  const feed = await named(request)
  if (feed === null) return theRepository
  await request.ask('feed.remove', { id: feed.id })
  return deleted
}

export const feedRoutes: readonly Route<SpaceHandler>[] = [
  { method: 'GET', pattern: 'feeds', handle: list },
  { method: 'POST', pattern: 'feeds', handle: create },
  { method: 'GET', pattern: 'feeds/:id', handle: get },
  { method: 'PUT', pattern: 'feeds/:id', handle: modify },
  { method: 'DELETE', pattern: 'feeds/:id', handle: remove }
]

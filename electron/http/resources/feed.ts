import type { FeedView } from '@shared/feed-calls'
import type { FeedInput } from '@shared/model/feed'
import type { FeedKind } from '@shared/model/package'
import type { Fields } from '../fields'
import { refuse, type Space } from '../request'
import { type JsonObject, slugOf } from '../wire'
import { builtInFeedId } from '../wire-ids'
import { inSpace } from './common'

/** Octopus has no feed of a folder; clients are told of it by a word of its own. */
export const feedTypes: Readonly<Record<FeedKind, string>> = {
  folder: 'Folder',
  nuget: 'NuGet',
  maven: 'Maven',
  npm: 'Npm'
}

const common = { PackageAcquisitionLocationOptions: ['Server'], DownloadAttempts: 1, DownloadRetryBackoffSeconds: 0 }

export const builtInFeedResource = (space: Space): JsonObject => ({
  ...inSpace(space, 'feeds', builtInFeedId),
  Name: 'Octopus Server (built-in)',
  Slug: 'octopus-server-built-in',
  FeedType: 'BuiltIn',
  DeleteUnreleasedPackagesAfterDays: null,
  ...common
})

export const feedResource = (space: Space, feed: FeedView): JsonObject => ({
  ...inSpace(space, 'feeds', feed.id),
  Name: feed.name,
  Slug: slugOf(feed.name),
  FeedType: feedTypes[feed.kind],
  FeedUri: feed.location,
  Username: feed.username,
  Password: { HasValue: feed.hasPassword, NewValue: null },
  ...common
})

/** @param before what it is now; null for a new one */
export function feedInputOf(fields: Fields, before: FeedView | null): FeedInput {
  const wanted = fields.text('FeedType') ?? (before === null ? '' : feedTypes[before.kind])
  const kind = (Object.keys(feedTypes) as FeedKind[]).find(
    item => feedTypes[item].toLowerCase() === wanted.toLowerCase()
  )
  if (kind === undefined)
    refuse(
      'FeedType',
      `Slipway asks no feeds of the type “${wanted}”.`,
      `It knows ${Object.values(feedTypes).join(', ')}.`
    )
  const password = fields.object('Password')
  return {
    name: fields.needed('Name'),
    kind,
    location: fields.text('FeedUri') ?? before?.location ?? '',
    username: fields.words('Username') ?? before?.username ?? '',
    proxy: before?.proxy ?? '',
    caFile: before?.caFile ?? '',
    password: password?.text('NewValue') ?? (password?.flag('HasValue') === false ? '' : null)
  }
}

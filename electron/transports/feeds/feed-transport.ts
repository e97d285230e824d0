import type { FeedKind } from '@shared/model/package'
import type { FeedTransport } from '@shared/packages/feed-transport'
import type { FeedDialect } from './feed'
import { folderFeed } from './folder'
import { mavenFeed } from './maven'
import { npmFeed } from './npm'
import { nugetFeed } from './nuget'

const dialects: Readonly<Record<FeedKind, FeedDialect>> = {
  folder: folderFeed,
  nuget: nugetFeed,
  maven: mavenFeed,
  npm: npmFeed
}

/** Asks feeds of every kind, each by its own rules. */
export const createFeedTransport = (): FeedTransport => ({
  test: (access, signal) => dialects[access.kind].test(access, signal),
  search: (access, ...rest) => dialects[access.kind].search(access, ...rest),
  versions: (access, ...rest) => dialects[access.kind].versions(access, ...rest),
  fetch: (access, ...rest) => dialects[access.kind].fetch(access, ...rest)
})

import { z } from 'zod'
import { call } from './call'
import * as ids from './ids'
import { type Feed, type FeedTest, feedInput } from './model/feed'
import { type PackageRecord, packageName, packageVersion } from './model/package'

export const feedCalls = {
  'feed.list': call(z.strictObject({})).returns<readonly FeedView[]>(),
  'feed.save': call(z.strictObject({ id: ids.feedId.nullable(), feed: feedInput })).returns<FeedView>(),
  'feed.remove': call(z.strictObject({ id: ids.feedId })).returns<null>(),
  'feed.test': call(z.strictObject({ id: ids.feedId })).returns<FeedTest>(),
  /** Ids of packages that contain the text. */
  'feed.search': call(
    z.strictObject({
      id: ids.feedId.nullable(),
      text: z.string().max(200),
      take: z.number().int().min(1).max(200).default(30)
    })
  ).returns<readonly { readonly packageId: string; readonly latest: string | null }[]>(),
  /** Newest first, by the order of the feed's kind of versions. Null is the repository. */
  'feed.versions': call(
    z.strictObject({
      id: ids.feedId.nullable(),
      packageId: packageName,
      take: z.number().int().min(1).max(1000).default(100)
    })
  ).returns<readonly { readonly version: string; readonly publishedAt: number | null }[]>(),
  /** Takes a version into the repository. */
  'feed.fetch': call(
    z.strictObject({ id: ids.feedId, packageId: packageName, version: packageVersion })
  ).returns<PackageRecord>()
}

/** A feed as screens see it: no secret, only whether there is one. */
export type FeedView = Omit<Feed, 'password'> & {
  readonly hasPassword: boolean
  /** Why it cannot be asked now, such as the air gap; null where it can. */
  readonly offBecause: string | null
}

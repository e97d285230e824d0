import { releasesBetween } from '@shared/comparison/releases-between'
import type { Release } from '@shared/model/release'
import type { Store } from '../store/store'
import { channelOfRelease, releasesIn } from './project-channels'

/** The releases of its channel that come along with `after` where `before` is, the newest first: itself, and those in between. */
export function changesSince(
  store: Pick<Store, 'channels' | 'releases'>,
  before: Pick<Release, 'version'> | null,
  after: Release
): readonly Release[] {
  const channel = channelOfRelease(store, after)
  return releasesBetween(before, after, channel === null ? [] : releasesIn(store, channel))
}

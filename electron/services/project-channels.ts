import type { ChannelId, ProjectId } from '@shared/ids'
import type { Channel } from '@shared/model/channel'
import { isOfProject, type Release } from '@shared/model/release'
import type { Store } from '../store/store'
import { byName } from './rules'

/** What the channel is called that every project begins with. */
export const firstChannelName = 'Default'

type ChannelStore = Pick<Store, 'channels'>

/** The channels of a project: the default one first, then by name. */
export function channelsOf({ channels }: ChannelStore, projectId: ProjectId): readonly Channel[] {
  const own = byName(channels.all().filter(channel => channel.projectId === projectId))
  return [...own.filter(({ isDefault }) => isDefault), ...own.filter(({ isDefault }) => !isDefault)]
}

/** The channel of releases that name none; null only before `ensureDefaults`, in a workspace of an older version. */
export const defaultChannelOf = ({ channels }: ChannelStore, projectId: ProjectId): Channel | null =>
  channels.all().find(channel => channel.projectId === projectId && channel.isDefault) ?? null

/** A channel of a project; null where there is none with that id. */
export function channelIn({ channels }: ChannelStore, projectId: ProjectId, id: ChannelId): Channel | null {
  const channel = channels.get(id)
  return channel?.projectId === projectId ? channel : null
}

/** The channel of a release: its own, or the default one. Null for the snapshot of a runbook, which has none. */
export function channelOfRelease(
  store: ChannelStore,
  release: Pick<Release, 'projectId' | 'channelId' | 'runbook'>
): Channel | null {
  if (!isOfProject(release)) return null
  const own = release.channelId === undefined ? null : channelIn(store, release.projectId, release.channelId)
  return own ?? defaultChannelOf(store, release.projectId)
}

/** The releases of a channel, oldest first. */
export function releasesIn(store: Pick<Store, 'channels' | 'releases'>, channel: Channel): readonly Release[] {
  const others = new Set<string | undefined>(
    channelsOf(store, channel.projectId).flatMap(({ id }) => (id === channel.id ? [] : [id]))
  )
  const isIn = ({ channelId }: Release): boolean =>
    channel.isDefault ? !others.has(channelId) : channelId === channel.id
  return store.releases
    .all()
    .filter(release => release.projectId === channel.projectId && isOfProject(release) && isIn(release))
}

import type { Channel } from '@shared/model/channel'
import type { Project } from '@shared/model/project'
import { done } from '../answer'
import { filtered, pageOf } from '../paging'
import type { SpaceHandler, SpaceRequest } from '../request'
import { channelResource } from '../resources/channel'
import type { Route } from '../router'
import { type Listing, readingRoutes } from './listing'
import { projectNamed, projects } from './projects'

const channelsOf = ({ ask }: SpaceRequest, { id: projectId }: Project): Promise<readonly Channel[]> =>
  ask('channel.list', { projectId })

const channels: Listing<Channel> = {
  path: 'channels',
  itemType: 'Channel',
  what: 'channel',
  idOf: ({ id }) => id,
  all: async request => {
    const found: Channel[] = []
    for (const project of await projects.all(request)) found.push(...(await channelsOf(request, project)))
    return found
  },
  shown: async (channel, { space, ask }) => {
    const { steps } = await ask('process.get', { projectId: channel.projectId })
    return channelResource(space, channel, steps)
  }
}

const listOfProject: SpaceHandler = async request => {
  const project = await projectNamed(request, request.params.project ?? '')
  const wanted = filtered(await channelsOf(request, project), request.query, ({ id, name }) => ({ id, name }))
  return done(await pageOf(channels.itemType, wanted, request.query, channel => channels.shown(channel, request)))
}

export const channelRoutes: readonly Route<SpaceHandler>[] = [
  ...readingRoutes(channels),
  { method: 'GET', pattern: 'projects/:project/channels', handle: listOfProject }
]

import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { done } from '../answer'
import { cannot, type RootHandler, type SpaceHandler } from '../request'
import { serverResource, spaceRootResource, userResource } from '../resources/server'
import type { Route } from '../router'

/** Which installation it is, as a UUID; the same for a person on a machine, and made up of nothing else. */
function installationId(user: string): string {
  const hash = createHash('sha256').update(`slipway ${hostname()} ${user}`).digest('hex')
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-')
}

export const openServerRoutes: readonly Route<RootHandler>[] = [
  {
    method: 'GET',
    pattern: '',
    handle: async ({ options }) =>
      done(serverResource({ slipway: options.versions.slipway, installation: installationId(options.user) }))
  }
]

const me: RootHandler = async ({ options }) => done(userResource(options.user))

export const rootServerRoutes: readonly Route<RootHandler>[] = [
  { method: 'GET', pattern: 'users/me', handle: me },
  { method: 'GET', pattern: 'users/Users-1', handle: me },
  // Clients ask for capabilities by name before they use what not every server has; none is claimed.
  { method: 'GET', pattern: 'capabilities', handle: async () => done({ Capabilities: [] }) }
]

const noGit = 'Slipway keeps projects in its workspace, not in Git.'

export const spaceServerRoutes: readonly Route<SpaceHandler>[] = [
  { method: 'GET', pattern: '', handle: async ({ space }) => done(spaceRootResource(space)) },
  { method: 'POST', pattern: 'runbook-runs/git/create/v1', handle: cannot(400, noGit) },
  {
    method: 'POST',
    pattern: 'build-information',
    handle: cannot(400, 'Slipway keeps no build information. Put what matters of it into the notes of the release.')
  }
]

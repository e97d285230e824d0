import { join } from 'node:path'
import { FailureError } from '@shared/failure-error'
import { fail, ok, type Result } from '@shared/result'
import type { WorkspaceInfo, WorkspaceKey, WorkspaceKind } from '@shared/workspace'
import { finishRestore } from '../store/backup/restore'
import { workspacesFolder } from '../store/workspace-list'
import { actingAlone } from './audit-trail'
import type { Publish } from './context'
import { hereHost, hereInDemo } from './demo-here'
import type { Recovery } from './deployment-recovery'
import { noticesOf } from './notices'
import type { DemoServers, ServicePorts, WorkspacePlace } from './ports'
import { createServices, type Services } from './workspace'
import type { Share } from './workspace-sharing'

/** Services over the same records, with other ports, that nobody hears of: for what lies in the past. */
export type InThePast = (change: (ports: ServicePorts) => Partial<ServicePorts>) => Services

/** What the demo workspace holds; `fill` makes it in an empty workspace and `refresh` points it at the servers of today. */
export interface DemoContent {
  readonly hosts: readonly string[]
  fill(services: Services, servers: DemoServers, inThePast: InThePast): Promise<Result<null>>
  refresh(services: Services, servers: DemoServers): Promise<Result<null>>
}

/** A workspace that is open. */
export interface OpenWorkspace {
  readonly services: Services
  readonly recovery: Recovery
  readonly demo: DemoServers | null
  readonly share: Share
}

export interface Opening {
  readonly home: string
  readonly ports: ServicePorts
  readonly demo: DemoContent
  /** What this workspace has in common with the others; left when it is closed. */
  readonly share: Share
  readonly publish: Publish
}

/** What a workspace is, by what tells it apart. */
export function kindOf(key: WorkspaceKey): WorkspaceKind {
  if (key === 'main') return 'main'
  return key === 'demo' ? 'demo' : 'workspace'
}

/** Where a workspace lies below the home folder. */
export const placeOf = (home: string, key: WorkspaceKey): WorkspacePlace => ({
  folder: join(workspacesFolder(home), key),
  keyFile: join(home, 'keys', `${key}.key`),
  isKeyFileEnough: key === 'demo'
})

/** Opens a workspace and mends what its last session left. Fails when it is locked or cannot be read. */
export async function openWorkspace(options: Opening, key: WorkspaceKey): Promise<Result<OpenWorkspace>> {
  const opened = await openOne(options, key)
  if (!opened.ok) options.share.leave()
  return opened
}

/** Cancels what runs, waits for its end, and lets go of the folder. */
export async function closeWorkspace({ services, demo, share }: OpenWorkspace): Promise<void> {
  await services.close()
  await demo?.close()
  share.leave()
}

async function openOne(options: Opening, key: WorkspaceKey): Promise<Result<OpenWorkspace>> {
  const place = placeOf(options.home, key)
  const finished = await finishRestore(place, options.ports.now)
  if (!finished.ok) return finished
  const store = await options.ports.openStore(place)
  if (!store.ok) return store
  let servers: DemoServers | null = null
  const ports = { ...options.ports, ...options.share.ports }
  const here = key === 'demo' ? hereInDemo(ports, () => servers) : ports.here
  const services = createServices(store.value, { ...ports, here }, options.publish)
  const { share } = options
  try {
    const recovery = await services.recover()
    if (key !== 'demo') {
      services.begin()
      return ok({ services, recovery, demo: null, share })
    }
    const demo = await openDemo({ ...options, ports }, services, place)
    if (!demo.ok) {
      await services.close()
      return demo
    }
    servers = demo.value
    services.begin()
    return ok({ services, recovery, demo: servers, share })
  } catch (error) {
    // The folder must not stay locked by a workspace that nobody can use.
    await services.close()
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  }
}

async function openDemo(
  { ports, demo, publish }: Opening,
  services: Services,
  { folder }: WorkspacePlace
): Promise<Result<DemoServers>> {
  services.network.expectListeners('a demo server')
  const started = await startServers(ports, join(folder, 'servers'), [...demo.hosts, hereHost])
  if (!started.ok) return started
  const servers = started.value
  const isNew = services.store.targets.all().length === 0
  const store = actingAlone(services.store)
  const alone = createServices(store, ports, publish)
  const inThePast: InThePast = change => createServices(store, { ...ports, ...change(ports) }, () => undefined)
  const ready = isNew ? await demo.fill(alone, servers, inThePast) : await demo.refresh(alone, servers)
  if (ready.ok) return ok(servers)
  await servers.close()
  return ready
}

async function startServers(
  ports: ServicePorts,
  folder: string,
  hosts: readonly string[]
): Promise<Result<DemoServers>> {
  try {
    return ok(await ports.startDemoServers(folder, hosts))
  } catch (error) {
    return fail({
      kind: 'internal',
      message: `The demo's servers could not be started: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Your own workspace is not affected. Reset the demo, or try again after a restart.'
    })
  }
}

/** Removes the demo's folder, so that it is filled anew when it is opened. */
export async function removeDemo(
  ports: Pick<ServicePorts, 'removeFolder'>,
  { folder }: WorkspacePlace
): Promise<Result<null>> {
  try {
    await ports.removeFolder(folder)
    return ok(null)
  } catch (error) {
    return fail({
      kind: 'storage-failed',
      message: `The demo's folder could not be removed: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Close what uses the folder, then try again.'
    })
  }
}

/** What the window shows of an open workspace. */
export function infoOf(
  ports: Pick<ServicePorts, 'versions' | 'platform' | 'user'>,
  { id, name }: Pick<WorkspaceInfo, 'id' | 'name'>,
  { services, recovery, demo }: OpenWorkspace
): WorkspaceInfo {
  const { store } = services
  return {
    kind: kindOf(id),
    id,
    name,
    isEmpty: [store.environments, store.targets, store.projects].every(collection => collection.all().length === 0),
    dataFolder: store.folder,
    versions: ports.versions,
    platform: ports.platform,
    user: ports.user,
    notices: [...noticesOf(store, recovery, demo), ...services.promotion.notices()]
  }
}

import { join } from 'node:path'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { fail, ok, type Result } from '@shared/result'
import type { WorkspaceInfo } from '@shared/workspace'
import type { Publish } from './context'
import { hereHost, hereInDemo } from './demo-here'
import type { Recovery } from './deployment-recovery'
import { createExclusive } from './exclusive'
import { noticesOf } from './notices'
import type { DemoServers, ServicePorts, WorkspacePlace } from './ports'
import { sentenceList } from './rules'
import { createServices, type Services } from './workspace'

export type WorkspaceKind = WorkspaceInfo['kind']

/** What the demo workspace holds; `fill` makes it in an empty workspace and `refresh` points it at the servers of today. */
export interface DemoContent {
  readonly hosts: readonly string[]
  fill(services: Services, servers: DemoServers): Promise<Result<null>>
  refresh(services: Services, servers: DemoServers): Promise<Result<null>>
}

interface Open {
  readonly kind: WorkspaceKind
  readonly services: Services
  readonly recovery: Recovery
  readonly demo: DemoServers | null
}

/** The workspaces below one home folder, of which one is open at a time. */
export interface Workspaces {
  /** Runs a call on the open workspace; it is not swapped underneath. */
  use<T>(call: (services: Services) => Promise<T>): Promise<T>
  info(): Promise<Result<WorkspaceInfo>>
  open(kind: WorkspaceKind): Promise<Result<WorkspaceInfo>>
  resetDemo(): Promise<Result<WorkspaceInfo>>
  /** Deployments that are not over, described for a sentence. */
  openDeployments(): readonly string[]
  /** Cancels what runs, waits for its end, and closes the workspace. */
  close(): Promise<void>
}

/** Where a kind of workspace lies below the home folder. */
export const placeOf = (home: string, kind: WorkspaceKind): WorkspacePlace => ({
  folder: join(home, 'workspaces', kind),
  keyFile: join(home, 'keys', `${kind}.key`)
})

interface Options {
  readonly home: string
  readonly ports: ServicePorts
  readonly demo: DemoContent
  readonly publish: Publish
}

/** Opens the first workspace. Fails when it is locked or cannot be read. */
export async function openWorkspaces(options: Options, first: WorkspaceKind): Promise<Result<Workspaces>> {
  const opened = await openOne(options, first)
  return opened.ok ? ok(createWorkspaces(options, opened.value)) : opened
}

function createWorkspaces(options: Options, first: Open): Workspaces {
  const { ports, publish } = options
  const oneSwap = createExclusive()
  /** Null after a swap that failed and whose way back failed as well, and after the end. */
  let current: Open | null = first
  const inUse = new Set<Promise<unknown>>()
  let swap: Promise<unknown> | null = null

  const opened = (): Open => {
    if (!current) throw new Error('No workspace is open')
    return current
  }

  /** Waits until no swap is under way; a call that came before one is not held up and reaches the old workspace. */
  const steady = async (): Promise<void> => {
    while (swap) await swap
  }

  const use = async <T>(call: (services: Services) => Promise<T>): Promise<T> => {
    if (swap) await steady()
    const running = call(opened().services)
    const settled = running.catch(() => undefined).finally(() => inUse.delete(settled))
    inUse.add(settled)
    return running
  }

  /** Closes the open workspace, runs `between`, opens `kind`; where that fails, opens again what was open. */
  const replace = async (kind: WorkspaceKind, between: () => Promise<void>): Promise<Result<WorkspaceInfo>> => {
    const old = opened()
    const busy = old.services.deployments.open()
    if (busy.length > 0) return fail(deploymentsOpen(busy))
    old.services.connections.stop()
    await Promise.all(inUse)
    current = null
    await closeOne(old)
    const next = await attempt(between, () => openOne(options, kind))
    const back = next.ok ? next : await openOne(options, old.kind)
    if (back.ok) current = back.value
    if (!next.ok) return next
    const info = infoOf(options, next.value)
    publish({ type: 'workspace.changed', info })
    return ok(info)
  }

  /** From this very turn on, calls wait for the swap. */
  const swapTo = (work: () => Promise<Result<WorkspaceInfo>>): Promise<Result<WorkspaceInfo>> => {
    const result = oneSwap(work)
    const mine: Promise<unknown> = result
      .catch(() => undefined)
      .finally(() => {
        if (swap === mine) swap = null
      })
    swap = mine
    return result
  }

  return {
    use,
    info: async () => {
      await steady()
      return ok(infoOf(options, opened()))
    },
    open: kind =>
      swapTo(async () =>
        opened().kind === kind ? ok(infoOf(options, opened())) : replace(kind, async () => undefined)
      ),
    resetDemo: () =>
      swapTo(async () =>
        opened().kind === 'demo'
          ? replace('demo', () => ports.removeFolder(placeOf(options.home, 'demo').folder))
          : fail(notTheDemo)
      ),
    openDeployments: () => current?.services.deployments.open() ?? [],
    close: async () => {
      await steady()
      const last = current
      current = null
      if (last) await closeOne(last)
    }
  }
}

async function attempt(between: () => Promise<void>, open: () => Promise<Result<Open>>): Promise<Result<Open>> {
  try {
    await between()
  } catch (error) {
    return fail({
      kind: 'storage-failed',
      message: `The demo's folder could not be removed: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Close what uses the folder, then try again.'
    })
  }
  return open()
}

async function openOne(options: Options, kind: WorkspaceKind): Promise<Result<Open>> {
  const place = placeOf(options.home, kind)
  const store = await options.ports.openStore(place)
  if (!store.ok) return store
  let servers: DemoServers | null = null
  const here = kind === 'demo' ? hereInDemo(options.ports, () => servers) : options.ports.here
  const services = createServices(store.value, { ...options.ports, here }, options.publish)
  try {
    const recovery = await services.recover()
    if (kind === 'main') return ok({ kind, services, recovery, demo: null })
    const demo = await openDemo(options, services, place)
    if (!demo.ok) {
      await services.close()
      return demo
    }
    servers = demo.value
    return ok({ kind, services, recovery, demo: servers })
  } catch (error) {
    // The folder must not stay locked by a workspace that nobody can use.
    await services.close()
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  }
}

async function openDemo(
  { ports, demo }: Options,
  services: Services,
  { folder }: WorkspacePlace
): Promise<Result<DemoServers>> {
  const started = await startServers(ports, join(folder, 'servers'), [...demo.hosts, hereHost])
  if (!started.ok) return started
  const servers = started.value
  const isNew = services.store.targets.all().length === 0
  const ready = isNew ? await demo.fill(services, servers) : await demo.refresh(services, servers)
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

async function closeOne({ services, demo }: Open): Promise<void> {
  await services.close()
  await demo?.close()
}

function infoOf({ ports }: Options, { kind, services, recovery, demo }: Open): WorkspaceInfo {
  const { store } = services
  return {
    kind,
    isEmpty: [store.environments, store.targets, store.projects].every(collection => collection.all().length === 0),
    dataFolder: store.folder,
    versions: ports.versions,
    platform: ports.platform,
    notices: noticesOf(store, recovery, demo)
  }
}

const deploymentsOpen = (busy: readonly string[]): Failure => ({
  kind: 'in-use',
  message: `The workspace cannot be left during ${sentenceList(busy)}.`,
  remedy: 'Wait until it is over, or cancel it.'
})

const notTheDemo: Failure = {
  kind: 'forbidden',
  message: 'Only the demo workspace can be made anew.',
  remedy: 'Open the demo workspace first.'
}

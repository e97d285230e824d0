import { join } from 'node:path'
import type { Failure } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import type { WorkspaceInfo } from '@shared/workspace'
import type { Publish } from './context'
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
  let swap: Promise<unknown> = Promise.resolve()

  const opened = (): Open => {
    if (!current) throw new Error('No workspace is open')
    return current
  }

  const use = async <T>(call: (services: Services) => Promise<T>): Promise<T> => {
    await swap
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
    await closeOne(old)
    current = null
    const next = await attempt(between, () => openOne(options, kind))
    const back = next.ok ? next : await openOne(options, old.kind)
    if (back.ok) current = back.value
    if (!next.ok) return next
    const info = infoOf(options, next.value)
    publish({ type: 'workspace.changed', info })
    return ok(info)
  }

  const swapTo = (kind: WorkspaceKind, between: () => Promise<void>): Promise<Result<WorkspaceInfo>> => {
    const result = oneSwap(() => replace(kind, between))
    swap = result.catch(() => undefined)
    return result
  }

  return {
    use,
    info: async () => {
      await swap
      return ok(infoOf(options, opened()))
    },
    open: async kind => {
      await swap
      return opened().kind === kind ? ok(infoOf(options, opened())) : swapTo(kind, async () => undefined)
    },
    resetDemo: async () => {
      await swap
      if (opened().kind !== 'demo') return fail(notTheDemo)
      return swapTo('demo', () => ports.removeFolder(placeOf(options.home, 'demo').folder))
    },
    openDeployments: () => current?.services.deployments.open() ?? [],
    close: async () => {
      await swap
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

async function openOne({ home, ports, demo, publish }: Options, kind: WorkspaceKind): Promise<Result<Open>> {
  const place = placeOf(home, kind)
  const store = await ports.openStore(place)
  if (!store.ok) return store
  const services = createServices(store.value, ports, publish)
  const recovery = await services.recover()
  if (kind === 'main') return ok({ kind, services, recovery, demo: null })
  const servers = await ports.startDemoServers(join(place.folder, 'servers'), demo.hosts)
  const open: Open = { kind, services, recovery, demo: servers }
  const isNew = store.value.targets.all().length === 0
  const ready = isNew ? await demo.fill(services, servers) : await demo.refresh(services, servers)
  if (ready.ok) return ok(open)
  await closeOne(open)
  return ready
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

import { join } from 'node:path'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { fail, ok, type Result } from '@shared/result'
import type { WorkspaceInfo } from '@shared/workspace'
import { finishRestore } from '../store/backup/restore'
import { actingAlone } from './audit-trail'
import type { Publish } from './context'
import { createData, type DataService } from './data'
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

/** The workspaces below one home folder, of which one at most is open at a time. */
export interface Workspaces {
  /**
   * Runs a call on the workspace, which is opened first where it is not; it is not swapped underneath.
   * @throws FailureError when it cannot be opened.
   */
  use<T>(call: (services: Services) => Promise<T>): Promise<T>
  info(): Promise<Result<WorkspaceInfo>>
  open(kind: WorkspaceKind): Promise<Result<WorkspaceInfo>>
  resetDemo(): Promise<Result<WorkspaceInfo>>
  /** Checks, backs up and restores the files of the workspace that is open or would be. */
  readonly data: DataService
  /** Deployments that closing would cancel, described for a sentence; those that wait go on waiting. */
  openDeployments(): readonly string[]
  /** Cancels what runs, waits for its end, and closes the workspace. */
  close(): Promise<void>
}

/** Where a kind of workspace lies below the home folder. */
export const placeOf = (home: string, kind: WorkspaceKind): WorkspacePlace => ({
  folder: join(home, 'workspaces', kind),
  keyFile: join(home, 'keys', `${kind}.key`),
  isKeyFileEnough: kind === 'demo'
})

interface Options {
  readonly home: string
  readonly ports: ServicePorts
  readonly demo: DemoContent
  readonly publish: Publish
}

/** Opens the first workspace. Fails when it is locked or cannot be read. */
export async function openWorkspaces(options: Options, first: WorkspaceKind): Promise<Result<Workspaces>> {
  const workspaces = createWorkspaces(options, first)
  const opened = await workspaces.info()
  return opened.ok ? ok(workspaces) : opened
}

/** Opens nothing, and takes no lock, before a call asks for something that is in a workspace. */
export function createWorkspaces(options: Options, first: WorkspaceKind): Workspaces {
  const { ports, publish } = options
  const oneSwap = createExclusive()
  /** The workspace that is open, or is the one to open when a call asks for it. */
  let kind = first
  /** Null before the first use, after a swap that failed and whose way back failed as well, and after the end. */
  let current: Open | null = null
  let isOver = false
  const inUse = new Set<Promise<unknown>>()
  let swap: Promise<unknown> | null = null

  const openAgain = async (): Promise<Result<Open>> => {
    if (isOver) throw new Error('The workspaces are closed')
    if (current) return ok(current)
    const opened = await openOne(options, kind)
    if (opened.ok) current = opened.value
    return opened
  }

  /** The open workspace. A call that came before a swap is not held up and reaches the old one. */
  const ready = async (): Promise<Open> => {
    const opened = await swapTo(openAgain)
    if (!opened.ok) throw new FailureError(opened.failure)
    return opened.value
  }

  const use = async <T>(call: (services: Services) => Promise<T>): Promise<T> => {
    // Asked again after each wait, because the next swap may have begun meanwhile.
    while (swap !== null || current === null) await (swap ?? ready())
    const running = call(current.services)
    const settled = running.catch(() => undefined).finally(() => inUse.delete(settled))
    inUse.add(settled)
    return running
  }

  /** Closes the open workspace, runs `between`, opens `next`; where that fails, opens again what was open. */
  const replace = async (
    next: WorkspaceKind,
    between: () => Promise<Result<null>> = async () => ok(null)
  ): Promise<Result<WorkspaceInfo>> => {
    const old = current
    const busy = old?.services.deployments.underWay() ?? []
    if (busy.length > 0) return fail(deploymentsOpen(busy))
    old?.services.connections.stop()
    old?.services.health.stop()
    old?.services.triggers.stop()
    await Promise.all(inUse)
    current = null
    if (old) await closeOne(old)
    const done = await between()
    const opened = done.ok ? await openOne(options, next) : done
    if (!opened.ok) {
      if (old) await openAgain()
      return opened
    }
    current = opened.value
    kind = next
    const info = infoOf(options, opened.value)
    publish({ type: 'workspace.changed', info })
    return ok(info)
  }

  /** From this very turn on, calls wait for the swap. */
  const swapTo = <T>(work: () => Promise<Result<T>>): Promise<Result<T>> => {
    const result = oneSwap(work)
    const mine: Promise<unknown> = result
      .catch(() => undefined)
      .finally(() => {
        if (swap === mine) swap = null
      })
    swap = mine
    return result
  }

  const infoNow = async (): Promise<Result<WorkspaceInfo>> => {
    const opened = await openAgain()
    return opened.ok ? ok(infoOf(options, opened.value)) : opened
  }

  const whileClosed = async <T>(work: () => Promise<Result<T>>): Promise<Result<T>> => {
    let answer: Result<T> | null = null
    const opened = await swapTo(() =>
      replace(kind, async () => {
        answer = await work()
        return answer.ok ? ok(null) : answer
      })
    )
    return opened.ok && answer !== null ? answer : (opened as Result<T>)
  }

  return {
    use,
    data: createData(
      {
        place: () => ({ ...placeOf(options.home, kind), kind }),
        openNow: () => current?.services ?? null,
        use,
        whileClosed
      },
      ports
    ),
    info: () => swapTo(infoNow),
    open: wanted => swapTo(() => (kind === wanted ? infoNow() : replace(wanted))),
    resetDemo: () =>
      swapTo(async () =>
        kind === 'demo' ? replace('demo', () => removeDemo(ports, placeOf(options.home, 'demo'))) : fail(notTheDemo)
      ),
    openDeployments: () => current?.services.deployments.underWay() ?? [],
    close: async () => {
      while (swap) await swap
      isOver = true
      const last = current
      current = null
      if (last) await closeOne(last)
    }
  }
}

async function removeDemo(ports: ServicePorts, { folder }: WorkspacePlace): Promise<Result<null>> {
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

async function openOne(options: Options, kind: WorkspaceKind): Promise<Result<Open>> {
  const place = placeOf(options.home, kind)
  const finished = await finishRestore(place)
  if (!finished.ok) return finished
  const store = await options.ports.openStore(place)
  if (!store.ok) return store
  let servers: DemoServers | null = null
  const here = kind === 'demo' ? hereInDemo(options.ports, () => servers) : options.ports.here
  const services = createServices(store.value, { ...options.ports, here }, options.publish)
  try {
    const recovery = await services.recover()
    if (kind === 'main') {
      services.begin()
      return ok({ kind, services, recovery, demo: null })
    }
    const demo = await openDemo(options, services, place)
    if (!demo.ok) {
      await services.close()
      return demo
    }
    servers = demo.value
    services.begin()
    return ok({ kind, services, recovery, demo: servers })
  } catch (error) {
    // The folder must not stay locked by a workspace that nobody can use.
    await services.close()
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  }
}

async function openDemo(
  { ports, demo, publish }: Options,
  services: Services,
  { folder }: WorkspacePlace
): Promise<Result<DemoServers>> {
  services.network.expectListeners('a demo server')
  const started = await startServers(ports, join(folder, 'servers'), [...demo.hosts, hereHost])
  if (!started.ok) return started
  const servers = started.value
  const isNew = services.store.targets.all().length === 0
  const alone = createServices(actingAlone(services.store), ports, publish)
  const ready = isNew ? await demo.fill(alone, servers) : await demo.refresh(alone, servers)
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
    user: ports.user,
    notices: [...noticesOf(store, recovery, demo), ...services.promotion.notices()]
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

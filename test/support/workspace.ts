import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppEvent } from '@shared/api'
import { type Deployment, isOpen, isRunOver } from '@shared/deployment'
import { describe as inWords } from '@shared/failure'
import type { DeploymentId } from '@shared/ids'
import type { FeedTransport } from '@shared/packages/feed-transport'
import { fail, ok, type Result } from '@shared/result'
import type { WorkspaceKey } from '@shared/workspace'
import { onTestFinished } from 'vitest'
import type { DeploymentRequest } from '../../electron/engine/context'
import type { Connection, HttpPort, MailTransport, SshTransport } from '../../electron/engine/ports'
import { createBroadcaster } from '../../electron/ipc/broadcast'
import { type Call, createDispatch, type Dispatch, typed } from '../../electron/ipc/dispatch'
import { createHandlers } from '../../electron/ipc/handlers'
import { readKeyFile } from '../../electron/key-file'
import { createNetworkLedger } from '../../electron/network-ledger'
import type { Publish } from '../../electron/services/context'
import { createHttpApi, type HttpApiParts, type HttpApiService } from '../../electron/services/http-api'
import type { DemoServers, ServicePorts } from '../../electron/services/ports'
import type { DemoContent } from '../../electron/services/workspace-open'
import {
  createWorkspaces,
  openWorkspaces,
  type WorkspaceDoor,
  type Workspaces
} from '../../electron/services/workspaces'
import { createScansHere } from '../../electron/store/log/scan/scans-here'
import { openStore } from '../../electron/store/open-store'
import { archives } from '../../electron/transports/archives/archives'
import { claimedBundle, openOutput, readReceipt } from '../../electron/transports/offline/read-receipt'
import { signerWords, writeBundle } from '../../electron/transports/offline/write-bundle'
import { testActor } from './actor'
import { protectHome, testKeyChain } from './key-chain'
import { sendsNothing } from './no-packages'
import { tempFolder } from './store'

/** The services over a real store, with an engine and an SSH transport that the test plays. */
export interface TestWorkspace {
  readonly home: string
  readonly call: Call
  readonly dispatch: Dispatch
  readonly workspaces: Workspaces
  readonly dispatchTo: (door: WorkspaceDoor) => Dispatch
  /** The calls of a workspace whichever one the window is in. */
  callBeside(key: WorkspaceKey): Promise<Call>
  readonly httpApi: HttpApiService
  /** Everything pushed so far, in order. */
  readonly pushed: () => readonly AppEvent[]
  /** Defects and damage that were reported. */
  readonly reports: readonly string[]
  /** Looks after everything that is pushed until it sees something, and answers that. */
  until<T>(look: () => Promise<T | null>): Promise<T>
  /** Waits until a deployment is over and lets go of its log. */
  over(id: DeploymentId): Promise<Deployment>
  /** Ends the app and starts it again on the same home. */
  restart(): Promise<TestWorkspace>
  close(): Promise<void>
}

export interface WorkspaceOptions {
  readonly home?: string
  readonly ports?: Partial<ServicePorts>
  readonly demo?: Partial<DemoContent>
  /** `set-up`, when absent: the vault of the person's own workspace opens with `testKeyChain`. */
  readonly vault?: 'set-up' | 'untouched'
  readonly opensWhenNeeded?: boolean
  /** How requests are taken; in the places of other parts, too. Nothing listens when absent. */
  readonly httpApi?: Partial<HttpApiParts>
}

/** An SSH transport for tests that never get so far as to connect. */
export const noSsh: SshTransport = {
  connect: () => Promise.reject(new Error('This test connects to nothing')),
  probe: () => Promise.reject(new Error('This test probes nothing')),
  limitTransfers: () => undefined,
  dispose: async () => undefined
}

const noMail: MailTransport = { deliver: () => Promise.reject(new Error('This test sends no mail')) }

const noHttp: HttpPort = {
  request: () => Promise.reject(new Error('This test asks for nothing')),
  matches: async () => ok(true)
}

const notAsked = () => Promise.reject(new Error('This test asks no feed'))
const noFeed: FeedTransport = { test: notAsked, search: notAsked, versions: notAsked, fetch: notAsked }

const noConnection: Connection = {
  gone: new Promise(() => undefined),
  answers: async () => true,
  exec: () => ({ ended: Promise.resolve({ kind: 'lost', reason: 'a test' }), abandon: () => undefined }),
  download: async () => ok({ bytes: 0 }),
  send: sendsNothing,
  close: () => undefined
}

/** Ends what is not over, as the engine does after a cancel. */
async function endCancelled({ ports }: DeploymentRequest): Promise<void> {
  for (const run of Object.values(ports.state().runs).filter(item => !isRunOver(item)))
    await ports.emit({ kind: 'run-cancelled', run: run.id })
  await ports.emit({ kind: 'finished', outcome: 'cancelled', summary: 'Cancelled.' })
}

/** An engine that succeeds at everything without doing anything. */
export async function idleEngine(request: DeploymentRequest): Promise<void> {
  const { ports } = request
  if (ports.state().state === 'cancelling') return endCancelled(request)
  if (ports.state().state === 'queued') await ports.emit({ kind: 'started' })
  for (const { id } of Object.values(ports.state().runs).filter(run => !isRunOver(run))) {
    await ports.emit({ kind: 'run-started', run: id })
    await ports.emit({ kind: 'run-succeeded', run: id })
  }
  await ports.emit({ kind: 'finished', outcome: 'succeeded', summary: 'Nothing was done, and it went well.' })
}

/** An engine that starts and then waits to be cancelled. */
export async function patientEngine(request: DeploymentRequest): Promise<void> {
  const { ports, signal } = request
  if (ports.state().state === 'queued') await ports.emit({ kind: 'started' })
  await new Promise<void>(resolve => {
    const look = () => {
      if (signal.aborted || ports.state().state === 'cancelling') resolve()
    }
    signal.addEventListener('abort', look)
    ports.onChange(look)
    look()
  })
  await endCancelled(request)
}

export const noDemoServers: DemoServers = {
  servers: [],
  account: { username: 'nobody', privateKey: 'none' },
  isolation: 'folder',
  place: async () => undefined,
  close: async () => undefined
}

const portsWith = (
  given: Partial<ServicePorts> & Pick<ServicePorts, 'network'>,
  report: (message: string) => void
): ServicePorts => ({
  openStore: place => openStore({ ...place, now: Date.now, keyChain: testKeyChain, actor: testActor }),
  runDeployment: idleEngine,
  ssh: noSsh,
  hosts: new Map(),
  mail: noMail,
  http: noHttp,
  feeds: noFeed,
  offline: { write: writeBundle, words: signerWords, claimedBundle, readReceipt, openOutput },
  logScans: createScansHere(),
  here: async () => ok(noConnection),
  chooseSavePath: async () => null,
  chooseOpenFile: async () => ok(null),
  readKeyFile,
  checksHealth: false,
  takesUpDeployments: true,
  runsTriggers: false,
  chooseOpenPath: async () => null,
  chooseFolder: async () => null,
  choosePackages: async () => null,
  archives,
  removeFolder: path => rm(path, { recursive: true, force: true }),
  startDemoServers: async () => noDemoServers,
  now: Date.now,
  random: randomBytes,
  sleep: async () => undefined,
  user: 'ada',
  versions: { slipway: '0.0.0', electron: '', chrome: '', node: '' },
  platform: 'linux',
  report,
  ...given
})

const noDemo: DemoContent = { hosts: [], fill: async () => ok(null), refresh: async () => ok(null) }

/** Opens a workspace that is closed, and whose home is removed, after the test. */
export async function openTestWorkspace(options: WorkspaceOptions = {}): Promise<TestWorkspace> {
  const home = options.home ?? join(await tempFolder(), 'home')
  if (options.vault !== 'untouched') await protectHome(home)
  const reports: string[] = []
  const report = (message: string) => {
    reports.push(message)
  }
  const broadcaster = createBroadcaster()
  const events: AppEvent[] = []
  broadcaster.subscribe(batch => events.push(...batch))
  const ledger = createNetworkLedger(Date.now)
  const ports = portsWith({ network: ledger, ...options.ports }, report)
  const demo = { ...noDemo, ...options.demo }
  const httpApi = createHttpApi({
    listen: async () => fail({ kind: 'in-use', message: 'This test listens nowhere.', remedy: '' }),
    inMain: work => workspaces.inMain(work),
    network: ledger,
    publish: broadcaster.publish,
    now: ports.now,
    followsSettings: true,
    report,
    ...options.httpApi
  })
  const publish: Publish = signal => {
    broadcaster.publish(signal)
    httpApi.hear(signal)
  }
  const parts = { home, ports, demo, publish }
  const workspaces = options.opensWhenNeeded
    ? createWorkspaces(parts, 'main')
    : must(await openWorkspaces(parts, 'main'))
  const dispatchTo = (door: WorkspaceDoor) =>
    createDispatch({ handlers: createHandlers(door, httpApi), newReference: () => 'ref00000', report })
  const dispatch = dispatchTo(workspaces)
  const call = typed(dispatch)
  const until = async <T>(look: () => Promise<T | null>): Promise<T> => {
    for (;;) {
      const next = new Promise<void>(resolve => {
        const stop = broadcaster.subscribe(() => {
          stop()
          resolve()
        })
      })
      const found = await look()
      if (found !== null) return found
      await next
    }
  }
  const over = async (id: DeploymentId): Promise<Deployment> => {
    await until(async () => (isOpen(must(await call('deployment.get', { id }))) ? null : id))
    await workspaces.use(services => services.deployments.letGo())
    return must(await call('deployment.get', { id }))
  }
  const close = async () => {
    await httpApi.stop()
    await workspaces.close()
  }
  onTestFinished(close)
  return {
    home,
    call,
    until,
    over,
    dispatch,
    workspaces,
    dispatchTo,
    callBeside: async key => typed(dispatchTo(must(await workspaces.beside(key)))),
    httpApi,
    reports,
    pushed: () => {
      broadcaster.flush()
      return events
    },
    restart: async () => {
      await close()
      return openTestWorkspace({ ...options, home })
    },
    close
  }
}

/** The value; a failure is the test's own mistake. */
export function must<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Error(inWords(result.failure))
}

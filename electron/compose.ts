import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { userInfo } from 'node:os'
import type { AuditDoor } from '@shared/audit'
import { ok, type Result } from '@shared/result'
import type { WorkspaceChoice, WorkspaceKey } from '@shared/workspace'
import { createDemoContent } from './demo/content'
import { startDemoServers } from './demo/ssh-server'
import type { SshTransport } from './engine/ports'
import { runDeployment } from './engine/run'
import { type Spaces, startHttpApi } from './http/http-api'
import { type Broadcaster, createBroadcaster } from './ipc/broadcast'
import { type Call, createDispatch, type Dispatch, typed } from './ipc/dispatch'
import { createHandlers } from './ipc/handlers'
import { readKeyFile } from './key-file'
import type { Publish } from './services/context'
import { createHttpApi } from './services/http-api'
import type { NetworkControl, ServedPlaces, ServicePorts } from './services/ports'
import { workspaceNamed } from './services/workspace-catalog'
import { placeOf } from './services/workspace-open'
import { createWorkspaces, openWorkspaces, type WorkspaceDoor, type Workspaces } from './services/workspaces'
import { sleep } from './sleep'
import { createSpaces } from './spaces'
import { hasDeployment } from './store/log/log-files'
import { createScansHere } from './store/log/scan/scans-here'
import { openStore } from './store/open-store'
import type { KeyChain } from './store/vault-key-chain'
import { archives } from './transports/archives/archives'
import { createFeedTransport } from './transports/feeds/feed-transport'
import { createHttpTransport } from './transports/http/http-transport'
import { connectHere } from './transports/local/connect-here'
import { createMailTransport } from './transports/mail/mail-transport'
import { claimedBundle, openOutput, readReceipt } from './transports/offline/read-receipt'
import { signerWords, writeBundle } from './transports/offline/write-bundle'

/** The whole app without its windows: what the window, the command line and tests talk to. */
export interface App {
  readonly dispatch: Dispatch
  readonly call: Call
  readonly broadcaster: Broadcaster
  readonly workspaces: Workspaces
  /** The workspaces for the HTTP API, whichever one the window is in. */
  readonly spaces: Spaces
  readonly network: NetworkControl
  /** Cancels what runs, waits for its end, and lets go of everything. */
  close(): Promise<void>
}

export interface AppOptions {
  readonly home: string
  /** The one that the window is in first, or that commands work in. */
  readonly workspace: WorkspaceChoice
  readonly ssh: SshTransport
  readonly network: NetworkControl & ServedPlaces
  readonly slipwayVersion: string
  /** How the person came, for the audit log. */
  readonly door: AuditDoor
  /** What may guard the vault's key, where the system has one. */
  readonly keyChain: KeyChain
  readonly chooseSavePath: ServicePorts['chooseSavePath']
  /** Absent where nobody can be asked: answers that nothing was chosen. */
  readonly chooseOpenFile?: ServicePorts['chooseOpenFile']
  /** As `chooseOpenFile`. */
  readonly chooseOpenPath?: ServicePorts['chooseOpenPath']
  /** As `chooseOpenFile`. */
  readonly chooseFolder?: ServicePorts['chooseFolder']
  /** As `chooseOpenFile`. */
  readonly choosePackages?: ServicePorts['choosePackages']
  /** Disposed of with the app. Absent where nobody minds that long logs are looked through in this thread. */
  readonly logScans?: ServicePorts['logScans']
  readonly report: ServicePorts['report']
  /** Whether schedules run and what waits is taken up, as in the window, although there is none. */
  readonly isAgent?: boolean
  /** Opens the workspace with the first call that needs it open, so that calls about its files work beside another Slipway. */
  readonly opensWhenNeeded?: boolean
}

/**
 * Wires the app over a home folder. Fails when the workspace is open elsewhere or cannot be read; with
 * `opensWhenNeeded`, the calls that need it fail instead.
 */
export async function composeApp(options: AppOptions): Promise<Result<App>> {
  const ports = portsOf(options)
  const broadcaster = createBroadcaster()
  const { home, workspace, report } = options
  const httpApi = createHttpApi({
    listen: (at, authenticate) => {
      const versions = { slipway: options.slipwayVersion }
      return startHttpApi({ spaces, authenticate, versions, user: ports.user, report }, at)
    },
    inMain: work => workspaces.inMain(work),
    network: options.network,
    publish: broadcaster.publish,
    now: Date.now,
    followsSettings: options.door === 'window',
    report
  })
  const publish: Publish = signal => {
    broadcaster.publish(signal)
    httpApi.hear(signal)
  }
  const parts = { home, ports, demo: createDemoContent(), publish }
  const first = await chosen(workspace, parts)
  const opened = !first.ok
    ? first
    : options.opensWhenNeeded
      ? ok(createWorkspaces(parts, first.value))
      : await openWorkspaces(parts, first.value)
  if (!opened.ok) {
    await options.ssh.dispose()
    return opened
  }
  const workspaces = opened.value
  const newReference = () => randomBytes(4).toString('hex')
  const dispatchTo = (door: WorkspaceDoor) =>
    createDispatch({ handlers: createHandlers(door, httpApi), newReference, report })
  const dispatch = dispatchTo(workspaces)
  const call = typed(dispatch)
  const spaces = createSpaces(
    workspaces,
    door => typed(dispatchTo(door)),
    (key, id) => hasDeployment(placeOf(home, key).folder, id)
  )
  if (options.door === 'window' && !options.opensWhenNeeded) await httpApi.follow()
  const close = async () => {
    await httpApi.stop()
    await workspaces.close()
    // What the end did to deployments is told as well.
    broadcaster.flush()
    await ports.logScans.dispose()
    await options.ssh.dispose()
  }
  return ok({ dispatch, call, broadcaster, workspaces, spaces, network: options.network, close })
}

/** What tells the chosen workspace apart. Fails where none has the name. */
const chosen = async (
  choice: WorkspaceChoice,
  { home, ports }: { readonly home: string; readonly ports: ServicePorts }
): Promise<Result<WorkspaceKey>> =>
  typeof choice === 'string' ? ok(choice) : workspaceNamed(home, choice.named, ports)

const staysOpen = ({ door, isAgent = false }: AppOptions): boolean => door === 'window' || isAgent

const portsOf = (options: AppOptions): ServicePorts => ({
  openStore: place =>
    openStore({
      ...place,
      now: Date.now,
      keyChain: options.keyChain,
      actor: { user: userName(), door: options.door },
      report: options.report
    }),
  runDeployment,
  ssh: options.ssh,
  mail: createMailTransport(Date.now),
  http: createHttpTransport(),
  offline: { write: writeBundle, words: signerWords, claimedBundle, readReceipt, openOutput },
  feeds: createFeedTransport(),
  network: options.network,
  logScans: options.logScans ?? createScansHere(),
  here: connectHere,
  chooseSavePath: options.chooseSavePath,
  readKeyFile,
  chooseOpenFile: options.chooseOpenFile ?? (async () => ok(null)),
  checksHealth: staysOpen(options),
  takesUpDeployments: staysOpen(options),
  runsTriggers: staysOpen(options),
  chooseOpenPath: options.chooseOpenPath ?? (async () => null),
  chooseFolder: options.chooseFolder ?? (async () => null),
  choosePackages: options.choosePackages ?? (async () => null),
  archives,
  removeFolder: path => rm(path, { recursive: true, force: true }),
  startDemoServers: (folder, hosts) => startDemoServers({ folder, hosts: hosts.map(name => ({ name })) }),
  now: Date.now,
  random: randomBytes,
  hosts: new Map(),
  sleep,
  user: userName(),
  versions: {
    slipway: options.slipwayVersion,
    electron: process.versions.electron ?? '',
    chrome: process.versions.chrome ?? '',
    node: process.versions.node
  },
  platform: process.platform,
  report: options.report
})

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // An account without an entry in the user database.
    return 'unknown'
  }
}

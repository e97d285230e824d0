import type { HostKeyPin } from '@shared/model/target'
import type { NetworkPolicy, NetworkReport } from '@shared/network'
import type { Result } from '@shared/result'
import type { DeploymentRequest } from '../engine/context'
import type { Connection, SshTransport } from '../engine/ports'
import type { Store } from '../store/store'

/** What the services of all workspaces ask of the world. */
export interface ServicePorts {
  readonly openStore: (place: WorkspacePlace) => Promise<Result<Store>>
  readonly runDeployment: RunDeployment
  readonly ssh: SshTransport
  /** Opens a connection to this machine. */
  readonly here: (signal: AbortSignal) => Promise<Result<Connection>>
  /** Asks the person where to save a file; null when they decide against it. */
  readonly chooseSavePath: (suggestedName: string) => Promise<string | null>
  /** Reads a private key's file; `~` is the person's home. */
  readonly readKeyFile: (path: string) => Promise<Result<string>>
  /** Asks the person for one of their OpenSSH files, such as `known_hosts`, and reads it; null when they choose none. */
  readonly chooseOpenFile: (name: string) => Promise<Result<ChosenFile | null>>
  /** Asks the person for a backup to restore; null when they decide against it. */
  readonly chooseOpenPath: () => Promise<string | null>
  /** Asks the person for a folder whose files may be changed; null when they decide against it. */
  readonly chooseFolder: () => Promise<string | null>
  /** Removes a folder and all that is in it. */
  readonly removeFolder: (path: string) => Promise<void>
  /** Starts the demo workspace's SSH servers, one for each host name. */
  readonly startDemoServers: (folder: string, hosts: readonly string[]) => Promise<DemoServers>
  /** What went over the network, and what may. */
  readonly network: NetworkControl
  /** Whether targets are checked as often as their policies say: while a window is open. */
  readonly checksHealth: boolean
  readonly now: () => number
  /** `count` unguessable bytes. */
  readonly random: (count: number) => Uint8Array
  /** Resolves after `ms`, or at once when aborted. Never rejects. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** The login name of the person at this workstation. */
  readonly user: string
  readonly versions: {
    readonly slipway: string
    readonly electron: string
    readonly chrome: string
    readonly node: string
  }
  readonly platform: string
  /** For defects and damage that no caller is waiting to hear of; never gets a secret. */
  readonly report: (message: string) => void
}

export interface ChosenFile {
  readonly path: string
  readonly text: string
}

export interface NetworkControl {
  /** Every thread judges by it from now on: before the next connection that is asked for, and what is open as well. */
  setPolicy(policy: NetworkPolicy): void
  report(): NetworkReport
  /** The page asked for an address, and its session refused. */
  refused(address: string): void
  /** Tells that there is something new; returns the undo. */
  subscribe(listener: () => void): () => void
}

/**
 * The engine: runs a plan through its ports and settles when all is over and told. It emits every fact except
 * `queued`, `cancel-requested` and `interrupted`.
 */
export type RunDeployment = (request: DeploymentRequest) => Promise<void>

/** Where a workspace keeps what. */
export interface WorkspacePlace {
  readonly folder: string
  /** The vault's key lies outside of the folder, so that a copy of the folder gives no secret away. */
  readonly keyFile: string
  /** Whether a plain key file will do, because every secret there is made up. */
  readonly isKeyFileEnough: boolean
}

export interface DemoServers {
  readonly servers: readonly { readonly name: string; readonly port: number; readonly hostKey: HostKeyPin }[]
  readonly account: { readonly username: string; readonly privateKey: string }
  /** `namespace`: scripts can write inside their server's folder only. `folder`: they merely start there. */
  readonly isolation: 'namespace' | 'folder'
  close(): Promise<void>
}

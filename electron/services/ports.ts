import type { BundleContent } from '@shared/bundle/content'
import type { Receipt } from '@shared/bundle/format'
import type { BundleId, Sha256 } from '@shared/ids'
import type { PackageFormat } from '@shared/model/package'
import type { HostKeyPin } from '@shared/model/target'
import type { NetworkPolicy, NetworkReport, Reason } from '@shared/network'
import type { FeedTransport } from '@shared/packages/feed-transport'
import type { PackageManifest } from '@shared/packages/manifest'
import type { Result } from '@shared/result'
import type { Secret } from '@shared/secret'
import type { DeploymentRequest } from '../engine/context'
import type { Connection, HttpPort, MailTransport, SshTransport } from '../engine/ports'
import type { LogScans } from '../store/log/scan/scans'
import type { Store } from '../store/store'
import type { HostTable } from './host-locks'

/** What the services of all workspaces ask of the world. */
export interface ServicePorts {
  readonly openStore: (place: WorkspacePlace) => Promise<Result<Store>>
  readonly runDeployment: RunDeployment
  readonly ssh: SshTransport
  readonly mail: MailTransport
  readonly http: HttpPort
  readonly offline: OfflineBundles
  /** Asks feeds for packages. */
  readonly feeds: FeedTransport
  /** Reads and makes archives. */
  readonly archives: ArchivesPort
  /** Asks the person for packages: files, or a folder that becomes one; null when they choose none. */
  readonly choosePackages: (what: 'files' | 'folder') => Promise<readonly string[] | null>
  /** Searches and outlines whole logs. */
  readonly logScans: LogScans
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
  /** Whether targets are checked as often as their policies say: while a window is open, or `slipway agent` runs. */
  readonly checksHealth: boolean
  /**
   * Whether deployments that wait, for their turn, their time or a person, are taken up when the workspace is opened:
   * while a window is open, or `slipway agent` runs. Any other command runs what it is told to start, continue or answer, and leaves the others alone.
   */
  readonly takesUpDeployments: boolean
  /**
   * Whether triggers are set off, and releases that are too many are let go, without anybody asking: while a window is
   * open, or `slipway agent` runs.
   */
  readonly runsTriggers: boolean
  readonly now: () => number
  /** `count` unguessable bytes. */
  readonly random: (count: number) => Uint8Array
  /** Resolves after `ms`, or at once when aborted. Never rejects. */
  /** The machines on which scripts run, of all workspaces that are open. */
  readonly hosts: HostTable
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

/** What an archive holds. */
export interface InspectedArchive {
  readonly manifest: PackageManifest
  /** The description that a NuGet package has in itself; null for all others. */
  readonly nuspec: string | null
}

/** Archives as files of this machine. Each call throws a `FailureError` (`package-invalid`), or the system's error. */
export interface ArchivesPort {
  /**
   * Reads all of it and writes nothing.
   * @param reached hears how many bytes of the file have been read, where that is known
   */
  inspect(
    file: string,
    format: PackageFormat,
    signal: AbortSignal,
    reached?: (bytes: number) => void
  ): Promise<InspectedArchive>
  /** Unpacks it into an empty folder, as the manifest says. */
  unpack(
    file: string,
    format: PackageFormat,
    manifest: PackageManifest,
    folder: string,
    signal: AbortSignal
  ): Promise<void>
  /** One file of it; null where it is not there or has more than `most` bytes. */
  read(file: string, format: PackageFormat, path: string, most: number): Promise<Uint8Array | null>
  /** How many bytes the files in a folder have together. */
  measure(folder: string, signal: AbortSignal): Promise<number>
  /**
   * A folder as the bytes of a tar.gz: the same ones for the same files.
   * @param reached hears how many bytes of its files have been read
   */
  pack(folder: string, reached?: (bytes: number) => void): AsyncIterable<Uint8Array>
}

/** What is written for machines that nobody reaches, and read of what comes back. */
export interface OfflineBundles {
  /** Writes a bundle, all of it or nothing. */
  write(order: BundleOrder): Promise<Result<WrittenBundle>>
  /** The fingerprint of a public key in PEM, in words. */
  words(publicKey: string): string
  /** Which bundle a file claims to be the receipt of; null when it is no receipt. */
  claimedBundle(file: Uint8Array): string | null
  /** Believes a receipt only when its code fits; fails with `receipt-refused`. */
  readReceipt(
    file: Uint8Array,
    known: { readonly bundle: BundleId; readonly manifest: Sha256; readonly seed: Secret }
  ): Result<Receipt>
  /** Decrypts a sensitive output of a receipt that was read. */
  openOutput(sealed: string, seed: Secret): Secret | null
}

export interface BundleOrder {
  readonly content: BundleContent
  /** Absolute; nothing may be there yet. */
  readonly to: { readonly kind: 'folder' | 'archive'; readonly path: string }
  /** Null for a bundle without secrets. */
  readonly password: Secret | null
  readonly signer: { readonly publicKey: string; readonly sign: (bytes: Uint8Array) => Uint8Array }
  /** Where a package is on this machine: the folder with its files (`tar`), or the file as it came. */
  readonly packageAt: (hash: Sha256, form: 'tar' | 'file') => Promise<Result<string>>
}

export interface WrittenBundle {
  /** SHA-256 of the list of hashes. */
  readonly manifest: Sha256
  readonly seed: Secret
  /** The signing key's fingerprint. */
  readonly words: string
  readonly bytes: number
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

/** Where the app itself takes connections, whichever workspace is open. */
export interface ServedPlaces {
  /** It listens there from now on; returns the undo. */
  serve(place: Reason): () => void
  /** What every socket is judged by now: what all open workspaces want together. */
  policy(): NetworkPolicy
  /** Tells each change of it; returns the undo. */
  follow(follower: (policy: NetworkPolicy) => void): () => void
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
  /** Writes files into a server's folder: their texts by their paths there, which do not lead out of it. */
  place(host: string, files: Readonly<Record<string, string>>): Promise<void>
  close(): Promise<void>
}

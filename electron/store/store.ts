import type { AuditDraft, AuditEntry, AuditFilter, AuditHead, AuditPage, AuditVerdict } from '@shared/audit'
import type { BundleKey, BundleRecord } from '@shared/bundle/record'
import type { Deployment, DeploymentEvent, DeploymentSummary } from '@shared/deployment'
import type { DeploymentFilter } from '@shared/deployment-filter'
import type { Failure } from '@shared/failure'
import type { ArtifactId, DeploymentId, ProjectId, ReleaseId, SecretId, Sha256, TenantId } from '@shared/ids'
import type { LogCounts, LogFilter, LogLine, LogPage, LogPlace, LogSpot } from '@shared/log'
import type { Account } from '@shared/model/account'
import type { ApiKey } from '@shared/model/api-key'
import type { Approval, Approver } from '@shared/model/approval'
import type { Certificate } from '@shared/model/certificate'
import type { Channel } from '@shared/model/channel'
import type { Environment } from '@shared/model/environment'
import type { Feed } from '@shared/model/feed'
import type { Freeze } from '@shared/model/freeze'
import type { Policy, TargetHealth } from '@shared/model/health'
import type { JumpHost } from '@shared/model/jump-host'
import type { Lifecycle } from '@shared/model/lifecycle'
import type { MailServerRecord } from '@shared/model/mail'
import type { PackageFormat, PackageRecord } from '@shared/model/package'
import type { Process } from '@shared/model/process'
import type { Project, ProjectGroup } from '@shared/model/project'
import type { Release } from '@shared/model/release'
import type { Runbook } from '@shared/model/runbook'
import type { Settings } from '@shared/model/settings'
import type { Target } from '@shared/model/target'
import type { Tenant } from '@shared/model/tenant'
import type { Trigger } from '@shared/model/trigger'
import type { LibrarySet, VariableSet } from '@shared/model/variable-set'
import type { PackageManifest } from '@shared/packages/manifest'
import type { Result } from '@shared/result'
import type { Secret } from '@shared/secret'
import type { Counted } from '@shared/statistics/statistics'
import type { VaultStatus } from '@shared/vault'
import type { DeploymentDigest } from './deployment-digest'
import type { DeploymentPlace } from './deployment-place'
import type { ReadableLog } from './log/scan/scans'
import type { Repair } from './repair'

/**
 * One workspace's data folder. `open-store.ts` opens it; services depend on this type only.
 * Calls whose answer is not a `Result` reject with a `FailureError` (`storage-failed`) when the disk does not obey;
 * any other rejection is a defect, such as a record that its schema refuses or a call after `close`.
 */
export interface Store {
  readonly folder: string
  readonly environments: Collection<Environment>
  readonly accounts: Collection<Account>
  readonly targets: Collection<Target>
  readonly jumpHosts: Collection<JumpHost>
  readonly policies: Collection<Policy>
  /** The last health check of each target that was ever checked, by the target's id. */
  readonly targetHealth: Collection<TargetHealth>
  /** At most one record; `defaultSettings` apply until somebody sets something. */
  readonly settings: Collection<Settings>
  /** At most one record: the server that mails are sent by. */
  readonly mail: Collection<MailServerRecord>
  readonly groups: Collection<ProjectGroup>
  readonly projects: Collection<Project>
  readonly processes: Collection<Keyed<Process>>
  readonly variableSets: Collection<Keyed<VariableSet>>
  readonly librarySets: Collection<LibrarySet>
  readonly certificates: Collection<Certificate>
  /** Releases of projects, and the snapshots of runbooks. */
  readonly lifecycles: Collection<Lifecycle>
  readonly channels: Collection<Channel>
  readonly freezes: Collection<Freeze>
  readonly tenants: Collection<Tenant>
  readonly triggers: Collection<Trigger>
  /** Whose approvals count here, by the hash of their key. */
  readonly approvers: Collection<Approver>
  readonly approvals: Collection<Approval>
  /** What lets programs in by the HTTP API. */
  readonly apiKeys: Collection<ApiKey>
  readonly releases: Collection<Release>
  readonly runbooks: Collection<Runbook>
  /** The versions of packages; what is in them lies beside, by the hash of each file. */
  readonly packages: Collection<PackageRecord>
  readonly feeds: Collection<Feed>
  /** Bundles that were written for offline targets. */
  readonly bundles: Collection<BundleRecord>
  /** The keys that sign bundles and approvals, at most one of each. */
  readonly bundleKeys: Collection<BundleKey>
  /** Summaries of deployments: a cache of what the event logs say, rebuilt from them where it is behind. */
  readonly deployments: Archive
  readonly snapshots: Snapshots
  readonly vault: Vault
  readonly logs: DeploymentLogs
  readonly artifacts: ArtifactFiles
  readonly packageFiles: PackageFiles
  readonly audit: AuditTrail
  /** Damage that was found since the store was opened, and mended. */
  readonly repairs: () => readonly Repair[]
  /** Settles when each file of records was looked at, its second copy too, or the store was closed. Never rejects. */
  readonly checked: Promise<void>
  readonly attendance: Attendance
  /** Where a plain key file of this workspace's vault lies or would lie. */
  readonly keyFile: string
  /**
   * Makes all changes durable together with what the audit log says about them: after a crash all of it is there or
   * none. Resolves when it is on disk; readers see the changes only then. Made by `putting` and `removing`.
   */
  commit(changes: readonly Change[], entries?: readonly AuditDraft[]): Promise<void>
  /** Waits for writes, releases the folder. */
  close(): Promise<void>
}

/** Whether somebody attends to what waits in a workspace: the window, or the agent. */
export interface Attendance {
  /** When somebody last did before this store was opened; null where nobody knows. Milliseconds since 1970 UTC. */
  readonly last: number | null
  /** From now on somebody does, until the store is closed. To be called once. */
  begin(now: () => number): void
}

/** Process and variable set have their project's id as their own. */
export type Keyed<T extends { readonly projectId: string }> = T & { readonly id: T['projectId'] }

/**
 * Records of one kind, whole in memory. Reading is immediate; a write resolves when it is on disk, and only then
 * readers see it. So whoever reads in order to write has to queue those pairs himself.
 */
export interface Collection<T extends { readonly id: string }> {
  get(id: string): T | undefined
  /** In the order of their creation. */
  all(): readonly T[]
  /** A change for `commit`: the record is written, or replaced where its id is there already. */
  putting(record: T): Change
  /** A change for `commit`: removing one that is not there is no failure. */
  removing(id: string): Change
  /** Commits this one change, of which the audit log says nothing: for what is derived and for mending. */
  put(record: T): Promise<void>
  remove(id: string): Promise<void>
}

/**
 * Summaries of all deployments ever. The newest are in memory; older ones are read when somebody asks, which rejects
 * with a `FailureError` (`storage-damaged`) when both copies of them are damaged.
 */
export interface Archive {
  get(id: string): Promise<DeploymentSummary | undefined>
  /** At most `limit`, the one that was queued last first, whatever the clock said. */
  newest(filter: DeploymentFilter, limit: number): Promise<readonly DeploymentSummary[]>
  /**
   * What is known of those that a filter lets through without their summaries, in the order of `newest`, some at a time:
   * enough to count them, and to know which ones a page has.
   */
  digests(filter: DeploymentFilter): AsyncIterable<readonly DeploymentDigest[]>
  /**
   * What statistics count of each that is over, in no order, some at a time. It is kept in memory beside the summaries:
   * files are read only where nobody has read them since the start.
   */
  counted(where: CountedWhere): AsyncIterable<readonly Counted[]>
  /** The newest deployment of each project, and run of each runbook, in each place, however old it is. */
  latest(): readonly DeploymentSummary[]
  /** Where a release was deployed to, in no order; empty for one that never was. */
  standings(releaseId: ReleaseId): readonly Standing[]
  /** The same with when they were queued, by which it is told which of several releases came last. */
  standingTimes(releaseId: ReleaseId): readonly StandingTimes[]
  /**
   * What a place has of a project: the deployment that ended last of those that succeeded there, however old it is; null
   * for none.
   */
  current(projectId: ProjectId, place: DeploymentPlace): DeploymentSummary | null
  /** All that are not over, by what their summaries say. */
  open(): readonly DeploymentId[]
  /** The ids of all that are known so far: of every one once `complete` has settled. */
  ids(): readonly string[]
  /** The same summaries in the order of `newest`; they were got from here. */
  newestFirst<T extends Pick<DeploymentSummary, 'id'>>(items: readonly T[]): readonly T[]
  /** Whether `complete` has settled. */
  readonly isComplete: boolean
  /** Settles when it is known which deployments there are, or after `stop`. Never rejects. */
  readonly complete: Promise<void>
  /** Ends looking for them, because the store is about to be closed. */
  stop(): void
  putting(summary: DeploymentSummary): Change
  /** The same for one that may have succeeded before: where it has not any more, what was there before it is looked for. */
  changing(summary: DeploymentSummary): Promise<Change>
  /** Whoever removes the newest in its place this way has to remove the others there as well; or takes `removingAll`. */
  removing(id: string): Change
  /** Changes that remove all these; what their places and their releases are left with is shown then. */
  removingAll(ids: readonly string[]): Promise<readonly Change[]>
  put(summary: DeploymentSummary): Promise<void>
  remove(id: string): Promise<void>
}

/** Of which project and in which environment; of all where it is absent. */
export type CountedWhere = Pick<DeploymentFilter, 'projectId' | 'environmentId'> & {
  /** Absent for all, and for without one. */
  readonly tenantId?: TenantId | undefined
}

/**
 * What became of a release in a place. Only ids, because there is one of these for each release and place that ever met,
 * and all of them are in memory; `get` gives the rest.
 */
export interface Standing extends DeploymentPlace {
  /** Its newest deployment there. */
  readonly newest: DeploymentId
  /** Its last one there that succeeded, also before others failed; null for none. */
  readonly success: DeploymentId | null
  /** The one that succeeded before that; null for none. */
  readonly earlier: DeploymentId | null
}

/** The same with moments, in milliseconds since 1970 UTC. */
export interface StandingTimes extends DeploymentPlace {
  readonly newest: { readonly id: DeploymentId; readonly queuedAt: number }
  readonly success: { readonly id: DeploymentId; readonly endedAt: number } | null
}

declare const changeBrand: unique symbol
/** A change of one record that has not been made yet. Only the collection that it came from knows what is in it. */
export interface Change {
  readonly [changeBrand]: true
}

/** Immutable documents named by the SHA-256 of their canonical JSON. */
export interface Snapshots {
  put(value: unknown): Promise<Sha256>
  /** Verifies the hash; a mismatch or an unreadable file is `release-corrupt` with both hashes in `detail`. */
  get(hash: Sha256): Promise<Result<unknown>>
  /** Removing one that is not there is no failure. */
  remove(hash: Sha256): Promise<void>
}

/**
 * Secrets at rest, AES-256-GCM each, bound to their place. Entries never change: a new value gets a new id.
 * Without a key at hand `put` rejects, and `open` fails, with `vault-not-set-up`, `vault-locked` or `secret-unavailable`.
 */
export interface Vault {
  put(secret: Secret): Promise<SecretId>
  open(id: SecretId): Promise<Result<Secret>>
  remove(id: SecretId): Promise<void>
  /** How many secrets there are. */
  count(): Promise<number>
  readonly guard: VaultGuard
}

/** How the vault's key is kept, apart from what the vault holds. */
export type VaultKeyState = Omit<VaultStatus, 'secrets'>

/**
 * Keeps the vault's key. Passphrases come as bytes (UTF-8), which stay the caller's to wipe. The changing methods must
 * not run side by side; they reject with a `FailureError` when the disk does not obey, and then nothing was changed.
 */
export interface VaultGuard {
  /** Whether a plain key file is made without asking anybody: for made-up secrets only. */
  readonly isKeyFileEnough: boolean
  state(): VaultKeyState
  /** Null when secrets can be used now. Asks the keychain where that opens the vault. */
  ready(): Promise<Failure | null>
  /** Makes and wraps a key, or wraps the one of a plain key file and then erases that file. The vault is open then. */
  setUp(choice: { readonly keychain: boolean; readonly passphrase: Uint8Array | null }): Promise<Result<null>>
  /** Null asks the keychain. A wrong passphrase is `passphrase-wrong`. */
  unlock(passphrase: Uint8Array | null): Promise<Result<null>>
  /** Wipes the key from memory; not even the keychain is asked before `unlock`. */
  lock(): void
  /** `current` is null where a keychain's vault has no passphrase yet. */
  changePassphrase(current: Uint8Array | null, next: Uint8Array): Promise<Result<null>>
  /** Renames key and entries so that they are out of the way; `stamp` becomes part of their names. */
  startOver(stamp: string): Promise<void>
}

/** One append-only event log per deployment, the truth about it. */
export interface DeploymentLogs {
  /** Every deployment that has a log; one whose first event never reached the disk has the state null. */
  ids(): Promise<readonly DeploymentId[]>
  /** Opens for reading and appending; repeated calls give the same log. A torn last record is cut off. */
  open(id: DeploymentId): Promise<DeploymentLog>
  remove(id: DeploymentId): Promise<void>
  /** Writes a text that was made of a log to a place outside of the workspace, all of it or nothing. */
  save(path: string, text: AsyncIterable<string>): Promise<void>
}

export interface DeploymentLog {
  readonly id: DeploymentId
  /**
   * Appends in the order of the calls. A state event's promise settles when it is on disk (fsync); an output event's
   * when it is buffered with room to spare. Output before a state event is on disk when that state event is.
   *
   * An event that cannot follow is refused, as by `applyEvent`, and so is output whose `lines` do not match its text.
   * When the disk fails, the log goes back to what is on disk and refuses everything but the event that follows that.
   */
  append(event: DeploymentEvent): Promise<void>
  /** State after all events appended so far, also those on their way to the disk; null for a log without events. */
  state(): Promise<Deployment | null>
  page(filter: LogFilter, from: number, count: number): Promise<LogPage>
  /** The last lines appended since the log was opened, from memory: at most `count`, at most `tailLimit`. */
  tail(count: number): readonly LogLine[]
  line(number: number): Promise<Result<{ readonly text: string }>>
  /** How many lines each run wrote, without reading them. */
  counts(): Promise<LogCounts>
  /** Where a line or a moment is, without reading anything. */
  locate(spot: LogSpot, filters: readonly LogFilter[]): Promise<LogPlace>
  /** What of it can be read from disk once everything appended so far is there. */
  readable(): Promise<ReadableLog>
  /** All events, those of output without text; of what was written at nearly the same time only the last, with the sum. */
  thinEvents(): Promise<readonly DeploymentEvent[]>
  close(): Promise<void>
}

export interface ArtifactFiles {
  create(deployment: DeploymentId): Promise<ArtifactFile>
  /** Copies an artifact to a place outside. */
  copyTo(deployment: DeploymentId, artifact: ArtifactId, path: string): Promise<Result<null>>
}

export interface ArtifactFile {
  readonly id: ArtifactId
  write(chunk: Uint8Array): Promise<void>
  commit(): Promise<void>
  abort(): Promise<void>
}

/** Content of packages by its hash. Rejects with a `FailureError` (`storage-failed`) when the disk does not obey. */
export interface PackageFiles {
  /** Takes a file in under a name of its own, for `keep` or `discard`. What `bytes` throws comes out as it is. */
  receive(bytes: AsyncIterable<Uint8Array>): Promise<IncomingPackage>
  /** Where the content lies, or would lie. */
  pathOf(hash: Sha256): string
  /** Bytes; null when it is not there. */
  sizeOf(hash: Sha256): Promise<number | null>
  /** Null when it is not there. Nothing is hashed. */
  get(hash: Sha256): Promise<StoredPackage | null>
  /** Writes down anew what is in it. */
  describe(hash: Sha256, found: Pick<StoredPackage, 'format' | 'manifest'>): Promise<void>
  /** Hashes the content; null when it is not there. */
  hashOf(hash: Sha256): Promise<Sha256 | null>
  /**
   * The folder that it is unpacked in. Made by `unpack` where it is not there, or not as the manifest says: that is
   * looked at once in a process. Whoever asks while it is being made waits for the same, and makes it
   * where the one who began that gave up.
   */
  tree(
    hash: Sha256,
    manifest: PackageManifest,
    unpack: (folder: string) => Promise<Result<null>>,
    signal: AbortSignal
  ): Promise<Result<string>>
  /** Removing one that is not there is no failure. */
  remove(hash: Sha256): Promise<void>
  all(): Promise<readonly Sha256[]>
  /** Removes what writes that never ended have left, and trees that nobody used since `before` (ms since 1970 UTC). */
  sweep(before: number): Promise<void>
}

export interface StoredPackage {
  /** Absolute path of the content. */
  readonly file: string
  readonly bytes: number
  /** Null where what was written down of it is damaged: it can be read from the content again. */
  readonly format: PackageFormat | null
  readonly manifest: PackageManifest | null
}

/** A file on its way into the store. */
export interface IncomingPackage {
  readonly file: string
  readonly sha256: Sha256
  readonly bytes: number
  /** On disk with what is in it when this resolves. */
  keep(found: Pick<StoredPackage, 'format' | 'manifest'>): Promise<void>
  discard(): Promise<void>
}

/** What was done in this workspace, by whom and when. Entries come in by `Store.commit` only. */
export interface AuditTrail {
  head(): AuditHead
  /** At most `limit` entries that the filter lets through, newest first; only those before the entry `before`. */
  page(filter: AuditFilter, before: number | null, limit: number): Promise<AuditPage>
  /** All entries that the filter lets through, oldest first. */
  entries(filter: AuditFilter): AsyncIterable<AuditEntry>
  /** Everybody who made an entry, by name. */
  users(): Promise<readonly string[]>
  /** Checks the whole chain as it is on disk; `noted` is a hash that somebody wrote down earlier. */
  verify(noted: Sha256 | null): Promise<AuditVerdict>
  /** Writes a text that was made of entries to a place outside of the workspace, all of it or nothing. */
  save(path: string, text: AsyncIterable<string>): Promise<void>
}

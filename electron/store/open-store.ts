import { chmod, mkdir, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import type { AuditActor } from '@shared/audit'
import { FailureError } from '@shared/failure-error'
import { fail, ok, type Result } from '@shared/result'
import type { z } from 'zod'
import { DeploymentArchive } from './archive'
import { ArtifactFolder } from './artifacts'
import { sweepTemporary } from './atomic-file'
import { AttendanceNotes } from './attendance'
import { AuditLog } from './audit/audit-log'
import { unsealedChange } from './change'
import { type CommitChanges, StoredCollection } from './collection'
import { collectionSpecs } from './collections'
import { lockFolder } from './folder-lock'
import { LogFiles } from './log/log-files'
import { openRecords } from './open-records'
import { PackageFolder } from './packages/package-files'
import { refuseNewer } from './prepare-folder'
import type { StoredRecord } from './records/document'
import type { Shelf } from './records/shelf'
import { SnapshotFiles } from './snapshots'
import { onDisk } from './storage-failure'
import type { Store } from './store'
import { type Repeat, repeatForReal } from './upkeep'
import { openVault } from './vault'
import type { KeyChain } from './vault-key-chain'

interface StoreOptions {
  /** The workspace's data folder; made when it is not there. */
  readonly folder: string
  /** Where the vault's key lies or shall lie: outside of `folder`, so that a copy of the folder tells no secrets. */
  readonly keyFile: string
  /** None when absent. */
  readonly keyChain?: KeyChain
  /** For made-up secrets: the vault makes a plain key file without asking anybody. */
  readonly isKeyFileEnough?: boolean
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number
  /** Who acts through this store. */
  readonly actor: AuditActor
  /** For damage and failures that no caller is waiting to hear of. */
  readonly report?: (message: string) => void
  /** Makes checkpoints come; by default each second. */
  readonly repeat?: Repeat
}

/**
 * Opens a workspace's data folder for this process alone.
 * Fails with `workspace-locked` while another process has it open, with `storage-failed` when the disk refuses or the
 * folder is of a newer version, with `storage-damaged` when something is lost; what is on disk is then left as it is.
 */
export async function openStore(options: StoreOptions): Promise<Result<Store>> {
  const folder = resolve(options.folder)
  const keyFile = resolve(options.keyFile)
  if (isInside(folder, keyFile)) return fail(keyInside(folder, keyFile))
  try {
    await refuseNewer(folder)
    await makePrivate(folder)
    const unlock = await lockFolder(folder, options.now)
    try {
      return ok(await openLocked({ ...options, folder, keyFile }, unlock))
    } catch (error) {
      await unlock()
      throw error
    }
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  }
}

async function openLocked(options: StoreOptions, unlock: () => Promise<void>): Promise<Store> {
  const { folder, keyFile } = options
  for (const part of ['.', 'snapshots', 'vault', 'audit']) await sweepTemporary(join(folder, part))
  const audit = await AuditLog.open(options)
  const { report = () => undefined, repeat = repeatForReal } = options
  const { database, upkeep, pages, shelf } = await openRecords({ folder, now: options.now, report, repeat }, audit)
  const attendance = await AttendanceNotes.open({ folder, repeat, report })
  const logs = new LogFiles(folder, report)
  const commit: CommitChanges = (changes, drafts) => database.commit(changes, drafts)
  const vault = await openVault(options)
  const shelves = { latest: shelf(collectionSpecs.latest.name), standings: shelf(collectionSpecs.standings.name) }
  const deployments = new DeploymentArchive(pages, shelves, commit)
  await deployments.completeStandings().catch((error: unknown) => {
    // Tried again at the next start; until then some releases seem to have been nowhere.
    report(`Where releases were deployed to is not known of all: ${String(error)}`)
  })
  return {
    folder,
    keyFile,
    ...collectionsOf(shelf, commit),
    deployments,
    snapshots: new SnapshotFiles(folder),
    vault,
    logs,
    artifacts: new ArtifactFolder(folder),
    packageFiles: new PackageFolder(folder),
    audit,
    repairs: () => upkeep.repairs,
    checked: upkeep.checked,
    attendance,
    commit: (changes, drafts = []) => database.commit(changes.map(unsealedChange), drafts),
    close: async () => {
      await Promise.all([upkeep.close(), logs.close(), attendance.stop()])
      vault.guard.lock()
      await unlock()
    }
  }
}

function collectionsOf(shelf: (name: string) => Shelf, commit: CommitChanges) {
  const specs = collectionSpecs
  const of = <T extends StoredRecord>({ name }: { readonly name: string; readonly schema: z.ZodType<T> }) =>
    new StoredCollection<T>(shelf(name), commit)
  return {
    environments: of(specs.environments),
    accounts: of(specs.accounts),
    targets: of(specs.targets),
    jumpHosts: of(specs.jumpHosts),
    policies: of(specs.policies),
    targetHealth: of(specs.targetHealth),
    settings: of(specs.settings),
    mail: of(specs.mail),
    groups: of(specs.groups),
    projects: of(specs.projects),
    processes: of(specs.processes),
    variableSets: of(specs.variableSets),
    librarySets: of(specs.librarySets),
    certificates: of(specs.certificates),
    lifecycles: of(specs.lifecycles),
    channels: of(specs.channels),
    freezes: of(specs.freezes),
    tenants: of(specs.tenants),
    triggers: of(specs.triggers),
    approvers: of(specs.approvers),
    approvals: of(specs.approvals),
    apiKeys: of(specs.apiKeys),
    releases: of(specs.releases),
    runbooks: of(specs.runbooks),
    packages: of(specs.packages),
    feeds: of(specs.feeds),
    bundles: of(specs.bundles),
    bundleKeys: of(specs.bundleKeys)
  }
}

/** Makes the folder, and takes access to it away from everybody but its owner. */
async function makePrivate(folder: string): Promise<void> {
  await onDisk('open', folder, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const { mode } = await stat(folder)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) await chmod(folder, 0o700)
  })
}

function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file)
  return path !== '..' && !path.startsWith('../') && !path.startsWith('..\\') && !isAbsolute(path)
}

const keyInside = (folder: string, keyFile: string) =>
  ({
    kind: 'invalid-input',
    message: `The vault's key file ${keyFile} lies inside the data folder ${folder}.`,
    remedy: 'Choose a place for the key outside of the data folder, so that a copy of the data tells no secrets.'
  }) as const

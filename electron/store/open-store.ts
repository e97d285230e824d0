import { chmod, mkdir, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import type { AuditActor, AuditDraft } from '@shared/audit'
import { FailureError } from '@shared/failure-error'
import { account } from '@shared/model/account'
import { environment } from '@shared/model/environment'
import { policy, targetHealth } from '@shared/model/health'
import { jumpHost } from '@shared/model/jump-host'
import { project, projectGroup } from '@shared/model/project'
import { release } from '@shared/model/release'
import { settings } from '@shared/model/settings'
import { target } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import type { z } from 'zod'
import { ArtifactFolder } from './artifacts'
import { sweepTemporary } from './atomic-file'
import { AuditLog } from './audit/audit-log'
import { unsealed } from './change'
import { StoredCollection } from './collection'
import { lockFolder } from './folder-lock'
import { LogFiles } from './log/log-files'
import { deploymentRecord, processRecord, variableSetRecord } from './record-schemas'
import { SnapshotFiles } from './snapshots'
import { onDisk } from './storage-failure'
import type { Store } from './store'
import { VaultFiles } from './vault'

interface StoreOptions {
  /** The workspace's data folder; made when it is not there. */
  readonly folder: string
  /** Where the vault's key lies or shall lie: outside of `folder`, so that a copy of the folder tells no secrets. */
  readonly keyFile: string
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number
  /** Who acts through this store. */
  readonly actor: AuditActor
}

/** Releases and deployments come without end, so theirs are written in shards of this many records. */
const shardSize = 100

/**
 * Opens a workspace's data folder for this process alone.
 * Fails with `workspace-locked` while another process has it open, with `storage-failed` when the disk refuses or a
 * document is damaged or of a newer version; what is on disk is then left as it is.
 */
export async function openStore(options: StoreOptions): Promise<Result<Store>> {
  const folder = resolve(options.folder)
  const keyFile = resolve(options.keyFile)
  if (isInside(folder, keyFile)) return fail(keyInside(folder, keyFile))
  try {
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
  const collections = openCollections(folder)
  await Promise.all(Object.values(collections).map(collection => collection.load()))
  const logs = new LogFiles(folder)
  const audit = await AuditLog.open(options)
  const enter = entering(audit, options.now)
  return {
    folder,
    keyFile,
    ...collections,
    snapshots: new SnapshotFiles(folder),
    vault: new VaultFiles(folder, keyFile),
    logs,
    artifacts: new ArtifactFolder(folder),
    audit,
    commit: async (changes, drafts = []) => {
      for (const change of changes) await unsealed(change).make()
      if (drafts.length > 0) await enter(drafts)
    },
    close: async () => {
      await Promise.all([...Object.values(collections).map(collection => collection.close()), logs.close()])
      await unlock()
    }
  }
}

/** Puts drafts at the end of the chain, one call after the other, so that a failed one can be taken back. */
function entering(audit: AuditLog, now: () => number): (drafts: readonly AuditDraft[]) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve()
  const enter = async (drafts: readonly AuditDraft[]): Promise<void> => {
    const { seq } = audit.head()
    try {
      await audit.append(audit.stamp(drafts, now()))
    } catch (error) {
      audit.rewindTo(seq)
      throw error
    }
  }
  return drafts => {
    const mine = last.then(() => enter(drafts))
    last = mine.catch(() => undefined)
    return mine
  }
}

function openCollections(folder: string) {
  const document = <T extends { readonly id: string }>(name: string, record: z.ZodType<T>) =>
    new StoredCollection({ folder, name, record, shardSize: null })
  const shards = <T extends { readonly id: string }>(name: string, record: z.ZodType<T>) =>
    new StoredCollection({ folder, name, record, shardSize })
  return {
    environments: document('environments', environment),
    accounts: document('accounts', account),
    targets: document('targets', target),
    jumpHosts: document('jump-hosts', jumpHost),
    policies: document('policies', policy),
    targetHealth: document('target-health', targetHealth),
    settings: document('settings', settings),
    groups: document('groups', projectGroup),
    projects: document('projects', project),
    processes: document('processes', processRecord),
    variableSets: document('variable-sets', variableSetRecord),
    releases: shards('releases', release),
    deployments: shards('deployment-summaries', deploymentRecord)
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

import type { WorkspaceKind } from './workspace'

/** What checking a workspace's files came upon, as words for people. */
export interface DataFinding {
  /** The path below the data folder, with `/` between its parts. */
  readonly file: string
  /** Where in the file, such as `line 12` or `byte 40`; null when it is about the file as a whole. */
  readonly place: string | null
  /** One plain sentence. */
  readonly what: string
  /** What to do about it, in one plain sentence. */
  readonly remedy: string
}

/** How much was looked at. */
export interface DataCounts {
  readonly files: number
  readonly bytes: number
  /** Records of all collections. */
  readonly records: number
  /** Mentions of one thing in another, each followed. */
  readonly references: number
  /** Commits in the journal that were not yet dropped from it. */
  readonly commits: number
  readonly snapshots: number
  readonly logs: number
  readonly events: number
  readonly artifacts: number
  readonly secrets: number
  readonly auditEntries: number
}

/** What checking every file of a workspace found. It is sound when there is no fault. */
export interface DataReport {
  /** Milliseconds since 1970 UTC. */
  readonly checkedAt: number
  /** Milliseconds. */
  readonly took: number
  readonly counts: DataCounts
  /** Whether every secret was opened as well; a locked vault's are only looked at from outside. */
  readonly secretsOpened: boolean
  /** The first ones, in the order of the files; `faultCount` counts all. */
  readonly faults: readonly DataFinding[]
  readonly faultCount: number
  /** What does no harm: nothing refers to it, or a crash left it behind. */
  readonly warnings: readonly DataFinding[]
  readonly warningCount: number
}

/** How many findings of a kind a report tells one by one. */
export const findingLimit = 100

/**
 * Whether the vault's key is in a backup. `included`: wrapped by a passphrase. `left-out`: it is protected by something
 * that does not travel, so a restore elsewhere cannot open the secrets. `none`: there is no key.
 */
export type KeyInBackup = 'included' | 'left-out' | 'none'

/** A backup that was written. */
export interface BackupReport {
  readonly path: string
  /** Bytes of the backup itself. */
  readonly size: number
  readonly key: KeyInBackup
  /** What checking the very content of the backup found. */
  readonly report: DataReport
  /** Whether the audit log has it; not while another Slipway has the workspace open. */
  readonly isAudited: boolean
}

/** A backup that a person chose, as its beginning describes it; its content is checked only when it is restored. */
export interface ChosenBackup {
  readonly path: string
  readonly workspace: WorkspaceKind
  /** What a person called the workspace; null for those that are always there. */
  readonly name: string | null
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number
  /** The version of Slipway that wrote it. */
  readonly slipway: string
  readonly files: number
  /** Bytes of all files. */
  readonly bytes: number
  readonly key: KeyInBackup
}

/** A workspace that was restored. */
export interface RestoreReport {
  readonly backup: ChosenBackup
  /** The folder that what was there before is kept in; null when there was nothing. */
  readonly keptAs: string | null
  /** What became of the vault's key: `kept` as it was, taken `from-backup`, or `missing`, so that no secret opens. */
  readonly key: 'kept' | 'from-backup' | 'missing' | 'none'
  readonly report: DataReport
}

/** What became of the vault's key, as a sentence for people who have no window yet. */
export const keyAfterRestore: Readonly<Record<RestoreReport['key'], string>> = {
  kept: 'The vault’s key is the one that was here before.',
  'from-backup': 'The vault’s key came with the backup: unlock it with the passphrase of that time.',
  missing: 'The vault’s key is neither here nor in the backup: enter the secrets again, or put the key back.',
  none: 'There is no vault key, and there are no secrets.'
}

import type { EnvironmentId, ProjectId, Sha256 } from './ids'

/** How somebody reached Slipway. `slipway` itself acts by schedule or while mending what a crash left behind. */
export type AuditDoor = 'window' | 'command-line' | 'slipway'

/** What kind of thing an entry is about. */
export type AuditSubject =
  | 'environment'
  | 'account'
  | 'target'
  | 'jump-host'
  | 'policy'
  | 'group'
  | 'project'
  | 'process'
  | 'variables'
  | 'release'
  | 'deployment'
  | 'secret'
  | 'vault'
  | 'settings'
  | 'workspace'

/** What happened to it. */
export type AuditVerb =
  | 'created'
  | 'changed'
  | 'deleted'
  | 'launched'
  | 'cancelled'
  | 'finished'
  | 'interrupted'
  | 'used'
  | 'host-key-accepted'
  | 'host-key-replaced'
  | 'unlocked'
  | 'locked'
  | 'unlock-refused'
  | 'passphrase-changed'
  | 'backed-up'
  | 'restored'
  | 'repaired'
  | 'exported'

/** A field that changed, as short text for people. Secrets appear as “set”, “replaced” or “removed” and never as a value. */
export interface AuditChange {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

/** What a service says about a change that it makes. The store adds who, when and the chain. */
export interface AuditDraft {
  readonly verb: AuditVerb
  readonly subject: { readonly kind: AuditSubject; readonly id: string; readonly name: string }
  readonly projectId?: ProjectId
  readonly environmentId?: EnvironmentId
  /** One plain sentence without its subject's grammar left to the reader, such as `Created the target “web-1”.` */
  readonly summary: string
  readonly changes?: readonly AuditChange[]
}

/**
 * One link of the chain. `hash` is the SHA-256 of the canonical JSON of all other members, `prev` the hash of the entry
 * before (64 zeros for the first), so an entry that was edited, removed or moved breaks the chain where it stood.
 */
export interface AuditEntry extends AuditDraft {
  /** Counts from 1 without gaps. */
  readonly seq: number
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  /** The login name of the person at this workstation. */
  readonly user: string
  readonly door: AuditDoor
  readonly prev: Sha256
  readonly hash: Sha256
}

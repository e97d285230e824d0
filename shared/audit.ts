import { z } from 'zod'
import { type EnvironmentId, environmentId, type ProjectId, projectId, type Sha256 } from './ids'

/** How somebody reached Slipway. `slipway` itself acts by schedule or while mending what a crash left behind. */
export const auditDoors = ['window', 'command-line', 'api', 'slipway'] as const
export type AuditDoor = (typeof auditDoors)[number]

/** What kind of thing an entry is about. */
export const auditSubjects = [
  'environment',
  'account',
  'target',
  'jump-host',
  'policy',
  'group',
  'project',
  'process',
  'variables',
  'library-set',
  'certificate',
  'release',
  'lifecycle',
  'channel',
  'freeze',
  'tenant',
  'trigger',
  'approval',
  'api-key',
  'runbook',
  'package',
  'feed',
  'deployment',
  'secret',
  'vault',
  'settings',
  'workspace'
] as const
export type AuditSubject = (typeof auditSubjects)[number]

/** What happened to it. */
export const auditVerbs = [
  'created',
  'changed',
  'deleted',
  'launched',
  'answered',
  'paused',
  'unpaused',
  'moved-to-top',
  'resumed',
  'given-up',
  'cancelled',
  'finished',
  'interrupted',
  'used',
  'host-key-accepted',
  'host-key-replaced',
  'unlocked',
  'locked',
  'unlock-refused',
  'passphrase-changed',
  'variables-updated',
  'published',
  'backed-up',
  'restored',
  'repaired',
  'exported',
  'receipt-imported',
  'progression-prevented',
  'progression-resolved',
  'requested',
  'approved',
  'refused',
  'fired'
] as const
export type AuditVerb = (typeof auditVerbs)[number]

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
  /** Says `slipway` where Slipway acts by itself, and `api` for the HTTP API; otherwise the store enters the door of its workspace. */
  readonly door?: AuditDoor
}

/** Who acts through a store that is open: the login name of the person at this workstation, and how they came. */
export interface AuditActor {
  readonly user: string
  readonly door: AuditDoor
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

/** The end of the chain. Who noted it elsewhere can tell later whether the log was rebuilt since. */
export interface AuditHead {
  /** How many entries there are; 0 for a log that is empty. */
  readonly seq: number
  /** The hash of the last entry; 64 zeros for a log that is empty. */
  readonly hash: Sha256
}

const moment = z.number().int().nonnegative()

/** Narrows the log. What is left out lets everything through; `from` is included, `to` is not, both in ms since 1970 UTC. */
export const auditFilter = z.strictObject({
  projectId: projectId.optional(),
  environmentId: environmentId.optional(),
  user: z.string().max(300).optional(),
  subjects: z.array(z.enum(auditSubjects)).max(auditSubjects.length).optional(),
  verbs: z.array(z.enum(auditVerbs)).max(auditVerbs.length).optional(),
  from: moment.optional(),
  to: moment.optional(),
  /** Found in sentences, names, people and changes, whatever the case. */
  text: z.string().trim().max(200).optional()
})
export type AuditFilter = z.infer<typeof auditFilter>

/** The most entries that one page may hold. */
export const auditPageLimit = 200

/** Entries that a filter lets through, newest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[]
  /** Whether the filter lets older ones through as well. */
  readonly hasMore: boolean
}

/** A page with what its reader needs beside it. */
export interface AuditListing extends AuditPage {
  /** Everybody who made an entry, by name. */
  readonly users: readonly string[]
  readonly head: AuditHead
}

/**
 * Where a chain breaks. `unreadable`: the line is no entry. `edited`: its content and its hash do not fit. `missing`: a
 * later entry stands in its place. `out-of-place`: an earlier one does. `unlinked`: it does not continue the entry
 * before. `replaced`: another entry was written there. `cut-off`: the log ends, although this entry was written once.
 */
export type AuditBreakKind = 'unreadable' | 'edited' | 'missing' | 'out-of-place' | 'unlinked' | 'replaced' | 'cut-off'

/** The first broken link of a chain. */
export interface AuditBreak {
  readonly kind: AuditBreakKind
  /** The number of the entry that should stand there. */
  readonly seq: number
  /** The file and its line, from 1; null where the log ends too early. */
  readonly place: { readonly file: string; readonly line: number } | null
  /** What was found, in one plain sentence. */
  readonly message: string
}

/** What checking the whole chain found. */
export interface AuditVerdict {
  /** How many entries are sound, counted from the first. */
  readonly sound: number
  /** The end of the sound part. */
  readonly head: AuditHead
  readonly broken: AuditBreak | null
  /** Number of the entry whose hash was noted earlier; `not-found` when no sound entry has it; null when none was asked for. */
  readonly noted: number | 'not-found' | null
}

import type { AuditChange, AuditDraft, AuditSubject } from '@shared/audit'
import type { EnvironmentId, ProjectId } from '@shared/ids'
import type { Change } from '../store/store'
import { changesBetween, type Field } from './audit-changes'
import { sentenceList } from './rules'

/** How records of one kind appear in the audit log. */
export interface Audited<T> {
  readonly kind: AuditSubject
  /** In a sentence, such as `target` in: Created the target “web-1”. */
  readonly word: string
  readonly fields: readonly Field<T>[]
  /** What else the entry is found by. */
  readonly refs?: (record: T) => { readonly projectId?: ProjectId; readonly environmentId?: EnvironmentId }
}

/** A change of a record that comes with that of another one, and what the audit log says about it. */
export interface AuditedChange {
  readonly change: Change
  readonly drafts: readonly AuditDraft[]
}

/** The most changes that one entry lists. */
const listed = 60
/** The most that its sentence names. */
const named = 3

/**
 * What the audit log says when a record is created (`before` is null), changed or deleted (`after` is null). Nothing,
 * when a save changed nothing.
 */
export function draftsOf<T extends { readonly id: string; readonly name: string }>(
  audited: Audited<T>,
  before: T | null,
  after: T | null
): readonly AuditDraft[] {
  const record = after ?? before
  if (record === null) return []
  const changes = changesBetween(before, after, audited.fields)
  const verb = before === null ? 'created' : after === null ? 'deleted' : 'changed'
  if (verb === 'changed' && changes.length === 0) return []
  const subject = { kind: audited.kind, id: record.id, name: record.name }
  // A person looks for the name that was known when it was done.
  const name = before?.name ?? record.name
  const summary =
    verb === 'changed'
      ? changedSentence(`the ${audited.word} “${name}”`, changes)
      : `${verb === 'created' ? 'Created' : 'Deleted'} the ${audited.word} “${name}”.`
  return [{ verb, subject, ...audited.refs?.(record), summary, changes: withinLimit(changes) }]
}

/** `Changed the target “web-1”: host and roles added.` */
export const changedSentence = (what: string, changes: readonly AuditChange[]): string =>
  `Changed ${what}: ${sentenceList(fieldNames(changes))}.`

function fieldNames(changes: readonly AuditChange[]): readonly string[] {
  const names = changes.map(({ field }) => field.charAt(0).toLowerCase() + field.slice(1))
  const rest = names.length - named
  return rest > 0 ? [...names.slice(0, named), `${rest} more`] : names
}

/** As many changes as an entry lists, and how many there are beyond. */
export const withinLimit = (changes: readonly AuditChange[]): readonly AuditChange[] =>
  changes.length <= listed
    ? changes
    : [
        ...changes.slice(0, listed - 1),
        { field: 'Further changes', before: null, after: String(changes.length - listed + 1) }
      ]

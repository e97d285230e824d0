import type { AuditEntry, AuditFilter } from '@shared/audit'

/** Whether a filter lets an entry through. */
export type AuditMatch = (entry: AuditEntry) => boolean

/** The filter as a question to entries. */
export function matching(filter: AuditFilter): AuditMatch {
  const { projectId, environmentId, user, subjects, verbs, from, to } = filter
  const text = filter.text?.toLowerCase() ?? ''
  return entry =>
    (projectId === undefined || entry.projectId === projectId) &&
    (environmentId === undefined || entry.environmentId === environmentId) &&
    (user === undefined || entry.user === user) &&
    (subjects === undefined || subjects.includes(entry.subject.kind)) &&
    (verbs === undefined || verbs.includes(entry.verb)) &&
    (from === undefined || entry.at >= from) &&
    (to === undefined || entry.at < to) &&
    (text === '' || textsOf(entry).some(part => part.toLowerCase().includes(text)))
}

/** What the filter by text looks at. */
function* wordsOf({ summary, subject, user, changes }: AuditEntry): Generator<string> {
  yield summary
  yield subject.name
  yield user
  for (const { field, before, after } of changes ?? []) {
    yield field
    if (before !== null) yield before
    if (after !== null) yield after
  }
}

const textsOf = (entry: AuditEntry): readonly string[] => [...wordsOf(entry)]

/**
 * Whether a stored line can hold what the filter asks for at all. Cheaper than reading it as JSON: a filter that lets
 * little through has to look at every line.
 */
export function mayHold(filter: AuditFilter): (line: string) => boolean {
  const needles = [filter.projectId, filter.environmentId, filter.user]
    .filter(needle => needle !== undefined)
    .map(needle => JSON.stringify(needle))
  const text = filter.text ? JSON.stringify(filter.text.toLowerCase()).slice(1, -1) : ''
  return line => needles.every(needle => line.includes(needle)) && (text === '' || line.toLowerCase().includes(text))
}

import type { AuditChange, AuditEntry, AuditFilter, AuditHead } from '@shared/audit'

/** What an export consists of. */
export interface AuditExport {
  readonly entries: AsyncIterable<AuditEntry>
  readonly filter: AuditFilter
  /** The end of the whole chain when it was made. */
  readonly head: AuditHead
  /** Milliseconds since 1970 UTC. */
  readonly at: number
}

const columns: readonly (readonly [string, (entry: AuditEntry) => string])[] = [
  ['Number', entry => String(entry.seq)],
  ['Time (UTC)', entry => new Date(entry.at).toISOString()],
  ['Person', entry => entry.user],
  ['By way of', entry => entry.door],
  ['Action', entry => entry.verb],
  ['Kind', entry => entry.subject.kind],
  ['Name', entry => entry.subject.name],
  ['Id', entry => entry.subject.id],
  ['Project id', entry => entry.projectId ?? ''],
  ['Environment id', entry => entry.environmentId ?? ''],
  ['Sentence', entry => entry.summary],
  ['Changes', entry => (entry.changes ?? []).map(changeText).join('\n')],
  ['Hash before', entry => entry.prev],
  ['Hash', entry => entry.hash]
]

/** `Name: Test → Staging` */
export const changeText = ({ field, before, after }: AuditChange): string =>
  `${field}: ${[before, after].map(value => value ?? 'nothing').join(' → ')}`

/** One row for each entry, as RFC 4180 has it, with headings. */
export async function* toCsv({ entries }: AuditExport): AsyncGenerator<string> {
  yield csvRow(columns.map(([heading]) => heading))
  for await (const entry of entries) yield csvRow(columns.map(([, of]) => of(entry)))
}

/** A row of a CSV file, with its line end. */
export const csvRow = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`

/** Spreadsheets take what begins like this for a formula; an apostrophe makes it text. */
function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** A JSON document of whole entries, so that their hashes can be checked elsewhere. */
export async function* toJson({ entries, filter, head, at }: AuditExport): AsyncGenerator<string> {
  const about = JSON.stringify({ format: 1, exportedAt: new Date(at).toISOString(), filter, head })
  yield `${about.slice(0, -1)},"entries":[`
  let separator = '\n'
  for await (const entry of entries) {
    yield separator + JSON.stringify(entry)
    separator = ',\n'
  }
  yield '\n]}\n'
}

import type { AccountId, CertificateId, LibrarySetId } from '../ids'
import type { Variable, VariableView } from '../model/variable-set'
import { scopeOf } from '../model/variable-set'
import type { Candidate, Content, Origin } from './contest'

/** The rows that a project's names are decided among: its own, and those of the library sets that it includes. */
export interface VariableSources<Row extends VariableView = VariableView> {
  readonly variables: readonly Row[]
  /** In the order in which they are included. */
  readonly librarySets: readonly LibraryRows<Row>[]
}

export interface LibraryRows<Row extends VariableView = VariableView> {
  readonly id: LibrarySetId
  readonly name: string
  readonly variables: readonly Row[]
}

/** A candidate that is a row of a variable set. */
export interface RowCandidate<Row extends VariableView = VariableView> extends Candidate {
  readonly row: Row
}

/** All candidates of one name. */
export interface NamedCandidates<C extends Candidate = Candidate> {
  /** As the first row spells it. */
  readonly name: string
  readonly candidates: readonly C[]
}

/** Names compare without case. */
export const nameKey = (name: string): string => name.toLowerCase()

/** The rows by `nameKey`, in the order in which names first appear: project first, then the sets as included. */
export function rowsByName<Row extends VariableView>(
  sources: VariableSources<Row>
): ReadonlyMap<string, NamedCandidates<RowCandidate<Row>>> {
  const found = new Map<string, { readonly name: string; readonly candidates: RowCandidate<Row>[] }>()
  const add = (row: Row, origin: Origin) => {
    const key = nameKey(row.name)
    const entry = found.get(key) ?? { name: row.name, candidates: [] }
    entry.candidates.push(rowCandidate(row, origin))
    found.set(key, entry)
  }
  for (const row of sources.variables) add(row, { kind: 'project' })
  for (const [position, { id, name, variables }] of sources.librarySets.entries())
    for (const row of variables) add(row, { kind: 'library', id, name, position })
  return found
}

function rowCandidate<Row extends VariableView>(row: Row, origin: Origin): RowCandidate<Row> {
  const refersTo = referenceOf(row)
  return {
    origin,
    rowId: row.id,
    scope: scopeOf(row),
    content: contentOf(row),
    row,
    ...(refersTo === null ? {} : { refersTo }),
    ...(row.prompt === undefined ? {} : { isPrompted: true })
  }
}

/** What a row holds. A reference holds the id of what it refers to. */
export function contentOf(row: VariableView | Variable): Content {
  switch (row.type) {
    case 'text':
      return { kind: 'text', text: row.value }
    case 'sensitive':
      return { kind: 'secret', id: 'secret' in row ? row.secret : null }
    case 'account':
      return { kind: 'text', text: row.accountId }
    case 'certificate':
      return { kind: 'text', text: row.certificateId }
  }
}

/** What a row's value refers to; null for text and secrets. */
export const referenceOf = (row: VariableView): AccountId | CertificateId | null =>
  row.type === 'account' ? row.accountId : row.type === 'certificate' ? row.certificateId : null

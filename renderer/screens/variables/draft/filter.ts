import type { EnvironmentId } from '@shared/ids'
import { isUnscoped } from '@shared/model/variable-scope'
import type { Finding } from '@shared/variables/lint'
import { nameKey } from '@shared/variables/rows'
import { type Labels, scopeWords } from '@shared/variables/scope-words'
import type { DraftRow, RowKey } from './draft-row'

/** Which rows are shown. */
export interface RowFilter {
  /** Words that must all be in the name, the readable value, the scope or the description. */
  readonly text: string
  /** Only rows that can apply in this environment. */
  readonly environmentId: EnvironmentId | null
  readonly finding: Finding['kind'] | 'any' | null
}

export const noFilter: RowFilter = { text: '', environmentId: null, finding: null }

export const isFiltering = ({ text, environmentId, finding }: RowFilter): boolean =>
  text.trim() !== '' || environmentId !== null || finding !== null

/** What a filter decides by besides the rows themselves. */
export interface FilterContext {
  readonly labels: Labels
  /** The kinds of findings of each row. */
  readonly findings: ReadonlyMap<RowKey, ReadonlySet<Finding['kind']>>
  /** The rows when the filter was set. One that was changed since stays in view, so that nothing vanishes under an edit. */
  readonly since: ReadonlyMap<RowKey, DraftRow>
}

/** The rows that a filter shows, in their order. */
export function filterRows(rows: readonly DraftRow[], filter: RowFilter, context: FilterContext): readonly DraftRow[] {
  if (!isFiltering(filter)) return rows
  const words = nameKey(filter.text).split(/\s+/).filter(Boolean)
  const passes = (row: DraftRow) => matches(row, filter, words, context)
  return rows.filter(row => {
    if (passes(row)) return true
    const before = context.since.get(row.key)
    return before === undefined || (before !== row && passes(before))
  })
}

function matches(row: DraftRow, filter: RowFilter, words: readonly string[], context: FilterContext): boolean {
  const { environmentId, finding } = filter
  const environments = row.scope.environments ?? []
  if (environmentId !== null && environments.length > 0 && !environments.includes(environmentId)) return false
  if (finding !== null) {
    const kinds = context.findings.get(row.key)
    if (kinds === undefined || (finding !== 'any' && !kinds.has(finding))) return false
  }
  if (words.length === 0) return true
  const haystack = haystackOf(row, context.labels)
  return words.every(word => haystack.includes(word))
}

/** Rows never change, so what is looked through is worked out once for each. */
const haystacks = new WeakMap<Labels, WeakMap<DraftRow, string>>()

function haystackOf(row: DraftRow, labels: Labels): string {
  const known = haystacks.get(labels) ?? new WeakMap<DraftRow, string>()
  haystacks.set(labels, known)
  const found = known.get(row)
  if (found !== undefined) return found
  const value = row.type === 'text' ? (row.value ?? '') : ''
  const scope = isUnscoped(row.scope) ? '' : scopeWords(row.scope, labels)
  const haystack = nameKey([row.name, value, scope, row.description].join('\n'))
  known.set(row, haystack)
  return haystack
}

import type { Draft } from './draft'
import type { DraftRow, RowKey } from './draft-row'

/** What is stored, under the keys that the rows had when they were sent; null when it is not what was sent. */
export function storedAs(sent: Draft, stored: Draft): Draft | null {
  if (sent.rows.length !== stored.rows.length) return null
  const rows = stored.rows.map((row, index) => ({ ...row, key: sent.rows[index]?.key ?? row.key }))
  return { ...stored, rows }
}

/**
 * A draft from before a save, or typed while it ran, as it stands on what was saved: new rows have ids now, removed ones
 * would be new again, and secrets that were stored are not kept in the window any longer.
 */
export function rebased(draft: Draft, sent: Draft, base: Draft): Draft {
  const sentRows = new Map(sent.rows.map(row => [row.key, row]))
  const baseRows = new Map(base.rows.map(row => [row.key, row]))
  return { ...draft, rows: draft.rows.map(row => rebasedRow(row, sentRows, baseRows)) }
}

function rebasedRow(row: DraftRow, sent: ReadonlyMap<RowKey, DraftRow>, base: ReadonlyMap<RowKey, DraftRow>): DraftRow {
  const stored = base.get(row.key)
  if (stored !== undefined && sent.get(row.key) === row) return stored
  const id = stored?.id ?? null
  if (row.type !== 'sensitive') return id === row.id ? row : { ...row, id }
  const isStoredSecret = stored?.type === 'sensitive'
  const wasSent = isStoredSecret && sent.get(row.key)?.value === row.value
  return { ...row, id, value: wasSent || (isStoredSecret && row.value === null) ? null : (row.value ?? '') }
}

/** The same for what undo and redo may bring back: there, typed secrets are never kept. */
export function rebasedPast(draft: Draft, sent: Draft, base: Draft): Draft {
  const secrets = new Set(base.rows.filter(row => row.type === 'sensitive').map(row => row.key))
  const { rows, ...rest } = rebased(draft, sent, base)
  return {
    ...rest,
    rows: rows.map(row => (row.type === 'sensitive' && secrets.has(row.key) ? { ...row, value: null } : row))
  }
}

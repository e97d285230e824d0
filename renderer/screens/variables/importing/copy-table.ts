import type { ScopeDimension } from '@shared/model/variable-scope'
import { scopeLabel, scopeValues } from '@shared/variables/scope-words'
import type { DraftRow } from '../draft/draft-row'
import { typeNames } from '../grid/grid-row'
import type { Surroundings } from '../use-surroundings'

const columns: readonly (readonly [string, ScopeDimension])[] = [
  ['Environment', 'environments'],
  ['Target', 'targets'],
  ['Role', 'roles'],
  ['Step', 'actions']
]

/** Rows as tab-separated text with headings, which spreadsheets take and the import reads. Secrets are left out. */
export function copyTable(
  rows: readonly DraftRow[],
  { labels, accounts, certificates }: Pick<Surroundings, 'labels' | 'accounts' | 'certificates'>
): string {
  const names = new Map([...accounts, ...certificates].map(({ id, name }) => [id as string, name]))
  const shownValue = ({ type, value }: DraftRow): string => {
    if (type === 'sensitive') return ''
    return type === 'text' ? (value ?? '') : (names.get(value ?? '') ?? '')
  }
  const lines = rows.map(row => [
    row.name,
    shownValue(row),
    typeNames[row.type],
    ...columns.map(([, dimension]) =>
      scopeValues(row.scope, dimension, labels)
        .map(value => scopeLabel(dimension, value, labels))
        .join(', ')
    ),
    row.description
  ])
  const headings = ['Name', 'Value', 'Type', ...columns.map(([title]) => title), 'Description']
  return [headings, ...lines].map(cells => cells.map(quoted).join('\t')).join('\n')
}

const quoted = (cell: string): string => (/["\t\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

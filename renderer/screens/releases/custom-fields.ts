import type { CustomFields } from '@shared/model/channel'
import { sameName } from '@shared/model/text'

/** A custom field while it is typed. */
export interface FieldRow {
  /** Stays the same while it is typed. */
  readonly key: string
  readonly name: string
  readonly value: string
}

/** What the form begins with. */
export const rowsOfFields = (fields: CustomFields = {}): readonly FieldRow[] =>
  Object.entries(fields).map(([name, value], index) => ({ key: `row-${index + 1}`, name, value }))

/** What is sent; nothing without a name or a value. Undefined for none. */
export function fieldsOfRows(rows: readonly FieldRow[]): CustomFields | undefined {
  const said = rows.filter(({ name, value }) => name.trim() !== '' && value.trim() !== '')
  return said.length === 0 ? undefined : Object.fromEntries(said.map(({ name, value }) => [name.trim(), value]))
}

/** Every field to show: those that the channel asks for first, also where nothing was typed yet. */
export function fieldsShown(rows: readonly FieldRow[], required: readonly string[]): readonly FieldRow[] {
  const asked = required.map(name => {
    const typed = rows.find(row => sameName(row.name, name))
    return typed === undefined ? { key: `required-${name}`, name, value: '' } : { ...typed, name }
  })
  return [...asked, ...rows.filter(row => !required.some(name => sameName(name, row.name)))]
}

/** The rows with one of them as it is typed now. */
export const withField = (rows: readonly FieldRow[], row: FieldRow): readonly FieldRow[] =>
  rows.some(({ key }) => key === row.key) ? rows.map(other => (other.key === row.key ? row : other)) : [...rows, row]

/** Names that stand there more than once, of which only one could be kept. */
export const repeatedNames = (rows: readonly FieldRow[]): readonly string[] => [
  ...new Set(
    rows
      .filter(
        (row, index) => row.name.trim() !== '' && rows.slice(0, index).some(other => sameName(other.name, row.name))
      )
      .map(({ name }) => name.trim())
  )
]

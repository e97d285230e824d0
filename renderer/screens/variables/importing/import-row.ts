import type { ScopeDimension } from '@shared/model/variable-scope'
import type { VariableType } from '@shared/model/variable-set'

export const importFormats = ['table', 'env', 'json', 'yaml'] as const
export type ImportFormat = (typeof importFormats)[number]

export const formatNames: Readonly<Record<ImportFormat, string>> = {
  table: 'Table (CSV or TSV)',
  env: '.env file',
  json: 'JSON',
  yaml: 'YAML'
}

/** A variable as it stands in a foreign text, with names in place of ids. */
export interface ImportedRow {
  readonly name: string
  /** Null where the text says that there is a value and not which one, as exports do for secrets. */
  readonly value: string | null
  /** Null where the text does not say. */
  readonly type: VariableType | null
  readonly description: string
  /** As written: one cell may hold several names. */
  readonly scope: { readonly [Dimension in ScopeDimension]?: readonly string[] }
}

/** What a text came to; `failure` says in a sentence why it could not be read. */
export interface ImportReading {
  readonly format: ImportFormat
  readonly rows: readonly ImportedRow[]
  readonly failure: string | null
}

export const plainRow = (name: string, value: string): ImportedRow => ({
  name,
  value,
  type: null,
  description: '',
  scope: {}
})

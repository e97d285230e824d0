/** The formats whose structure is understood. */
export type ConfigurationFormat = 'json' | 'yaml' | 'xml' | 'properties'

/** What went wrong with a file: its text does not follow its format, or nests deeper than it can be worked on. */
export type ConfigurationErrorKind = 'unparsable' | 'too-deep'

/** How the formats are called in messages. */
export const formatNames: Readonly<Record<ConfigurationFormat, string>> = {
  json: 'Json',
  yaml: 'Yaml',
  xml: 'Xml',
  properties: 'Properties'
}

/** Where in a text something is, both counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A file that cannot be worked on. The only error that this folder throws on purpose. */
export class ConfigurationError extends Error {
  readonly kind: ConfigurationErrorKind
  readonly format: ConfigurationFormat
  /** What is wrong, with the place, and without the name of the format. */
  readonly detail: string
  readonly line: number | null
  readonly column: number | null

  constructor(kind: ConfigurationErrorKind, format: ConfigurationFormat, problem: string, at: Position | null = null) {
    const detail = at === null ? problem : `(Line: ${at.line}, Col: ${at.column}) ${problem}`
    super(`The file could not be parsed as ${formatNames[format]}: ${detail}`)
    this.name = 'ConfigurationError'
    this.kind = kind
    this.format = format
    this.detail = detail
    this.line = at?.line ?? null
    this.column = at?.column ?? null
  }
}

/** A text with its variables in place, and what is to be said about it. */
export interface Replacement {
  readonly text: string
  /** The names of the variables that something was found for, in the order of finding. */
  readonly hits: readonly string[]
  readonly warnings: readonly string[]
}

/** Names and final values: nothing in them is evaluated any more. */
export type ConfigurationVariables = Iterable<readonly [name: string, value: string | null]>

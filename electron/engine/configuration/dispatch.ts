import { ConfigurationError, type ConfigurationFormat, type ConfigurationVariables, formatNames } from './errors'
import type { ConfigurationMessage, MessageLevel } from './messages'
import { type ReplacedFile, replaceInFormat } from './replace-variables'

/** A file as its name and its content. */
export interface FileContent {
  readonly path: string
  readonly bytes: Uint8Array
}

/** What came of the search for structures in a file. Messages are there in both cases. */
export type StructuredOutcome = { readonly messages: readonly ConfigurationMessage[] } & (
  | {
      readonly ok: true
      readonly format: ConfigurationFormat
      readonly bytes: Uint8Array
      /** The names of the variables that something was found for. */
      readonly hits: readonly string[]
    }
  | { readonly ok: false; readonly error: ConfigurationError }
)

const nothingFound =
  'No structures have been found that match variable names, so no structured variable replacements have been applied.'

const byExtension: ReadonlyMap<string, readonly ConfigurationFormat[]> = new Map([
  ['json', ['json']],
  ['xml', ['json', 'xml']],
  ['yaml', ['json', 'yaml']],
  ['yml', ['json', 'yaml']],
  ['properties', ['json', 'properties']]
])

const anyFormat: readonly ConfigurationFormat[] = ['json', 'xml', 'yaml', 'properties']

/** The formats that a file is tried in, in this order. JSON comes first, since once it was the only one for any name. */
export function candidateFormats(path: string, isJsonOnly: boolean): readonly ConfigurationFormat[] {
  if (isJsonOnly) return ['json']
  const extension = /\.([^./\\]*)$/.exec(path)?.[1]?.toLowerCase()
  return (extension === undefined ? undefined : byExtension.get(extension)) ?? anyFormat
}

/**
 * Puts final values into the structures of a file, in the first format that can read it. When none can, the outcome
 * is what the last one found wrong.
 */
export function replaceVariablesInFile(
  file: FileContent,
  variables: ConfigurationVariables,
  options: { readonly isJsonOnly?: boolean } = {}
): StructuredOutcome {
  const known = [...variables]
  const messages: ConfigurationMessage[] = []
  const say = (level: MessageLevel, message: string) => messages.push({ level, message, file: file.path })
  const candidates = candidateFormats(file.path, options.isJsonOnly === true)
  if (file.bytes.length === 0 && !candidates.every(format => format === 'json')) {
    // JSON would make it an empty object, which means something else in other formats.
    say('info', nothingFound)
    return { ok: true, format: candidates.at(-1) ?? 'json', bytes: file.bytes, hits: [], messages }
  }
  let last: ConfigurationError | undefined
  for (const format of candidates) {
    const attempt = tryFormat(format, file.bytes, known)
    if (last) say('verbose', last.message)
    if (attempt instanceof ConfigurationError) {
      last = attempt
      continue
    }
    report(attempt, format, say)
    return { ok: true, format, bytes: attempt.bytes, hits: attempt.hits, messages }
  }
  return { ok: false, error: last ?? noFormat(), messages }
}

const noFormat = () => new ConfigurationError('unparsable', 'json', 'No format was tried.')

function tryFormat(
  format: ConfigurationFormat,
  bytes: Uint8Array,
  variables: ConfigurationVariables
): ReplacedFile | ConfigurationError {
  try {
    return replaceInFormat(format, bytes, variables)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
}

function report(
  { hits, warnings }: ReplacedFile,
  format: ConfigurationFormat,
  say: (level: MessageLevel, message: string) => void
): void {
  for (const name of hits) {
    say('verbose', `Structure found matching the variable '${name}'. Replacing its content with the variable value.`)
  }
  for (const warning of warnings) say('warning', warning)
  if (hits.length === 0) say('info', nothingFound)
  say('verbose', `The file was read as ${formatNames[format]}.`)
}

import {
  ConfigurationError,
  type ConfigurationFormat,
  type ConfigurationVariables,
  formatNames,
  type Replacement
} from './errors'
import { replaceInJson } from './json'
import { replaceInProperties } from './properties'
import { decodeText, encodeText } from './text-encoding'
import { replaceInYaml } from './yaml/replace'

type Replace = (text: string, variables: ConfigurationVariables) => Replacement

const replacers: Readonly<Record<ConfigurationFormat, Replace>> = {
  json: replaceInJson,
  yaml: replaceInYaml,
  xml: () => {
    throw new ConfigurationError('unparsable', 'xml', formatNames.xml)
  },
  properties: replaceInProperties
}

/** A file's new content, and what is to be said about it. */
export interface ReplacedFile {
  readonly bytes: Uint8Array
  readonly hits: readonly string[]
  readonly warnings: readonly string[]
}

/** Puts final values into a file of a known format. Throws `ConfigurationError` when it is not in that format. */
export function replaceInFormat(
  format: ConfigurationFormat,
  input: Uint8Array,
  variables: ConfigurationVariables
): ReplacedFile {
  const { text, encoding } = decodeText(input, { isXml: format === 'xml' })
  const replaced = replacers[format](text, variables)
  const { bytes, warnings } = encodeText(replaced.text, encoding)
  return { bytes, hits: replaced.hits, warnings: [...replaced.warnings, ...warnings] }
}

/** The bytes of `replaceInFormat` alone. */
export const replaceVariables = (
  format: ConfigurationFormat,
  input: Uint8Array,
  variables: ConfigurationVariables
): Uint8Array => replaceInFormat(format, input, variables).bytes

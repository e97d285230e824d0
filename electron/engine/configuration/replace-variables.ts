import type { ConfigurationFormat, ConfigurationVariables, Replacement } from './errors'
import { replaceInJson } from './json'
import { replaceInProperties } from './properties'
import { declaredName, decodeText, encodeText, lineEndingOf, type TextEncoding, withLineEnding } from './text-encoding'
import { replaceInXml } from './xml'
import { replaceInYaml } from './yaml/replace'

/** Replaces in a text; the encoding is the one that the text will be written in, which XML says in its first line. */
type Replace = (text: string, variables: ConfigurationVariables, encoding: TextEncoding) => Replacement

const replacers: Readonly<Record<ConfigurationFormat, Replace>> = {
  json: replaceInJson,
  yaml: replaceInYaml,
  xml: (text, variables, encoding) => {
    const replaced = replaceInXml(text, variables, { encodingName: declaredName(encoding) })
    return { ...replaced, text: withLineEnding(replaced.text, lineEndingOf(text)) }
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
  const known = [...variables]
  const replaced = replacers[format](text, known, encoding)
  const first = encodeText(replaced.text, encoding)
  const warnings = [...replaced.warnings, ...first.warnings]
  if (format !== 'xml' || first.encoding.name === encoding.name) {
    return { bytes: first.bytes, hits: replaced.hits, warnings }
  }
  // The declaration names the encoding, and that is another one now.
  const again = encodeText(replacers.xml(text, known, first.encoding).text, first.encoding)
  return { bytes: again.bytes, hits: replaced.hits, warnings }
}

/** The bytes of `replaceInFormat` alone. */
export const replaceVariables = (
  format: ConfigurationFormat,
  input: Uint8Array,
  variables: ConfigurationVariables
): Uint8Array => replaceInFormat(format, input, variables).bytes

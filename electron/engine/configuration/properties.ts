import type { ConfigurationVariables, Replacement } from './errors'
import { propertyLines, unescapeProperty } from './properties-lines'

/**
 * Puts variables into the values of a Java properties file whose keys are their names, in any case. All else stays as
 * it is, to the last line break.
 */
export function replaceInProperties(text: string, variables: ConfigurationVariables): Replacement {
  const byKey = new Map<string, readonly [name: string, value: string]>()
  for (const [name, value] of variables) {
    if (value !== null && !/^Octopus/i.test(name)) byKey.set(name.toLowerCase(), [name, value])
  }
  const hits: string[] = []
  const chunks: string[] = []
  let copied = 0
  for (const { keyFrom, keyTo, valueFrom, to } of propertyLines(text)) {
    const found = byKey.get(unescapeProperty(text, keyFrom, keyTo).toLowerCase())
    unescapeProperty(text, valueFrom, to)
    if (!found) continue
    const [name, value] = found
    hits.push(name)
    const isBareKey = valueFrom === keyTo
    chunks.push(text.slice(copied, valueFrom), isBareKey ? ':' : '', escapeValue(value))
    copied = to
  }
  chunks.push(text.slice(copied))
  return { text: chunks.join(''), hits, warnings: [] }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t']
])

/** Only a leading space needs protection: behind the separator it would be taken for a part of that. */
const escapeValue = (value: string): string =>
  value.replaceAll(/[\\\n\r\t]|[\u00ff-\uffff]/g, char => escapes.get(char) ?? unicodeEscape(char)).replace(/^ /, '\\ ')

const unicodeEscape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

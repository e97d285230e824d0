import { type ConfigurationFormat, replaceVariables } from '../../../electron/engine/configuration'

export type Values = Readonly<Record<string, string | null>>

/** The text that a file becomes, with line feeds. */
export function replaced(format: ConfigurationFormat, text: string, values: Values = {}): string {
  const bytes = replaceVariables(format, new TextEncoder().encode(text), Object.entries(values))
  return new TextDecoder().decode(bytes).replaceAll('\r\n', '\n')
}

/** A text without the indentation of the test that it is written in. */
export function file(text: string): string {
  const lines = text.replace(/^\n/, '').replace(/ *$/, '').split('\n')
  const indent = Math.min(...lines.filter(line => line.trim() !== '').map(line => line.search(/\S/)))
  return lines.map(line => line.slice(indent)).join('\n')
}

import { type ImportedRow, plainRow } from './import-row'

const assignment = /^\s*(?:export\s+)?([^\s=#]+)\s*=[ \t]*/

/** Reads the lines of an `.env` file: comments, `export`, quotes, and values of several lines in quotes. */
export function readEnv(text: string): readonly ImportedRow[] {
  const rows: ImportedRow[] = []
  let rest = text.replaceAll('\r\n', '\n')
  while (rest !== '') {
    const match = assignment.exec(rest.split('\n', 1)[0] ?? '')
    if (match === null) {
      rest = afterLine(rest)
      continue
    }
    const [head, name = ''] = match
    const { value, after } = readValue(rest.slice(head.length))
    rows.push(plainRow(name, value))
    rest = after
  }
  return rows
}

const afterLine = (text: string): string => (text.includes('\n') ? text.slice(text.indexOf('\n') + 1) : '')

interface Read {
  readonly value: string
  readonly after: string
}

function readValue(text: string): Read {
  const double = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(text)
  if (double !== null) return { value: unescaped(double[1] ?? ''), after: afterLine(text.slice(double[0].length)) }
  const single = /^'([^']*)'/.exec(text)
  if (single !== null) return { value: single[1] ?? '', after: afterLine(text.slice(single[0].length)) }
  const line = text.split('\n', 1)[0] ?? ''
  return { value: line.replace(/(^|\s)#.*$/, '').trim(), after: afterLine(text) }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

const unescaped = (text: string): string =>
  text.replaceAll(/\\([\s\S])/g, (_, character: string) => escapes[character] ?? character)

import { type ImportedFile, type ImportedValue, type ImportProblem, lastOfEach } from './imported'

/** `NAME=` or `NAME: `, with or without `export`. Names may have colons inside, as sections of a configuration have. */
const assignment = /^[^\S\n]*(?:export[^\S\n]+)?([\w.-]+(?::[\w.-]+)*)(?:[^\S\n]*=|:(?=\s))[^\S\n]*/
const blank = /^[^\S\n]*(?:#.*)?$/
/** What may stand behind a closing quote. */
const rest = /^[^\S\n]*(?:#.*)?$/

/**
 * Reads a `.env` file as the package dotenv does: comments, `export`, texts in three kinds of quotes that may go over
 * several lines. Between double quotes `\n` and `\r` are line breaks; nothing else is replaced there, and nothing refers
 * to other variables. A name that occurs again keeps its last value.
 */
export function parseDotenv(text: string): ImportedFile {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll(/\r\n?/g, '\n')
    .split('\n')
  const values: ImportedValue[] = []
  const problems: ImportProblem[] = []
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? ''
    const match = assignment.exec(line)
    if (match) {
      const { value, used } = valueAt(lines, at, line.slice(match[0].length))
      values.push({ name: match[1] ?? '', value })
      at += used
      continue
    }
    if (!blank.test(line)) problems.push({ line: at + 1, message: 'is neither a comment nor NAME=value' })
    at++
  }
  return { values: lastOfEach(values), problems }
}

interface Value {
  readonly value: string
  /** How many lines it takes up. */
  readonly used: number
}

function valueAt(lines: readonly string[], at: number, first: string): Value {
  const quote = first[0]
  const quoted = quote === '"' || quote === "'" || quote === '`' ? quotedAt(lines, at, first, quote) : null
  // As in dotenv, a quote that nothing closes is part of the text.
  return quoted ?? { value: (first.split('#', 1)[0] ?? '').trim(), used: 1 }
}

/** The text up to the closing quote, at which nothing but a comment follows; null without one. */
function quotedAt(lines: readonly string[], at: number, first: string, quote: string): Value | null {
  const parts: string[] = []
  for (let used = 1; at + used <= lines.length; used++) {
    const line = used === 1 ? first.slice(1) : (lines[at + used - 1] ?? '')
    const end = endOfQuoted(line, quote)
    if (end < 0) {
      parts.push(line)
      continue
    }
    if (!rest.test(line.slice(end + 1))) return null
    const text = [...parts, line.slice(0, end)].join('\n')
    return { value: quote === '"' ? text.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : text, used }
  }
  return null
}

/** Where a quote without a backslash before it stands; below zero without one. */
function endOfQuoted(line: string, quote: string): number {
  for (let at = line.indexOf(quote); at >= 0; at = line.indexOf(quote, at + 1)) if (line[at - 1] !== '\\') return at
  return -1
}

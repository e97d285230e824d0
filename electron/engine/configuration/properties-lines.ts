import { ConfigurationError } from './errors'

/** A key with its value, over as many lines as it takes. All numbers are places in the text. */
export interface PropertyLine {
  /** Where it begins, with white space in front of the key. */
  readonly from: number
  readonly keyFrom: number
  readonly keyTo: number
  /** Where the value begins, behind the separator; the end of the key when there is neither. */
  readonly valueFrom: number
  /** Where the value ends, before the line break. */
  readonly to: number
}

const blanks = /[ \t\f]*/y
const lineBreak = /\r\n|\r|\n/y
const continued = /\\(?:\r\n|\r|\n)[ \t\f]*/y

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

/** Finds the keys and values of a Java properties file. Comments and empty lines are passed over. */
export function propertyLines(text: string): readonly PropertyLine[] {
  const lines: PropertyLine[] = []
  let at = 0
  while (at < text.length) {
    const from = at
    const keyFrom = endOf(blanks, text, at)
    const isComment = text[keyFrom] === '#' || text[keyFrom] === '!'
    const to = isComment ? endOfLine(text, keyFrom) : endOfLogicalLine(text, keyFrom)
    if (!isComment && to > keyFrom) lines.push(split(text, from, keyFrom, to))
    at = endOf(lineBreak, text, to)
  }
  return lines
}

function endOfLine(text: string, from: number): number {
  let at = from
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}

/** A backslash before a line break takes in the next line; one before anything else protects only that. */
function endOfLogicalLine(text: string, from: number): number {
  let at = from
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at = endOfCharacter(text, at)
  return at
}

/** The end of a character, which an escape may stand for. */
function endOfCharacter(text: string, at: number): number {
  if (text[at] !== '\\') return at + 1
  const next = endOf(continued, text, at)
  return next > at ? next : Math.min(at + 2, text.length)
}

function split(text: string, from: number, keyFrom: number, to: number): PropertyLine {
  let keyTo = keyFrom
  while (keyTo < to && !/[ \t\f=:]/.test(text.charAt(keyTo))) keyTo = endOfCharacter(text, keyTo)
  keyTo = Math.min(keyTo, to)
  return { from, keyFrom, keyTo, valueFrom: Math.min(endOfSeparator(text, keyTo), to), to }
}

/** White space, or one sign with white space around it; in front of the sign it may go on over lines. */
function endOfSeparator(text: string, from: number): number {
  const firstBlanks = endOf(blanks, text, from)
  let at = firstBlanks
  for (let next = endOf(continued, text, at); next > at; next = endOf(continued, text, at)) at = next
  const hasSign = text[at] === '=' || text[at] === ':'
  return hasSign ? endOf(blanks, text, at + 1) : firstBlanks
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['f', '\f']
])

/** The text between two places with its escapes resolved. Throws for a `\u` that names no character, as Java does. */
export function unescapeProperty(text: string, from: number, to: number): string {
  let result = ''
  for (let at = from, end = at; at < to; at = end) {
    end = endOfEscape(text, at)
    const next = text.charAt(at + 1)
    if (text[at] !== '\\') result += text.charAt(at)
    else if (next === 'u') result += String.fromCharCode(Number.parseInt(text.slice(at + 2, at + 6), 16))
    else if (next !== '\n' && next !== '\r') result += escapes.get(next) ?? next
  }
  return result
}

function endOfEscape(text: string, at: number): number {
  if (text[at] !== '\\' || text[at + 1] !== 'u') return endOfCharacter(text, at)
  if (/^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6))) return at + 6
  const before = text.slice(0, at).split(/\r\n|\r|\n/)
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  throw new ConfigurationError('unparsable', 'properties', "Four hexadecimal digits are missing after '\\u'.", place)
}

import {
  columnOf,
  isAtDocumentMarker,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isDocumentMarker,
  isFlowIndicator,
  markOf,
  peek,
  type Reader,
  skip,
  skipBreak,
  takeWhile,
  YamlError
} from './reader'
import type { Mark, ScalarToken } from './tokens'

/** A scalar with its end; `isKeyAllowed` when it went on to a further line, where a key may follow. */
export interface ScannedScalar {
  readonly token: ScalarToken
  readonly end: Mark
  readonly isKeyAllowed: boolean
}

const isLineText = (char: string): boolean => !isBreak(char)

/** Blanks and line breaks between two words of a flow scalar, folded as YAML asks for. */
function takeGap(reader: Reader, isEscapedBreak = false): { readonly text: string; readonly breaks: number } {
  const blanks = takeWhile(reader, isBlank)
  if (!isBreak(peek(reader))) return { text: blanks, breaks: 0 }
  let breaks = 0
  while (isBreak(peek(reader))) {
    skipBreak(reader)
    breaks++
    takeWhile(reader, isBlank)
  }
  return { text: breaks === 1 ? (isEscapedBreak ? '' : ' ') : '\n'.repeat(breaks - 1), breaks }
}

/** Reads a scalar without quotes. It goes on over lines that are indented by at least `indent`. */
export function scanPlain(reader: Reader, indent: number, isInFlow: boolean): ScannedScalar {
  const chunks: string[] = []
  let gap = ''
  let end = markOf(reader)
  let isKeyAllowed = false
  const isValueSign = (ahead: number) =>
    isBlankOrEnd(peek(reader, ahead + 1)) || (isInFlow && isFlowIndicator(peek(reader, ahead + 1)))
  while (!isAtDocumentMarker(reader) && peek(reader) !== '#') {
    const from = reader.at
    while (!isBlankOrEnd(peek(reader)) && !(peek(reader) === ':' && isValueSign(0))) {
      if (isInFlow && isFlowIndicator(peek(reader))) break
      skip(reader)
    }
    if (reader.at === from) break
    chunks.push(gap, reader.text.slice(from, reader.at))
    end = markOf(reader)
    if (!isBlankOrEnd(peek(reader)) || peek(reader) === '') break
    const between = takeGap(reader)
    gap = between.text
    isKeyAllowed = between.breaks > 0
    if (isKeyAllowed && !isInFlow && columnOf(reader) < indent) break
  }
  return { token: scalar(chunks.join(''), 'plain'), end, isKeyAllowed }
}

const scalar = (value: string, style: ScalarToken['style'], comment: string | null = null): ScalarToken => ({
  kind: 'scalar',
  value,
  style,
  comment
})

/** Reads a scalar in quotes; the reader stands on the opening one. */
export function scanQuoted(reader: Reader): ScannedScalar {
  const start = markOf(reader)
  const quote = peek(reader)
  skip(reader)
  const chunks: string[] = []
  for (;;) {
    if (isAtDocumentMarker(reader)) throw new YamlError('A document marker stands inside of a quoted scalar.', start)
    if (peek(reader) === '') throw new YamlError('A quoted scalar is not closed.', start)
    if (peek(reader) === quote && quote === "'" && peek(reader, 1) === "'") {
      chunks.push("'")
      skip(reader, 2)
    } else if (peek(reader) === quote) break
    else if (quote === '"' && peek(reader) === '\\') chunks.push(takeEscape(reader, start))
    else if (isBlankOrEnd(peek(reader))) chunks.push(takeGap(reader).text)
    else chunks.push(takeWhile(reader, char => !isBlankOrEnd(char) && char !== quote && char !== '\\') || take(reader))
  }
  skip(reader)
  const token = scalar(chunks.join(''), quote === '"' ? 'double' : 'single')
  return { token, end: markOf(reader), isKeyAllowed: false }
}

function take(reader: Reader): string {
  const char = peek(reader)
  skip(reader)
  return char
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['/', '/'],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029']
])

const codeLengths: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8]
])

function takeEscape(reader: Reader, start: Mark): string {
  const char = peek(reader, 1)
  if (isBreak(char)) {
    skip(reader)
    return takeGap(reader, true).text
  }
  const plain = escapes.get(char)
  skip(reader, 2)
  if (plain !== undefined) return plain
  const length = codeLengths.get(char)
  if (length === undefined) throw new YamlError('An escape in a quoted scalar is not known.', start)
  const digits = reader.text.slice(reader.at, reader.at + length)
  const code = new RegExp(`^[0-9A-Fa-f]{${length}}$`).test(digits) ? Number.parseInt(digits, 16) : Number.NaN
  if (!(code <= 0x10ffff)) throw new YamlError('An escape in a quoted scalar does not name a character.', start)
  skip(reader, length)
  return String.fromCodePoint(code)
}

/** Reads a literal or folded scalar; the reader stands on its sign. `parent` is the indent of what it is in. */
export function scanBlock(reader: Reader, parent: number): ScannedScalar {
  const style = take(reader) === '|' ? 'literal' : 'folded'
  const head = scanBlockHead(reader)
  const first = head.indent === null ? detectIndent(reader, parent) : Math.max(parent, 0) + head.indent
  const { text, rest, end } = takeBlockLines(reader, style, first)
  const value = text + (head.chomping === '-' ? '' : rest.slice(0, 1)) + (head.chomping === '+' ? rest.slice(1) : '')
  // All of a scalar without a word is line breaks, and only a keeping one keeps them.
  const kept = text === '' && head.chomping !== '+' ? '' : value
  return { token: scalar(kept, style, head.comment), end, isKeyAllowed: true }
}

interface BlockHead {
  readonly chomping: '' | '+' | '-'
  readonly indent: number | null
  readonly comment: string | null
}

function scanBlockHead(reader: Reader): BlockHead {
  const signs = takeWhile(reader, char => /[-+0-9]/.test(char))
  const [, before, digit, after] = /^([-+]?)([1-9]?)([-+]?)$/.exec(signs) ?? []
  if (before === undefined || (before !== '' && after !== '')) {
    throw new YamlError('The head of a block scalar is malformed.', markOf(reader))
  }
  const blanks = takeWhile(reader, isBlank)
  const hasComment = peek(reader) === '#' && blanks !== ''
  const comment = hasComment ? takeWhile(reader, isLineText).slice(1) : null
  if (peek(reader) !== '' && !isBreak(peek(reader))) {
    throw new YamlError('A block scalar begins in the line after its sign.', markOf(reader))
  }
  if (isBreak(peek(reader))) skipBreak(reader)
  return { chomping: (before || after) as BlockHead['chomping'], indent: digit ? Number(digit) : null, comment }
}

/** The indent of the first line that holds something; without one, that of the longest line of spaces. */
function detectIndent(reader: Reader, parent: number): number {
  let longest = parent + 1
  let at = reader.at
  for (;;) {
    const width = spacesAt(reader.text, at)
    const next = reader.text[at + width]
    if (next !== '\n') {
      const isContent = next !== undefined && width > parent && !(width === 0 && isDocumentMarker(reader.text, at))
      return isContent ? width : longest
    }
    longest = Math.max(longest, width)
    at += width + 1
  }
}

function spacesAt(text: string, at: number): number {
  const spaces = /[ ]*/y
  spaces.lastIndex = at
  return spaces.exec(text)?.[0].length ?? 0
}

/** The lines of a block scalar; `rest` are the line breaks at its end. */
function takeBlockLines(reader: Reader, style: 'literal' | 'folded', indent: number) {
  const chunks: string[] = []
  let gap = ''
  let wasBlank = false
  let end = markOf(reader)
  for (;;) {
    gap += takeEmptyLines(reader, indent)
    if (columnOf(reader) !== indent || peek(reader) === '' || isAtDocumentMarker(reader)) break
    const startsBlank = isBlank(peek(reader))
    if (style === 'literal' || chunks.length === 0 || wasBlank || startsBlank) chunks.push(gap)
    else chunks.push(gap === '\n' ? ' ' : gap.slice(1))
    chunks.push(takeWhile(reader, isLineText))
    end = markOf(reader)
    wasBlank = startsBlank
    gap = ''
    if (isBreak(peek(reader))) {
      gap = '\n'
      skipBreak(reader)
    }
  }
  return { text: chunks.join(''), rest: gap, end }
}

/** Passes the indentation of the next line, and lines that hold nothing else. */
function takeEmptyLines(reader: Reader, indent: number): string {
  let breaks = ''
  for (;;) {
    const width = spacesAt(reader.text, reader.at)
    const isEmpty = isBreak(peek(reader, width)) && width <= indent
    skip(reader, Math.min(width, indent))
    if (!isEmpty) return breaks
    breaks += '\n'
    skipBreak(reader)
  }
}

import {
  columnOf,
  isAtDocumentMarker,
  isBlankOrEnd,
  isBreak,
  isFlowIndicator,
  markOf,
  peek,
  type Reader,
  readerOf,
  skip,
  skipBreak,
  takeWhile,
  YamlError
} from './reader'
import { scanAnchor, scanDirective, scanTag } from './scan-properties'
import { type ScannedScalar, scanBlock, scanPlain, scanQuoted } from './scan-scalars'
import type { Mark, Sign, Token } from './tokens'

/** Where a key may have begun that only a later `:` makes one. */
interface PossibleKey {
  /** Its place in the list of tokens. */
  readonly token: number
  readonly mark: Mark
  /** Whether nothing but a key can stand there. */
  readonly isRequired: boolean
}

interface Scan {
  readonly reader: Reader
  readonly tokens: Token[]
  /** The column of the innermost block collection; -1 outside of all. */
  indent: number
  readonly outerIndents: number[]
  /** One entry for each open flow collection, and one for the block around them. */
  readonly possibleKeys: (PossibleKey | null)[]
  isKeyAllowed: boolean
  isDone: boolean
}

const longestKey = 1024
const missingColon = "This can only be a key, and its ':' is missing."

/** Cuts a text into tokens, with `\n` as its line ending. What comes after an error is not looked at. */
export function scanYaml(text: string): readonly Token[] {
  const reader = readerOf(text)
  if (peek(reader) === '\ufeff') reader.lineStart = reader.at = 1
  const tokens: Token[] = []
  const scan: Scan = {
    reader,
    tokens,
    indent: -1,
    outerIndents: [],
    possibleKeys: [null],
    isKeyAllowed: true,
    isDone: false
  }
  try {
    while (!scan.isDone) scanNext(scan)
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    // What may still have become a key is not understood yet.
    const firstOpen = scan.possibleKeys.find(key => key !== null)?.token ?? tokens.length
    tokens.length = firstOpen
    tokens.push({ kind: 'error', message: error.message, start: error.mark, end: error.mark })
  }
  return tokens
}

const isInFlow = (scan: Scan): boolean => scan.possibleKeys.length > 1

function scanNext(scan: Scan): void {
  const { reader } = scan
  skipToToken(scan)
  dropStaleKeys(scan)
  closeBlocks(scan, columnOf(reader))
  const char = peek(reader)
  if (char === '') endStream(scan)
  else if (char === '%' && columnOf(reader) === 0) takeDirective(scan)
  else if (isAtDocumentMarker(reader)) takeDocumentMarker(scan, char === '-' ? 'document-start' : 'document-end')
  else if (char === '[') openFlow(scan, 'flow-sequence-start')
  else if (char === '{') openFlow(scan, 'flow-mapping-start')
  else if (char === ']') closeFlow(scan, 'flow-sequence-end')
  else if (char === '}') closeFlow(scan, 'flow-mapping-end')
  else if (char === ',' && isInFlow(scan)) takeFlowEntry(scan)
  else if (char === '-' && isBlankOrEnd(peek(reader, 1))) takeBlockEntry(scan)
  else if (char === '?' && isBlankOrEnd(peek(reader, 1))) takeKey(scan)
  else if (char === ':' && isValueSign(scan)) takeValue(scan)
  else takeContent(scan, char)
}

function takeContent(scan: Scan, char: string): void {
  const { reader } = scan
  const start = markOf(reader)
  if (char === '*' || char === '&' || char === '!') {
    noteKey(scan)
    scan.isKeyAllowed = false
    if (char === '!') add(scan, { kind: 'tag', ...scanTag(reader), start, end: markOf(reader) })
    else {
      const name = scanAnchor(reader)
      add(scan, { kind: char === '&' ? 'anchor' : 'alias', name, start, end: markOf(reader) })
    }
  } else if ((char === '|' || char === '>') && !isInFlow(scan)) {
    forgetKey(scan)
    addScalar(scan, start, scanBlock(reader, scan.indent))
  } else if (char === "'" || char === '"') {
    noteKey(scan)
    addScalar(scan, start, scanQuoted(reader))
  } else if (canStartPlain(scan, char)) {
    noteKey(scan)
    addScalar(scan, start, scanPlain(reader, scan.indent + 1, isInFlow(scan)))
  } else throw new YamlError(`Nothing can start with the character ${JSON.stringify(char)}.`, start)
}

const add = (scan: Scan, token: Token): void => void scan.tokens.push(token)

function addScalar(scan: Scan, start: Mark, scanned: ScannedScalar): void {
  scan.isKeyAllowed = scanned.isKeyAllowed
  const { value, style, comment } = scanned.token
  add(scan, { kind: 'scalar', value, style, comment, start, end: scanned.end })
}

function canStartPlain(scan: Scan, char: string): boolean {
  if (!'-?:,[]{}#&*!|>\'"%@`\t'.includes(char)) return true
  if (char === ',' || !'-?:'.includes(char)) return false
  const next = peek(scan.reader, 1)
  return !isBlankOrEnd(next) && !(isInFlow(scan) && isFlowIndicator(next))
}

/** A colon with nothing behind it; in a flow also one right behind quotes or brackets, or before an indicator. */
function isValueSign(scan: Scan): boolean {
  const { reader, tokens } = scan
  const next = peek(reader, 1)
  if (isBlankOrEnd(next)) return true
  if (!isInFlow(scan)) return false
  const last = tokens.at(-1)
  const isAdjacent =
    last?.end.offset === reader.at && (last.kind === 'scalar' ? last.style !== 'plain' : isFlowEnd(last))
  return isFlowIndicator(next) || isAdjacent
}

const isFlowEnd = (token: Token): boolean => token.kind === 'flow-sequence-end' || token.kind === 'flow-mapping-end'

/** Passes blanks, comments and line breaks. */
function skipToToken(scan: Scan): void {
  const { reader } = scan
  for (;;) {
    // Where a key may begin, a tab would be indentation, and that is made of spaces.
    takeWhile(
      reader,
      char => char === ' ' || (char === '\t' && (isInFlow(scan) || !scan.isKeyAllowed || isEmptyLine(reader)))
    )
    if (peek(reader) === '#') takeComment(scan)
    if (!isBreak(peek(reader))) return
    skipBreak(reader)
    if (!isInFlow(scan)) scan.isKeyAllowed = true
  }
}

/** Whether no more than blanks and a comment are left in the line. */
function isEmptyLine(reader: Reader): boolean {
  let ahead = 0
  while (peek(reader, ahead) === ' ' || peek(reader, ahead) === '\t') ahead++
  return peek(reader, ahead) === '' || isBreak(peek(reader, ahead)) || peek(reader, ahead) === '#'
}

function takeComment(scan: Scan): void {
  const start = markOf(scan.reader)
  const text = takeWhile(scan.reader, char => !isBreak(char)).slice(1)
  const last = scan.tokens.at(-1)
  const isAfterIndicator = (last?.kind === 'comment' && last.isAfterIndicator) || isIndicator(last)
  const isInline = last !== undefined && last.kind !== 'comment' && last.end.line === start.line
  add(scan, { kind: 'comment', text, isInline, isAfterIndicator, start, end: markOf(scan.reader) })
}

const isIndicator = (token: Token | undefined): boolean => token?.kind === 'block-entry' || token?.kind === 'value'

/** Notes that what comes next may turn out to be a key. */
function noteKey(scan: Scan): void {
  if (!scan.isKeyAllowed) return
  forgetKey(scan)
  const mark = markOf(scan.reader)
  const isRequired = !isInFlow(scan) && scan.indent === mark.column
  scan.possibleKeys[scan.possibleKeys.length - 1] = { token: scan.tokens.length, mark, isRequired }
}

function forgetKey(scan: Scan): void {
  const level = scan.possibleKeys.length - 1
  if (scan.possibleKeys[level]?.isRequired) throw new YamlError(missingColon, markOf(scan.reader))
  scan.possibleKeys[level] = null
}

/** A key ends in its line and is not overly long. Only the innermost can still become one. */
function dropStaleKeys(scan: Scan): void {
  const key = scan.possibleKeys.at(-1)
  if (!key) return
  const { reader } = scan
  if (key.mark.line !== reader.line || reader.at - key.mark.offset > longestKey) forgetKey(scan)
}

function closeBlocks(scan: Scan, column: number): void {
  if (isInFlow(scan)) return
  while (scan.indent > column) {
    const mark = markOf(scan.reader)
    scan.indent = scan.outerIndents.pop() ?? -1
    add(scan, { kind: 'block-end', start: mark, end: mark })
  }
}

/** Opens a block collection when the column is further in; `at` is its place in the list of tokens. */
function openBlock(scan: Scan, sign: 'block-sequence-start' | 'block-mapping-start', mark: Mark, at: number): void {
  if (scan.indent >= mark.column) return
  scan.outerIndents.push(scan.indent)
  scan.indent = mark.column
  scan.tokens.splice(at, 0, { kind: sign, start: mark, end: mark })
}

function addSign(scan: Scan, sign: Sign, length: number): void {
  const start = markOf(scan.reader)
  skip(scan.reader, length)
  add(scan, { kind: sign, start, end: markOf(scan.reader) })
}

function endStream(scan: Scan): void {
  closeBlocks(scan, -1)
  forgetKey(scan)
  addSign(scan, 'stream-end', 0)
  scan.isDone = true
}

function takeDirective(scan: Scan): void {
  closeBlocks(scan, -1)
  forgetKey(scan)
  scan.isKeyAllowed = false
  const start = markOf(scan.reader)
  add(scan, { kind: 'directive', ...scanDirective(scan.reader), start, end: markOf(scan.reader) })
}

function takeDocumentMarker(scan: Scan, sign: Sign): void {
  if (isInFlow(scan)) throw new YamlError('A document ends inside of brackets.', markOf(scan.reader))
  closeBlocks(scan, -1)
  forgetKey(scan)
  scan.isKeyAllowed = false
  addSign(scan, sign, 3)
}

function openFlow(scan: Scan, sign: Sign): void {
  noteKey(scan)
  scan.possibleKeys.push(null)
  scan.isKeyAllowed = true
  addSign(scan, sign, 1)
}

function closeFlow(scan: Scan, sign: Sign): void {
  forgetKey(scan)
  if (isInFlow(scan)) scan.possibleKeys.pop()
  scan.isKeyAllowed = false
  addSign(scan, sign, 1)
}

function takeFlowEntry(scan: Scan): void {
  scan.isKeyAllowed = true
  forgetKey(scan)
  addSign(scan, 'flow-entry', 1)
}

function takeBlockEntry(scan: Scan): void {
  if (!isInFlow(scan)) {
    if (!scan.isKeyAllowed) throw new YamlError('A sequence entry is not allowed here.', markOf(scan.reader))
    openBlock(scan, 'block-sequence-start', markOf(scan.reader), scan.tokens.length)
  }
  scan.isKeyAllowed = true
  forgetKey(scan)
  addSign(scan, 'block-entry', 1)
}

function takeKey(scan: Scan): void {
  if (!isInFlow(scan)) {
    if (!scan.isKeyAllowed) throw new YamlError('A mapping key is not allowed here.', markOf(scan.reader))
    openBlock(scan, 'block-mapping-start', markOf(scan.reader), scan.tokens.length)
  }
  scan.isKeyAllowed = !isInFlow(scan)
  forgetKey(scan)
  addSign(scan, 'key', 1)
}

function takeValue(scan: Scan): void {
  const level = scan.possibleKeys.length - 1
  const key = scan.possibleKeys[level]
  if (key) {
    scan.possibleKeys[level] = null
    scan.tokens.splice(key.token, 0, { kind: 'key', start: key.mark, end: key.mark })
    if (!isInFlow(scan)) openBlock(scan, 'block-mapping-start', key.mark, key.token)
    scan.isKeyAllowed = false
  } else {
    if (!isInFlow(scan)) {
      if (!scan.isKeyAllowed) throw new YamlError('A mapping value is not allowed here.', markOf(scan.reader))
      openBlock(scan, 'block-mapping-start', markOf(scan.reader), scan.tokens.length)
    }
    scan.isKeyAllowed = !isInFlow(scan)
  }
  addSign(scan, 'value', 1)
}

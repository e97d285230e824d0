import type { ScalarStyle } from './tokens'
import { type Writer, write, writeBreak, writeIndent, writeSign } from './writer'

/** Writes a scalar in a style that fits it. `comment` goes into the head line of a block. */
export function writeScalar(writer: Writer, value: string, style: ScalarStyle, comment: string | null): void {
  switch (style) {
    case 'plain':
      writePlain(writer, value)
      break
    case 'single':
      writeSingle(writer, value)
      break
    case 'double':
      writeDouble(writer, value)
      break
    case 'literal':
      writeLiteral(writer, value, comment)
      break
    case 'folded':
      writeFolded(writer, value, comment)
      break
  }
}

function writePlain(writer: Writer, value: string): void {
  if (value === '') return
  if (!writer.isWhitespace) write(writer, ' ')
  write(writer, value)
  endContent(writer)
}

function endContent(writer: Writer): void {
  writer.isWhitespace = false
  writer.isIndentation = false
}

/** A line break is written as an empty line, since a single one would be read as a space. */
function writeSingle(writer: Writer, value: string): void {
  writeSign(writer, "'", { needsSpace: true })
  const lines = value.replaceAll("'", "''").split('\n')
  lines.forEach((line, at) => {
    const isLast = at === lines.length - 1
    if (line !== '' || isLast) {
      if (at > 0) writeIndentIn(writer)
      write(writer, line)
    }
    if (isLast) return
    if (at === 0 || line !== '') writeBreak(writer)
    writeBreak(writer)
    writer.isIndentation = true
  })
  writeSign(writer, "'")
}

function writeIndentIn(writer: Writer): void {
  writeIndent(writer)
  writer.isIndentation = false
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\0', '0'],
  ['\x07', 'a'],
  ['\b', 'b'],
  ['\n', 'n'],
  ['\v', 'v'],
  ['\f', 'f'],
  ['\r', 'r'],
  ['\x1b', 'e'],
  ['"', '"'],
  ['\\', '\\'],
  ['\x85', 'N'],
  ['\u2028', 'L'],
  ['\u2029', 'P']
])

// Pairs of surrogates come first and are one character; lone ones are escaped by themselves.
const toEscape =
  /["\\]|[\ud800-\udbff][\udc00-\udfff]|[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/g

function writeDouble(writer: Writer, value: string): void {
  writeSign(writer, '"', { needsSpace: true })
  write(writer, value.replaceAll(toEscape, escaped))
  writeSign(writer, '"')
}

function escaped(char: string): string {
  const short = shortEscapes.get(char)
  if (short !== undefined) return `\\${short}`
  const code = char.codePointAt(0) ?? 0
  const hex = (length: number) => code.toString(16).toUpperCase().padStart(length, '0')
  return code <= 0xff ? `\\x${hex(2)}` : code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`
}

/** The head line of a block: whether its first line says the indentation, and what is to become of its last breaks. */
function writeBlockHead(writer: Writer, sign: string, value: string, comment: string | null): void {
  const indent = /^[ \t\n]/.test(value) ? String(writer.step) : ''
  const chomping = !value.endsWith('\n') ? '-' : value.endsWith('\n\n') || value === '\n' ? '+' : ''
  writeSign(writer, sign + indent + chomping, { needsSpace: true })
  if (comment !== null) write(writer, ` #${comment}`)
  writeBreak(writer)
  writer.isWhitespace = true
  writer.isIndentation = true
}

function writeLiteral(writer: Writer, value: string, comment: string | null): void {
  writeBlockHead(writer, '|', value, comment)
  writeBlockLines(writer, value.split('\n'))
}

/** The last one of the lines is empty when the value ends in a line break. */
function writeBlockLines(writer: Writer, lines: readonly string[]): void {
  lines.forEach((line, at) => {
    if (line !== '') {
      writeIndent(writer)
      write(writer, line)
      endContent(writer)
    }
    if (at === lines.length - 1) return
    writeBreak(writer)
    writer.isWhitespace = true
    writer.isIndentation = true
  })
}

function writeFolded(writer: Writer, value: string, comment: string | null): void {
  writeBlockHead(writer, '>', value, comment)
  writeBlockLines(writer, unfold(value.split('\n')))
}

/** Between two lines that begin with a word a line break needs an empty line, since a single one is a space. */
function unfold(lines: readonly string[]): readonly string[] {
  const isWord = (line: string) => line !== '' && !/^[ \t]/.test(line)
  const unfolded: string[] = []
  let isWordNext = false
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at] ?? ''
    if (isWord(line) && isWordNext) unfolded.push('')
    if (line !== '') isWordNext = isWord(line)
    unfolded.push(line)
  }
  return unfolded.reverse()
}

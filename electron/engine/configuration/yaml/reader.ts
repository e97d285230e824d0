import type { Mark } from './tokens'

/** Text that is not YAML, with the place where that shows. */
export class YamlError extends Error {
  readonly mark: Mark

  constructor(message: string, mark: Mark) {
    super(message)
    this.mark = mark
  }
}

/** Walks through a text whose lines end in `\n`. Past the end every character is empty. */
export interface Reader {
  readonly text: string
  at: number
  line: number
  lineStart: number
}

export const readerOf = (text: string): Reader => ({ text, at: 0, line: 0, lineStart: 0 })

/** The character that is so many places ahead. */
export const peek = (reader: Reader, ahead = 0): string => reader.text[reader.at + ahead] ?? ''

export const columnOf = (reader: Reader): number => reader.at - reader.lineStart

export const markOf = (reader: Reader): Mark => ({
  offset: reader.at,
  line: reader.line,
  column: columnOf(reader)
})

/** Goes on inside a line. */
export function skip(reader: Reader, count = 1): void {
  reader.at += count
}

/** Goes to the next line; the reader stands on a line break. */
export function skipBreak(reader: Reader): void {
  reader.at++
  reader.line++
  reader.lineStart = reader.at
}

/** Takes characters of this line for as long as they fit. */
export function takeWhile(reader: Reader, fits: (char: string) => boolean): string {
  const from = reader.at
  while (peek(reader) !== '' && fits(peek(reader))) reader.at++
  return reader.text.slice(from, reader.at)
}

export const isBlank = (char: string): boolean => char === ' ' || char === '\t'

export const isBreak = (char: string): boolean => char === '\n'

/** Whether nothing visible stands there: a blank, a line break or the end. */
export const isBlankOrEnd = (char: string): boolean => char === '' || char === ' ' || char === '\t' || char === '\n'

export const isFlowIndicator = (char: string): boolean => char !== '' && ',[]{}'.includes(char)

/** Whether `---` or `...` stands alone at the beginning of the line. */
export const isAtDocumentMarker = (reader: Reader): boolean =>
  columnOf(reader) === 0 && isDocumentMarker(reader.text, reader.at)

/** Whether `---` or `...` stands alone at a place, which is the beginning of a line. */
export function isDocumentMarker(text: string, at: number): boolean {
  const marker = text.slice(at, at + 3)
  return (marker === '---' || marker === '...') && isBlankOrEnd(text[at + 3] ?? '')
}

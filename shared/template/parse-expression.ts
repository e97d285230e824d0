import type { Condition, Expression, FilterCall, Quoted, Token } from './ast'
import { readPath, readWord } from './parse-path'
import type { Scan } from './scan'

/** Reads a token that stands as an option of a filter. Handed in, because tokens are made of expressions in turn. */
export type ReadToken = (scan: Scan) => Token | undefined

/** A path, a path with filters, or filters alone. */
export function readExpression(scan: Scan, readToken: ReadToken): Expression | undefined {
  const { at } = scan
  const input = readPath(scan) ?? null
  if (input === null) scan.at = at
  const afterPath = scan.at
  if (input !== null) scan.skip()
  const calls: FilterCall[] = []
  for (;;) {
    const before = scan.at
    const call = readFilter(scan, readToken)
    if (call !== undefined) {
      calls.push(call)
      continue
    }
    if (calls.length > 0) {
      scan.at = before
      return { kind: 'filtered', input, calls }
    }
    if (input === null) return undefined
    scan.at = afterPath
    return input
  }
}

function readFilter(scan: Scan, readToken: ReadToken): FilterCall | undefined {
  if (!scan.take('|')) return undefined
  scan.skip()
  const name = readWord(scan)
  if (name === undefined) return undefined
  scan.skip()
  const options: Token[] = []
  for (;;) {
    const { at } = scan
    const option = readOption(scan, readToken)
    if (option !== undefined) options.push(option)
    else {
      scan.at = at
      return { name, options }
    }
  }
}

/** White space goes with texts and words, not with tokens: behind a token it has to lead to one of the former. */
function readOption(scan: Scan, readToken: ReadToken): Token | undefined {
  if (scan.text[scan.at] === '#') return scan.startsWith('#{') ? scan.nested(() => readToken(scan)) : undefined
  scan.skip()
  const start = scan.at
  const text = readQuoted(scan)?.text ?? readWord(scan)
  if (text === undefined) return undefined
  const { at: end } = scan
  scan.skip()
  return { kind: 'text', text, start, end }
}

const quotedForms = [/"([^"#]*)"/y, /\\"([\s\S]*?)\\"/y] as const

/** `"text"` or, for templates inside JSON, `\"text\"`. */
function readQuoted(scan: Scan): Quoted | undefined {
  const form = scan.text[scan.at] === '"' ? quotedForms[0] : scan.text[scan.at] === '\\' ? quotedForms[1] : undefined
  if (form === undefined) return undefined
  form.lastIndex = scan.at
  const match = form.exec(scan.text)
  if (match === null) return undefined
  scan.at = form.lastIndex
  return { kind: 'quoted', text: match[1] ?? '' }
}

/** What stands behind `if`, with the white space around it. */
export function readCondition(scan: Scan, readToken: ReadToken): Condition | undefined {
  scan.skip()
  const quoted = readQuoted(scan)
  const condition = quoted === undefined ? readPlainCondition(scan, readToken) : readTurned(scan, quoted, readToken)
  if (condition !== undefined) scan.skip()
  return condition
}

/** With the text first; it is kept the other way round. */
function readTurned(scan: Scan, right: Quoted, readToken: ReadToken): Condition | undefined {
  scan.skip()
  const isEqual = readComparison(scan)
  if (isEqual === undefined) return undefined
  scan.skip()
  const left = readExpression(scan, readToken)
  return left && { kind: 'comparison', left, isEqual, right }
}

function readPlainCondition(scan: Scan, readToken: ReadToken): Condition | undefined {
  const left = readExpression(scan, readToken)
  if (left === undefined) return undefined
  const { at } = scan
  scan.skip()
  const isEqual = readComparison(scan)
  if (isEqual !== undefined) {
    scan.skip()
    const right = readQuoted(scan) ?? readExpression(scan, readToken)
    if (right !== undefined) return { kind: 'comparison', left, isEqual, right }
  }
  scan.at = at
  return { kind: 'truthy', left }
}

function readComparison(scan: Scan): boolean | undefined {
  if (scan.startsWith('==')) return scan.take('==')
  return scan.startsWith('!=') ? !scan.take('!=') : undefined
}

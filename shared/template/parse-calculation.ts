import type { Arithmetic, ArithmeticStep, Operator } from './ast'
import { readPath } from './parse-path'
import type { Scan } from './scan'

const ranks: readonly (readonly Operator[])[] = [
  ['+', '-'],
  ['*', '/']
]
const number = /\d+(?:\.\d+)?|\.\d+/y

/** What stands behind `calc`: numbers, paths, parentheses and the four operators. */
export const readArithmetic = (scan: Scan): Arithmetic | undefined => readRow(scan, 0)

function readRow(scan: Scan, rank: number): Arithmetic | undefined {
  const operators = ranks[rank]
  if (operators === undefined) return readOperand(scan)
  const first = readRow(scan, rank + 1)
  if (first === undefined) return undefined
  const rest: ArithmeticStep[] = []
  for (;;) {
    const { at } = scan
    const operator = operators.find(sign => scan.text[at] === sign)
    if (operator !== undefined) scan.at++
    const operand = operator && readRow(scan, rank + 1)
    if (operand) rest.push({ operator, operand })
    else {
      scan.at = at
      return rest.length === 0 ? first : { kind: 'row', first, rest }
    }
  }
}

function readOperand(scan: Scan): Arithmetic | undefined {
  scan.skip()
  const operand = readBareOperand(scan)
  if (operand !== undefined) scan.skip()
  return operand
}

function readBareOperand(scan: Scan): Arithmetic | undefined {
  // A name may begin with a parenthesis or a digit, but not here.
  if (scan.text[scan.at] === '(') return readParentheses(scan)
  return /[\d.]/.test(scan.text.charAt(scan.at)) ? readNumber(scan) : readVariable(scan)
}

function readParentheses(scan: Scan): Arithmetic | undefined {
  scan.at++
  const inner = scan.nested(() => readArithmetic(scan))
  return inner !== undefined && scan.take(')') ? inner : undefined
}

function readNumber(scan: Scan): Arithmetic | undefined {
  number.lastIndex = scan.at
  const [text] = number.exec(scan.text) ?? []
  if (text === undefined || scan.text[scan.at + text.length] === '.') return undefined
  scan.at += text.length
  return { kind: 'number', value: Number(text) }
}

function readVariable(scan: Scan): Arithmetic | undefined {
  const isBraced = scan.text[scan.at] === '{'
  if (isBraced) {
    scan.at++
    scan.skip()
  }
  const path = readPath(scan)
  if (path === undefined) return undefined
  if (!isBraced) return { kind: 'variable', path }
  scan.skip()
  return scan.take('}') ? { kind: 'variable', path } : undefined
}

import { assertNever } from '../result'
import type { Arithmetic, Operator, Path } from './ast'

/** The result, as doubles have it; null when a variable in it is no number. */
export function calculate(arithmetic: Arithmetic, read: (path: Path) => number | null): number | null {
  switch (arithmetic.kind) {
    case 'number':
      return arithmetic.value
    case 'variable':
      return read(arithmetic.path)
    case 'row': {
      let result = calculate(arithmetic.first, read)
      for (const { operator, operand } of arithmetic.rest) {
        const right = calculate(operand, read)
        result = result === null || right === null ? null : apply(operator, result, right)
      }
      return result
    }
    default:
      return assertNever(arithmetic)
  }
}

function apply(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    default:
      return assertNever(operator)
  }
}

import { assertNever } from '../result'
import type {
  Arithmetic,
  Condition,
  ConditionalToken,
  Expression,
  FilterCall,
  Path,
  Step,
  Template,
  Token
} from './ast'
import { formatDouble } from './double'

/** A template in its printed form, in which tokens are named in messages and stay in a text that could not be evaluated. */
export const print = (template: Template): string => printTokens(template.tokens)

/** One token in its printed form. As in Octostache, `unless` prints as `if` and `calc` loses its keyword. */
export function printToken(token: Token): string {
  switch (token.kind) {
    case 'text':
      return token.text.replaceAll('#{', '##{')
    case 'substitution':
      return `#{${printExpression(token.expression)}}`
    case 'conditional':
      return printConditional(token)
    case 'each':
      return `#{each ${token.item} in ${printPath(token.collection)}}${printTokens(token.body)}#{/each}`
    case 'calculation':
      return `#{${printArithmetic(token.arithmetic)}}`
    default:
      return assertNever(token)
  }
}

/** A path with its dots and brackets. */
export const printPath = (path: Path): string => printSteps(path.steps)

/** As a path prints that has only these steps. */
export const printSteps = (steps: readonly Step[]): string => steps.map(printStep).join('')

function printStep(step: Step, index: number): string {
  switch (step.kind) {
    case 'name':
      return index === 0 ? step.text : `.${step.text}`
    case 'index':
      return `[${step.text}]`
    case 'lookup':
      return `[#{${printPath(step.path)}}]`
    default:
      return assertNever(step)
  }
}

const printTokens = (tokens: readonly Token[]): string => tokens.map(printToken).join('')

function printConditional({ condition, truthy, falsy }: ConditionalToken): string {
  const otherwise = falsy.length === 0 ? '' : `#{else}${printTokens(falsy)}`
  return `#{if ${printCondition(condition)}}${printTokens(truthy)}${otherwise}#{/if}`
}

function printCondition(condition: Condition): string {
  const left = printExpression(condition.left)
  if (condition.kind === 'truthy') return left
  const { right } = condition
  const text = right.kind === 'quoted' ? `"${right.text}"` : printExpression(right)
  return `${left} ${condition.isEqual ? '==' : '!='} ${text} `
}

function printExpression(expression: Expression): string {
  if (expression.kind === 'path') return printPath(expression)
  const input = expression.input === null ? '' : printPath(expression.input)
  return input + expression.calls.map(printFilter).join('')
}

const printFilter = ({ name, options }: FilterCall): string => ` | ${name}${options.map(printOption).join('')}`

const printOption = (option: Token): string => (option.kind === 'text' ? ` "${option.text}"` : ` ${printToken(option)}`)

function printArithmetic(arithmetic: Arithmetic): string {
  switch (arithmetic.kind) {
    case 'number':
      return formatDouble(arithmetic.value)
    case 'variable':
      return printPath(arithmetic.path)
    case 'row':
      return (
        printArithmetic(arithmetic.first) +
        arithmetic.rest.map(({ operator, operand }) => operator + printArithmetic(operand)).join('')
      )
    default:
      return assertNever(arithmetic)
  }
}

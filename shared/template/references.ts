import { assertNever } from '../result'
import type { Arithmetic, Condition, Expression, Path, Quoted, Span, Step, Token as TemplateToken } from './ast'
import { fold } from './characters'
import { parseLeniently } from './parse'
import { wholePathOf } from './parse-path'
import { printPath, printToken } from './print'

/** A token that stands in a text itself, not inside another token. */
export interface Token extends Span {
  /** As it is written. */
  readonly text: string
  /** As it stays in a text when it comes to nothing, and as errors name it. */
  readonly printed: string
  /** What it refers to; see `references`. */
  readonly references: readonly string[]
}

/** A token that also tells which of its references do more than being put in. */
export interface DecidingToken extends Token {
  /**
   * Those of them that something is made of or decided by: in conditions, loops, filters, sums and computed keys. The
   * others are merely put in.
   */
  readonly decides: readonly string[]
  /** Whether a name of a loop inside it decides something as well. */
  readonly decidesByItems: boolean
}

/**
 * The variables that a text refers to, by their dotted names, in order and with repeats. Names that loops define are not
 * among them, nor is what is escaped. A part that cannot be read does not hide the others.
 */
export const references = (text: string): readonly string[] =>
  text.includes('#{') ? parseLeniently(text).tokens.flatMap(referencesOf) : []

/** The tokens of a text, each with its place and what it refers to. */
export const tokens = (text: string): readonly Token[] =>
  parseLeniently(text).tokens.flatMap(token => (token.kind === 'text' ? [] : [tokenOf(text, token)]))

/** The same, with what decides about each of them. */
export const decidingTokens = (text: string): readonly DecidingToken[] =>
  parseLeniently(text).tokens.flatMap(token => {
    if (token.kind === 'text') return []
    const { paths, isByItems } = decidingIn(token, nowhere)
    return [{ ...tokenOf(text, token), decides: paths.map(printPath), decidesByItems: isByItems }]
  })

const tokenOf = (text: string, token: TemplateToken): Token => ({
  text: text.slice(token.start, token.end),
  start: token.start,
  end: token.end,
  printed: printToken(token),
  references: referencesOf(token)
})

const referencesOf = (token: TemplateToken): readonly string[] => pathsOf(token).map(printPath)

/**
 * The text with references to one variable turned into references to another; names compare without case, and nothing
 * else changes. With `deep`, what lies below the variable goes along: `from` is also found in `from.Url` and `from[0]`.
 */
export function renameReferences(
  text: string,
  from: string,
  to: string,
  options: { readonly deep?: boolean } = {}
): string {
  const wanted = wholePathOf(from)?.steps
  if (wanted === undefined || !text.includes('#{')) return text
  let result = ''
  let done = 0
  const paths = parseLeniently(text).tokens.flatMap(pathsOf)
  for (const { steps } of paths.toSorted((a, b) => a.start - b.start)) {
    const matches = steps.length >= wanted.length && wanted.every((step, i) => isSame(step, steps[i]))
    const [first, last] = [steps[0], steps[wanted.length - 1]]
    if (!matches || (steps.length > wanted.length && !options.deep) || !first || !last) continue
    result += text.slice(done, first.start) + to
    done = last.end
  }
  return result + text.slice(done)
}

const isSame = (a: Step, b: Step | undefined): boolean =>
  b !== undefined && a.kind !== 'lookup' && b.kind !== 'lookup' && a.kind === b.kind && a.folded === b.folded

/** The paths of a token from left to right, without those that begin with a name of a loop around them. */
const pathsOf = (token: TemplateToken): readonly Path[] => pathsIn(token, { items: new Set() })

/** The names that loops define, folded. */
export interface Scope {
  readonly items: ReadonlySet<string>
}

function pathsIn(token: TemplateToken, scope: Scope): readonly Path[] {
  switch (token.kind) {
    case 'text':
      return []
    case 'substitution':
      return ofExpression(token.expression, scope)
    case 'calculation':
      return ofArithmetic(token.arithmetic, scope)
    case 'conditional':
      return [
        ...ofCondition(token.condition, scope),
        ...[...token.truthy, ...token.falsy]
          .toSorted((a, b) => a.start - b.start)
          .flatMap(inner => pathsIn(inner, scope))
      ]
    case 'each': {
      const inside = { items: new Set([...scope.items, fold(token.item)]) }
      return [...ofPath(token.collection, scope), ...token.body.flatMap(inner => pathsIn(inner, inside))]
    }
    default:
      return assertNever(token)
  }
}

/** The paths of a token that something is made of or decided by. */
interface Deciding {
  readonly paths: readonly Path[]
  readonly isByItems: boolean
}

const nothing: Deciding = { paths: [], isByItems: false }
/** Outside of every loop; there all names are paths. */
export const nowhere: Scope = { items: new Set() }

const together = (parts: readonly Deciding[]): Deciding => ({
  paths: parts.flatMap(({ paths }) => paths),
  isByItems: parts.some(({ isByItems }) => isByItems)
})

/** Everything that these paths are, names of loops told apart. */
const deciders = (paths: readonly Path[], scope: Scope): Deciding => ({
  paths: paths.filter(path => !isLocal(path, scope)),
  isByItems: paths.some(path => isLocal(path, scope))
})

function decidingIn(token: TemplateToken, scope: Scope): Deciding {
  switch (token.kind) {
    case 'text':
      return nothing
    case 'substitution': {
      const { expression } = token
      const paths = ofExpression(expression, nowhere)
      return deciders(expression.kind === 'path' ? paths.slice(1) : paths, scope)
    }
    case 'calculation':
      return deciders(ofArithmetic(token.arithmetic, nowhere), scope)
    case 'conditional': {
      const { condition } = token
      const sides = condition.kind === 'truthy' ? [condition.left] : [condition.left, condition.right]
      const inner = [...token.truthy, ...token.falsy].map(item => decidingIn(item, scope))
      return together([
        deciders(
          sides.flatMap(side => ofExpression(side, nowhere)),
          scope
        ),
        ...inner
      ])
    }
    case 'each': {
      const inside = { items: new Set([...scope.items, fold(token.item)]) }
      const inner = token.body.map(item => decidingIn(item, inside))
      return together([deciders(ofPath(token.collection, nowhere), scope), ...inner])
    }
    default:
      return assertNever(token)
  }
}

function ofCondition(condition: Condition, scope: Scope): readonly Path[] {
  const left = ofExpression(condition.left, scope)
  return condition.kind === 'truthy' ? left : [...left, ...ofExpression(condition.right, scope)]
}

function ofExpression(expression: Expression | Quoted, scope: Scope): readonly Path[] {
  if (expression.kind === 'quoted') return []
  if (expression.kind === 'path') return ofPath(expression, scope)
  const options = expression.calls.flatMap(call => call.options.flatMap(option => pathsIn(option, scope)))
  return expression.input === null ? options : [...ofPath(expression.input, scope), ...options]
}

function ofPath(path: Path, scope: Scope): readonly Path[] {
  const keys = path.steps.flatMap(step => (step.kind === 'lookup' ? ofPath(step.path, scope) : []))
  return isLocal(path, scope) ? keys : [path, ...keys]
}

function ofArithmetic(arithmetic: Arithmetic, scope: Scope): readonly Path[] {
  switch (arithmetic.kind) {
    case 'number':
      return []
    case 'variable':
      return ofPath(arithmetic.path, scope)
    case 'row':
      return [arithmetic.first, ...arithmetic.rest.map(({ operand }) => operand)].flatMap(part =>
        ofArithmetic(part, scope)
      )
    default:
      return assertNever(arithmetic)
  }
}

const loopNames = ['octopus', 'template', 'each'] as const

/** Whether a path is one of loops around it, and no variable's. */
export function isLocal({ steps }: Path, { items }: Scope): boolean {
  const [first] = steps
  if (items.size === 0 || first?.kind !== 'name') return false
  return items.has(first.folded) || loopNames.every((name, i) => steps[i]?.kind === 'name' && isNamed(steps[i], name))
}

const isNamed = (step: Step | undefined, name: string): boolean => step?.kind === 'name' && step.folded === name

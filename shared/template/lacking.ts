import { assertNever } from '../result'
import type { Arithmetic, Condition, ConditionalToken, Expression, FilterCall, Filtered, Path, Token } from './ast'
import { nestingLimit } from './budget'
import { fold } from './characters'
import { Foretold, type KnownNames, keyOf, later } from './foretold'
import { parse, parseLeniently } from './parse'
import { wholePathOf } from './parse-path'
import { nowhere, type Scope } from './references'
import { isTruthy } from './truthy'

/** A name that a text puts in and that nothing answers, so that it stays as it is written. */
export interface Lacking {
  readonly name: string
  /** The variable whose value mentions it; null where the text does so itself. */
  readonly within: string | null
}

/**
 * The names that keep a text from coming out without leftovers, by what is known before it is evaluated. It follows
 * `Evaluation`: a condition may ask for what is not there, and only the branch counts that is taken, where that can be
 * told; a loop over nothing prints nothing; a filter that makes something of nothing lacks nothing. What fails for
 * another reason, such as a circle or a filter's complaint, is no matter of names.
 */
export const lackingIn = (text: string, known: KnownNames): readonly Lacking[] =>
  text.includes('#{') ? new Reading(known).lackingIn(parseLeniently(text).tokens) : []

/** The same for the value of a variable that has one, as it is handed to a script. */
export const lackingInValue = (name: string, known: KnownNames): readonly Lacking[] =>
  new Reading(known).lackingInValue(name)

/** Whether a path leads nowhere, as far as that is known by now; what is no path leads nowhere either. */
export function isLackingPath(path: string, known: KnownNames): boolean {
  const read = wholePathOf(path)
  return read === undefined || new Foretold(known).resolve(read, nowhere).kind === 'lacking'
}

/**
 * Whether a condition comes to False for certain: it cannot be read, puts in what is not there, or comes to a text that says
 * no. What hangs on things that only a run knows may hold.
 */
export function isKnownFalse(condition: string, known: KnownNames): boolean {
  const parsing = parse(condition)
  if (!parsing.ok) return true
  const { tokens } = parsing.template
  const text = new Foretold(known).textOfAll(tokens)
  return text !== later && (!isTruthy(text) || new Reading(known).lackingIn(tokens).length > 0)
}

/** Looks through one text and the values that it takes in. */
class Reading {
  private readonly known: KnownNames
  private readonly foretold: Foretold
  private readonly found: Lacking[] = []
  /** The variable whose value is being looked through. */
  private within: string | null = null
  /** The values that were looked through, with the loops around them. */
  private readonly seen = new Set<string>()
  private depth = 0

  constructor(known: KnownNames) {
    this.known = known
    this.foretold = new Foretold(known)
  }

  lackingIn(tokens: readonly Token[]): readonly Lacking[] {
    this.visit(tokens, nowhere)
    return this.found
  }

  lackingInValue(name: string): readonly Lacking[] {
    this.visitValue(name, nowhere)
    return this.found
  }

  private visit(tokens: readonly Token[], scope: Scope): void {
    for (const token of tokens) this.visitToken(token, scope)
  }

  private visitToken(token: Token, scope: Scope): void {
    switch (token.kind) {
      case 'text':
        break
      case 'substitution':
        this.visitExpression(token.expression, scope)
        break
      case 'calculation':
        this.visitArithmetic(token.arithmetic, scope)
        break
      case 'conditional':
        this.visitConditional(token, scope)
        break
      case 'each':
        this.visitEach(token, scope)
        break
      default:
        assertNever(token)
    }
  }

  private visitConditional({ condition, truthy, falsy }: ConditionalToken, scope: Scope): void {
    const holds = this.foretold.holds(condition, scope)
    if (holds === 'lacking') this.visitCondition(condition, scope)
    else {
      if (holds !== false) this.visit(truthy, scope)
      if (holds !== true) this.visit(falsy, scope)
    }
  }

  /** What its list mentions is put in piece by piece. */
  private visitEach({ item, collection, body }: Extract<Token, { kind: 'each' }>, scope: Scope): void {
    const isThere = this.foretold.resolve(collection, scope).kind !== 'lacking'
    if (isThere) this.visitPath(collection, scope)
    if (isThere ? this.foretold.isEmptyList(collection, scope) : !this.foretold.hasItems(collection)) return
    this.visit(body, { items: new Set([...scope.items, fold(item)]) })
  }

  private visitExpression(expression: Expression, scope: Scope): void {
    if (expression.kind === 'path') this.visitPath(expression, scope)
    else this.visitFiltered(expression, scope)
  }

  /** Filters that make nothing of nothing leave all of the token as it is written, and its options with it. */
  private visitFiltered(filtered: Filtered, scope: Scope): void {
    const { input, calls } = filtered
    const isLacking = input !== null && this.foretold.resolve(input, scope).kind === 'lacking'
    const isNothing = this.foretold.filtered(filtered, scope) === null
    if (input !== null && isLacking === isNothing && !(isNothing && asksForNull(calls))) this.visitPath(input, scope)
    if (!isNothing) for (const call of calls) this.visit(call.options, scope)
  }

  /** Filters in a condition can need what is not there; then all of it stays as it is written. */
  private visitCondition(condition: Condition, scope: Scope): void {
    const sides = condition.kind === 'truthy' ? [condition.left] : [condition.left, condition.right]
    for (const side of sides)
      if (side.kind === 'filtered' && this.foretold.filtered(side, scope) === null) this.visitExpression(side, scope)
  }

  private visitArithmetic(arithmetic: Arithmetic, scope: Scope): void {
    switch (arithmetic.kind) {
      case 'number':
        break
      case 'variable':
        this.visitPath(arithmetic.path, scope)
        break
      case 'row':
        for (const part of [arithmetic.first, ...arithmetic.rest.map(({ operand }) => operand)])
          this.visitArithmetic(part, scope)
        break
      default:
        assertNever(arithmetic)
    }
  }

  /** A path that is put in: it lacks what it leads to, or what the value mentions that it leads to. */
  private visitPath(path: Path, scope: Scope): void {
    const found = this.foretold.resolve(path, scope)
    switch (found.kind) {
      case 'later':
        break
      case 'lacking':
        this.found.push({ name: found.name, within: this.within })
        break
      case 'text':
        this.visitTemplate(found.text, this.within, scope)
        break
      case 'variable':
        this.visitValue(found.name, scope)
        break
      default:
        assertNever(found)
    }
  }

  private visitValue(name: string, scope: Scope): void {
    const template = this.known.isPlain(name) ? '' : this.known.templateOf(name)
    if (template !== later) this.visitTemplate(template, name, scope)
  }

  /** A value that cannot be read is put in as it is. */
  private visitTemplate(template: string, within: string | null, scope: Scope): void {
    if (!template.includes('#{') || this.depth >= nestingLimit) return
    const key = keyOf(template, scope)
    const parsing = parse(template)
    if (!parsing.ok || this.seen.has(key)) return
    this.seen.add(key)
    const outer = this.within
    this.within = within
    this.depth++
    this.visit(parsing.template.tokens, scope)
    this.depth--
    this.within = outer
  }
}

/** `| null`, spelt exactly so. */
const asksForNull = (calls: readonly FilterCall[]): boolean => calls.at(-1)?.name === 'null'

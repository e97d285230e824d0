import { assertNever } from '../result'
import type { Condition, Expression, FilterCall, Filtered, Path, Quoted, Step, Token } from './ast'
import { nestingLimit } from './budget'
import { withKeys } from './context'
import { applyFilter, readsClock } from './filters/index'
import { looksLikeJson, readJson, textInside } from './json-values'
import type { NamePlace, NameTree } from './name-tree'
import { parse } from './parse'
import { printPath, printToken } from './print'
import { isLocal, nowhere, type Scope } from './references'
import { TemplateError } from './template-error'
import { isTruthy } from './truthy'

/** What only a run knows: an output, a secret, an answer, the clock. */
export const later: unique symbol = Symbol('later')

/** A text, or that it is known later. */
export type Text = string | typeof later

/** What is known of names before anything runs. Names are those that were added to the tree. */
export interface KnownNames {
  readonly tree: NameTree
  /** Whether it has a value. */
  readonly has: (name: string) => boolean
  /** What it is as written: a template. Asked only of those that have a value. */
  readonly templateOf: (name: string) => Text
  /** Whether no value of it is ever a template, so that nobody needs to look into it. */
  readonly isPlain: (name: string) => boolean
  /** Whether a run knows a name that nothing answers as yet; as it is written, with keys in brackets worked out. */
  readonly isKnownLater: (path: string) => boolean
}

/** Beyond it a text is treated as known later: it would grow without end. */
const longestText = 100_000

/** Filters whose work has no bound of its own. */
const unbounded: ReadonlySet<string> = new Set(['replace', 'match', 'markdown', 'markdowntohtml'])

/** Where a path leads. `text`: to a text that is no variable's own, such as a part of JSON. */
export type Found =
  | { readonly kind: 'lacking'; readonly name: string }
  | { readonly kind: 'later' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }

const foundLater: Found = { kind: 'later' }

/**
 * What can be told of texts before they are evaluated: it follows `Evaluation`, and says `later` for what hangs on things
 * that only a run knows.
 */
export class Foretold {
  private readonly known: KnownNames
  /** What values came to, with the loops around them. */
  private readonly texts = new Map<string, Text>()
  private readonly there = new Map<NamePlace, boolean>()
  private depth = 0

  constructor(known: KnownNames) {
    this.known = known
  }

  /** Whether a condition holds, if that can be told; `lacking` where a filter in it comes to nothing. */
  holds(condition: Condition, scope: Scope): boolean | typeof later | 'lacking' {
    const left = this.sideOf(condition.left, scope)
    const right = condition.kind === 'comparison' ? this.sideOf(condition.right, scope) : ''
    if (left === null || right === null) return 'lacking'
    if (left === later || right === later) return later
    return condition.kind === 'comparison' ? (left === right) === condition.isEqual : isTruthy(left)
  }

  private sideOf(side: Expression | Quoted, scope: Scope): Text | null {
    if (side.kind === 'quoted') return side.text
    return side.kind === 'path' ? (this.textAt(side, scope) ?? '') : this.filtered(side, scope)
  }

  /** What filters make of a text; null for nothing. */
  filtered({ input, calls }: Filtered, scope: Scope): Text | null {
    let text = input === null ? null : this.textAt(input, scope)
    for (const call of calls) text = this.applied(call, text, scope)
    return text
  }

  private applied(call: FilterCall, text: Text | null, scope: Scope): Text | null {
    const options = call.options.map(option => (option.kind === 'text' ? option.text : this.textOf([option], scope)))
    const isOpen = text === later || options.includes(later) || unbounded.has(call.name.toLowerCase())
    if (!isOpen && !readsClock(call.name)) return made(call.name, text, options.map(String))
    // Whatever it would be made of: without any input most filters make nothing.
    return text === null && made(call.name, null, options.map(String)) === null ? null : later
  }

  /** Whether names in brackets are defined below a path that has no value of its own. */
  hasItems(path: Path): boolean {
    const place = path.hasLookup ? null : this.placeOf(path)
    return place !== null && place.indexed.size > 0
  }

  /** Whether a path leads to JSON that holds nothing to go through. */
  isEmptyList(path: Path, scope: Scope): boolean {
    const text = this.textAt(path, scope)
    return typeof text === 'string' && /^\s*(?:\[\s*\]|\{\s*\})\s*$/.test(text)
  }

  /** What comes of tokens outside of all loops; what comes to nothing stays as it is written. */
  textOfAll(tokens: readonly Token[]): Text {
    return this.textOf(tokens, nowhere)
  }

  /** The text that a path leads to; null where it leads nowhere. */
  private textAt(path: Path, scope: Scope): Text | null {
    const found = this.resolve(path, scope)
    switch (found.kind) {
      case 'later':
        return later
      case 'lacking':
        return null
      case 'text':
        return this.textOfTemplate(found.text, scope)
      case 'variable':
        return this.textOfTemplate(this.known.templateOf(found.name), scope)
      default:
        return assertNever(found)
    }
  }

  private textOfTemplate(template: Text, scope: Scope): Text {
    if (template === later || !template.includes('#{')) return template
    const key = keyOf(template, scope)
    const before = this.texts.get(key)
    if (before !== undefined) return before
    const parsing = parse(template)
    if (!parsing.ok) return template
    // Until it is worked out: what leads back to itself is left to the run, and so is what lies too deep.
    this.texts.set(key, later)
    if (this.depth >= nestingLimit) return later
    this.depth++
    const text = this.textOf(parsing.template.tokens, scope)
    this.depth--
    this.texts.set(key, text)
    return text
  }

  private textOf(tokens: readonly Token[], scope: Scope): Text {
    let text = ''
    for (const token of tokens) {
      const part = this.textOfToken(token, scope)
      if (part === later || text.length + part.length > longestText) return later
      text += part
    }
    return text
  }

  private textOfToken(token: Token, scope: Scope): Text {
    if (token.kind === 'text') return token.text
    if (token.kind === 'substitution') {
      const { expression } = token
      const text = expression.kind === 'path' ? this.textAt(expression, scope) : this.filtered(expression, scope)
      return text ?? printToken(token)
    }
    if (token.kind !== 'conditional') return later
    const holds = this.holds(token.condition, scope)
    if (holds === later) return later
    if (holds === 'lacking') return printToken(token)
    return this.textOf(holds ? token.truthy : token.falsy, scope)
  }

  /** Where a path leads. */
  resolve(path: Path, scope: Scope): Found {
    if (isLocal(path, scope)) return foundLater
    const keyed = path.hasLookup ? this.keyed(path, scope) : path
    if (keyed === null) return foundLater
    const found = this.walk(keyed, scope)
    if (found !== null) return found
    const name = printPath(keyed)
    return this.known.isKnownLater(name) ? foundLater : { kind: 'lacking', name }
  }

  /** The path with its computed keys; null where one of them is known later. */
  private keyed(path: Path, scope: Scope): Path | null {
    let isOpen = false
    const keyed = withKeys(path, key => {
      const text = this.textAt(key, scope)
      isOpen ||= text === later
      return text === later ? null : text
    })
    return isOpen ? null : keyed
  }

  private walk({ steps }: Path, scope: Scope): Found | null {
    let place: NamePlace | null = this.known.tree.root
    for (const [index, step] of steps.entries()) {
      const next = this.stepInto(place, step)
      if (next === null) return this.insidePlace(place, steps.slice(index), scope)
      place = next
    }
    return ownOf(place, this.known.has)
  }

  private stepInto(place: NamePlace, step: Step): NamePlace | null {
    if (step.kind === 'lookup') return null
    if (step.kind === 'index' && step.folded === '*') {
      for (const next of place.indexed.values()) if (this.isThere(next)) return next
      return null
    }
    const next = (step.kind === 'name' ? place.named : place.indexed).get(step.folded)
    return next !== undefined && this.isThere(next) ? next : null
  }

  /** Whether a place is there at all: a variable stands at it, or below it. */
  private isThere(place: NamePlace): boolean {
    const before = this.there.get(place)
    if (before !== undefined) return before
    const isThere =
      (place.name !== null && this.known.has(place.name)) ||
      [...place.named.values(), ...place.indexed.values()].some(next => this.isThere(next))
    this.there.set(place, isThere)
    return isThere
  }

  private placeOf({ steps }: Path): NamePlace | null {
    let place: NamePlace | null = this.known.tree.root
    for (const step of steps) place = place === null ? null : this.stepInto(place, step)
    return place
  }

  /** What lies below a variable that is JSON. */
  private insidePlace(place: NamePlace, steps: readonly Step[], scope: Scope): Found | null {
    const own = ownOf(place, this.known.has)
    if (own === null) return null
    let text: Text = own.kind === 'variable' ? this.known.templateOf(own.name) : own.text
    for (const step of steps) {
      if (step.kind === 'lookup') return null
      const whole: Text = this.textOfTemplate(text, scope)
      if (whole === later) return foundLater
      const container = looksLikeJson(whole) ? readJson(whole) : null
      const part = container === null ? null : textInside(container, step.text)
      if (part === null) return null
      text = part
    }
    return text === later ? foundLater : { kind: 'text', text }
  }
}

/** A template in the loops around it: that a path is an item of one of them decides what comes of it. */
export const keyOf = (template: string, { items }: Scope): string =>
  items.size === 0 ? template : `${[...items].join(' ')}\n${template}`

/** What stands at a place itself: a variable, or the text in its brackets. */
function ownOf(
  { name, text }: NamePlace,
  has: KnownNames['has']
): Extract<Found, { kind: 'variable' | 'text' }> | null {
  if (name !== null && has(name)) return { kind: 'variable', name }
  return text === null ? null : { kind: 'text', text }
}

/** What a filter makes of a text. What it complains of is left to the run. */
function made(name: string, input: string | null, options: readonly string[]): Text | null {
  try {
    return applyFilter(name, input, options, () => new Date(0))
  } catch (error) {
    if (error instanceof TemplateError) return later
    throw error
  }
}

import { assertNever } from '../result'
import type { ConditionalToken, Expression, FilterCall, Filtered, Path, Quoted, Token } from './ast'
import { type BindingNode, leaf, nowhere } from './binding'
import { BoundedCache } from './bounded-cache'
import { Budget } from './budget'
import { calculate } from './calculate'
import { type Context, inside, refuseLoop, withKeys } from './context'
import { formatDouble, parseDouble } from './double'
import { applyFilter, readsClock } from './filters/index'
import { InClear } from './in-clear'
import { itemsOf, type JsonContainer, looksLikeJson, readJson, textInside } from './json-values'
import { LoopScope, splitAtCommas } from './loop-scope'
import { Memory, Recorder } from './memory'
import { parse } from './parse'
import { printToken } from './print'
import { outputLimit, TemplateError, tooLong } from './template-error'
import { isTruthy } from './truthy'

/** What evaluations of the same variables share. */
export class Shared {
  readonly memory = new Memory()
  readonly json = new BoundedCache<{ readonly container: JsonContainer | null }>(jsonCapacity)
  /** Whether somebody wants to know what is made of secrets. */
  readonly isWatching: boolean

  constructor(isWatching: boolean) {
    this.isWatching = isWatching
  }
}

const jsonCapacity = 10_000_000

/** What `evaluated` and `resolve` find: a text, and what lies below the place. */
interface Found {
  readonly text: string | null
  readonly indexed: BindingNode['indexed']
  /** The place itself, with its text as it is written. */
  readonly node: BindingNode
}

/** One evaluation of one text. It works as Octostache's does, so scopes, loops and echoes follow that one's rules. */
export class Evaluation {
  /** What the evaluation reads and misses. */
  recorder = new Recorder()
  /** Whether the whole result is null. */
  isNull = false
  private readonly root: Context
  private readonly shared: Shared
  private readonly now: () => Date
  private readonly budget = new Budget()
  private readonly inClear = new InClear()

  constructor(root: BindingNode, shared: Shared, now: () => Date) {
    this.root = { parent: null, node: root, pending: null }
    this.shared = shared
    this.now = now
  }

  /** The text of these tokens. */
  render(tokens: readonly Token[], context: Context = this.root): string {
    const { budget } = this
    budget.enter()
    let text = ''
    for (const token of tokens) {
      if (token.kind === 'text') {
        budget.spend(token.text.length)
        text += token.text
      } else {
        budget.spend(0)
        text += this.renderToken(token, context)
      }
      if (text.length > outputLimit) throw tooLong()
    }
    budget.leave()
    return text
  }

  /** What `each` would go through. */
  *items(collection: Path, context: Context = this.root): Generator<BindingNode, void, undefined> {
    const { result: found, recorder } = this.apart(() => this.resolve(collection, context))
    if (found === null) return
    if (found.indexed !== null) yield* found.indexed.values()
    else if (found.text !== null) {
      const container = this.jsonOf(found.text)
      const leafOf = (text: string) => this.part(text, found.node, recorder)
      if (container !== null) yield* itemsOf(container, leafOf)
      else for (const piece of splitAtCommas(found.text)) yield leafOf(piece)
    }
  }

  private renderToken(token: Exclude<Token, { kind: 'text' }>, context: Context): string {
    switch (token.kind) {
      case 'substitution':
        return this.textOf(token.expression, context) ?? this.echo(token)
      case 'calculation': {
        const read = (path: Path) => parseDouble(this.resolve(path, context)?.text ?? '')
        const sum = this.made(() => {
          const value = calculate(token.arithmetic, read)
          return value === null ? null : formatDouble(value)
        })
        return sum ?? printToken(token)
      }
      case 'conditional':
        return this.renderConditional(token, context)
      case 'each':
        return this.renderEach(token, context)
      default:
        return assertNever(token)
    }
  }

  /** The token as text, in place of what it does not come to. */
  private echo(token: Token): string {
    const text = printToken(token)
    if (token.kind === 'substitution' && asksForNull(token.expression)) this.isNull = true
    else this.recorder.miss(text)
    return text
  }

  private renderConditional(token: ConditionalToken, context: Context): string {
    const { condition } = token
    const left = this.sideOf(condition.left, context)
    const right = condition.kind === 'comparison' ? this.sideOf(condition.right, context) : ''
    if (left === null || right === null) return this.echo(token)
    const holds = condition.kind === 'comparison' ? (left === right) === condition.isEqual : isTruthy(left)
    return this.render(holds ? token.truthy : token.falsy, context)
  }

  /** A missing path is an empty text here; null is what a filter cannot do. */
  private sideOf(side: Expression | Quoted, context: Context): string | null {
    if (side.kind === 'quoted') return side.text
    return side.kind === 'path' ? (this.resolve(side, context)?.text ?? '') : this.filtered(side, context)
  }

  private renderEach(token: Extract<Token, { kind: 'each' }>, context: Context): string {
    const scope = new LoopScope(token.item)
    const items = this.items(token.collection, context)
    let text = ''
    for (let next = items.next(); next.done !== true; ) {
      const item = next.value
      next = items.next()
      scope.advance(item, next.done === true)
      text += this.render(token.body, inside(context, scope.node))
      this.budget.spend(0)
      if (text.length > outputLimit) throw tooLong()
    }
    return text
  }

  private textOf(expression: Expression, context: Context): string | null {
    if (expression.kind === 'filtered') return this.made(() => this.filtered(expression, context))
    const found = this.resolve(expression, context)
    if (found === null || found.text === null) return null
    if (found.node.origin !== undefined) this.recorder.make(found.text, found.node.origin)
    return found.text
  }

  /** Takes note of what a token comes to that is no variable's own text, where something sensitive had a part in it. */
  private made(work: () => string | null): string | null {
    const { result, recorder } = this.apart(work)
    if (result !== null && recorder.hasReadSecret) this.recorder.make(result, recorder)
    return result
  }

  /** A part of the work, with what it reads by itself. */
  private apart<T>(work: () => T): { readonly result: T; readonly recorder: Recorder } {
    const outer = this.recorder
    if (!this.shared.isWatching) return { result: work(), recorder: outer }
    const recorder = new Recorder()
    this.recorder = recorder
    try {
      return { result: work(), recorder }
    } finally {
      this.recorder = outer
      outer.takeAll(recorder)
    }
  }

  private filtered({ input, calls }: Filtered, context: Context): string | null {
    let text = input === null ? null : (this.resolve(input, context)?.text ?? null)
    for (const call of calls) {
      text = this.applied(call, text, context)
      if (readsClock(call.name)) this.recorder.isPassing = true
      this.budget.spend(text?.length ?? 0)
    }
    return text
  }

  /** A filter that can make nothing of a text quotes it, so that text counts as printed. */
  private applied(call: FilterCall, text: string | null, context: Context): string | null {
    const options = this.optionsOf(call, context)
    try {
      return applyFilter(call.name, text, options, this.now)
    } catch (error) {
      const { recorder } = this
      if (recorder.hasReadSecret) for (const quoted of [text, ...options]) if (quoted) recorder.make(quoted, recorder)
      throw error
    }
  }

  private optionsOf({ options }: FilterCall, context: Context): readonly string[] {
    return options.map(option =>
      option.kind === 'text' ? option.text : this.render([option], inside(context, nowhere))
    )
  }

  /** What a path leads to, with its text evaluated. Null when it leads nowhere. */
  private resolve(path: Path, context: Context): Found | null {
    refuseLoop(context, path)
    const { pending } = context
    context.pending = { path, below: pending }
    try {
      const steps = path.hasLookup ? this.withKeys(path, context) : path
      const node = this.walk(steps, context)
      if (node !== null) return this.evaluated(node, context)
      return context.parent === null ? null : this.resolve(steps, context.parent)
    } finally {
      context.pending = pending
    }
  }

  private withKeys(path: Path, context: Context): Path {
    this.budget.enter()
    const result = withKeys(path, key => this.resolve(key, context)?.text ?? null)
    this.budget.leave()
    return result
  }

  /** The place in this scope alone. */
  private walk(path: Path, context: Context): BindingNode | null {
    let node: BindingNode = context.node
    for (const step of path.steps) {
      if (step.kind === 'lookup') return null
      const next = step.kind === 'name' ? node.named?.get(step.folded) : indexedBelow(node, step.folded)
      const place = next ?? this.insideJson(node, step.text, context)
      if (place === null) return null
      node = place
    }
    return node
  }

  private insideJson(node: BindingNode, property: string, context: Context): BindingNode | null {
    if (node.text === null || node.text === '') return null
    const { text: template } = node
    const { result: text, recorder } = this.apart(() => {
      this.readNode(node)
      return this.jsonTextOf(template, context)
    })
    const container = text === null ? null : this.jsonOf(text)
    const found = container && textInside(container, property)
    return found === null ? null : this.part(found, node, recorder)
  }

  private readNode({ source, isSensitive, origin }: BindingNode): void {
    if (source !== null) this.recorder.read(source, isSensitive)
    if (origin !== undefined) this.recorder.readAll(origin)
  }

  /** The text with its own tokens evaluated; null where it leads back to itself, which only says that it is no JSON. */
  private jsonTextOf(template: string, context: Context): string | null {
    if (!template.includes('#{')) return template
    const { recorder } = this
    const { nesting } = this.budget
    // What is missing inside shows in the text itself.
    const inner = new Recorder()
    this.recorder = inner
    try {
      return this.evaluatedText(template, context)
    } catch (error) {
      if (!(error instanceof TemplateError) || error.kind !== 'self-reference') throw error
      inner.isPassing = true
      this.budget.nesting = nesting
      return null
    } finally {
      recorder.readAll(inner)
      recorder.isPassing ||= inner.isPassing
      this.recorder = recorder
    }
  }

  private jsonOf(text: string): JsonContainer | null {
    if (!looksLikeJson(text)) return null
    if (text.length > jsonCapacity) throw tooLong()
    return this.shared.json.get(text, () => ({ container: readJson(text) })).container
  }

  /** A part of the text of `whole`. One that stands in clear where nothing is sensitive gives nothing away. */
  private part(text: string, whole: BindingNode, recorder: Recorder): BindingNode {
    if (!recorder.hasReadSecret) return leaf(text)
    const isInClear = whole.isSensitive !== true && whole.origin === undefined && this.inClear.holds(whole, text)
    return isInClear ? leaf(text) : leaf(text, recorder)
  }

  private evaluated(node: BindingNode, context: Context): Found {
    this.readNode(node)
    if (node.text === null) return { text: null, indexed: node.indexed, node }
    const text = this.evaluatedText(node.text, context)
    this.budget.spend(text.length)
    return { text, indexed: null, node }
  }

  /** The text of a value's own template; a value that is no template stays as it is. */
  private evaluatedText(template: string, context: Context): string {
    if (!template.includes('#{')) return template
    if (context.parent !== null) return this.renderValue(template, context)
    const known = this.shared.memory.get(template)
    if (known !== undefined) {
      this.recorder.use(known)
      return known.text
    }
    return this.remembered(template, context)
  }

  /** Values of the outermost scope are the same wherever they are read, unless a loop or the clock had a part in them. */
  private remembered(template: string, context: Context): string {
    const outer = this.recorder
    const recorder = new Recorder()
    this.recorder = recorder
    try {
      const remembered = { text: this.renderValue(template, context), recorder }
      if (!recorder.isPassing) this.shared.memory.set(template, remembered)
      outer.use(remembered)
      return remembered.text
    } catch (error) {
      outer.readAll(recorder)
      throw error
    } finally {
      outer.isPassing ||= recorder.isPassing
      this.recorder = outer
    }
  }

  private renderValue(template: string, context: Context): string {
    const parsing = parse(template)
    if (!parsing.ok) return template
    const { isNull } = this
    try {
      return this.render(parsing.template.tokens, inside(context, nowhere))
    } finally {
      // Only the text that was asked for can become null.
      this.isNull = isNull
    }
  }
}

function indexedBelow(node: BindingNode, key: string): BindingNode | undefined {
  if (key !== '*') return node.indexed?.get(key)
  return node.indexed?.values().next().value
}

/** `| null`, spelt exactly so. */
const asksForNull = (expression: Expression): boolean =>
  expression.kind === 'filtered' && expression.calls.at(-1)?.name === 'null'

import { bind, type Variables } from './binding'
import { fold } from './characters'
import { Evaluation, Shared } from './evaluation'
import { parse, parseLeniently } from './parse'
import { wholePathOf } from './parse-path'
import { TemplateError } from './template-error'
import { isTruthy } from './truthy'

/** What came of a text. */
export interface Evaluated {
  /** The text with its tokens replaced; tokens that came to nothing stay in their printed form. Null when the text asks for it. */
  readonly text: string | null
  /** What could not be read or evaluated, in a sentence; null when all went well. */
  readonly error: string | null
}

export interface EvaluateOptions {
  /**
   * Whether one token that cannot be read leaves the whole text as it is, which is the usual way for variables. Otherwise,
   * as for files, what cannot be read is plain text.
   */
  readonly haltOnError?: boolean
  /** Called once for the name of each variable whose value was read, directly or inside other values, as it was defined. */
  readonly onRead?: (name: string) => void
}

/** What evaluations of the same variables go by besides their values. */
export interface BindOptions {
  /** The clock of `NowDate`. */
  readonly now?: () => Date
  /** Whether the value of a variable is a secret. */
  readonly isSensitive?: (name: string) => boolean
  /**
   * Called with texts that tokens of an evaluation printed and that are no sensitive variable’s own text, but parts of
   * it, sums, or what filters made of it; each with the names of all variables that were read for it.
   */
  readonly onMade?: (made: ReadonlyMap<string, ReadonlySet<string>>) => void
}

/** Variables that are ready for many evaluations. All of these may throw a TemplateError, except `truthy`. */
export interface Bound {
  evaluate(text: string | null, options?: EvaluateOptions): Evaluated
  /** Whether a condition holds: it is evaluated without an error, and its text is neither empty nor `0`, `no` or `false`. */
  truthy(text: string | null, options?: Pick<EvaluateOptions, 'onRead'>): boolean
  /** The texts of what is defined under a path in brackets, such as `Octopus.Action`; what `each` would go through. */
  indexes(path: string): readonly string[]
  /** The value of one variable by its whole name, also by one that templates cannot reach. Null when there is none. */
  get(name: string, options?: Pick<EvaluateOptions, 'onRead'>): Evaluated
}

/** Variables and the clock that `NowDate` reads. */
export function boundTo(
  variables: Iterable<readonly [name: string, value: string | null]>,
  { now, isSensitive = () => false, onMade }: BindOptions & Pick<Required<BindOptions>, 'now'>
): Bound {
  return new BoundVariables(bind(variables, isSensitive), now, onMade)
}

class BoundVariables implements Bound {
  private readonly shared: Shared
  private readonly variables: Variables
  private readonly now: () => Date
  private readonly onMade: BindOptions['onMade']

  constructor(variables: Variables, now: () => Date, onMade: BindOptions['onMade']) {
    this.variables = variables
    this.now = now
    this.onMade = onMade
    this.shared = new Shared(onMade !== undefined)
  }

  evaluate(text: string | null, options: EvaluateOptions = {}): Evaluated {
    return this.evaluated(text, options, this.onMade)
  }

  private evaluated(
    text: string | null,
    { haltOnError = true, onRead }: EvaluateOptions,
    onMade: BindOptions['onMade']
  ): Evaluated {
    if (text === null || !text.includes('#{')) return { text, error: null }
    const parsing = haltOnError ? parse(text) : { ok: true as const, template: parseLeniently(text) }
    if (!parsing.ok) return { text, error: parsing.error }
    const evaluation = this.begin()
    const result = this.told(evaluation, onMade, () => evaluation.render(parsing.template.tokens))
    if (onRead) for (const name of evaluation.recorder.reads()) onRead(name)
    return { text: evaluation.isNull ? null : result, error: errorOf(evaluation.recorder.missing) }
  }

  /** Tells what was made of secrets also where it comes to an error, which may quote it. */
  private told(evaluation: Evaluation, onMade: BindOptions['onMade'], render: () => string): string {
    try {
      return withinStack(render)
    } finally {
      const made = onMade ? evaluation.recorder.made() : nothing
      if (made.size > 0) onMade?.(made)
    }
  }

  truthy(text: string | null, options: Pick<EvaluateOptions, 'onRead'> = {}): boolean {
    try {
      // A condition is not printed.
      const result = this.evaluated(text, options, undefined)
      return result.error === null && result.text !== null && isTruthy(result.text)
    } catch (error) {
      if (error instanceof TemplateError) return false
      throw error
    }
  }

  indexes(path: string): readonly string[] {
    const collection = wholePathOf(path)
    if (collection === undefined) return []
    return withinStack(() => Array.from(this.begin().items(collection), item => item.text ?? ''))
  }

  get(name: string, options: Pick<EvaluateOptions, 'onRead'> = {}): Evaluated {
    const variable = this.variables.byName.get(fold(name))
    if (variable === undefined) return { text: null, error: null }
    const { onRead } = options
    const seen = new Set<string>()
    const once = (read: string): void => {
      if (!seen.has(read)) onRead?.(read)
      seen.add(read)
    }
    if (onRead) once(variable.name)
    return this.evaluate(variable.value, onRead ? { onRead: once } : {})
  }

  private begin(): Evaluation {
    return new Evaluation(this.variables.root, this.shared, this.now)
  }
}

const nothing: ReadonlyMap<string, ReadonlySet<string>> = new Map()

/** Limits keep evaluations within the stack; where a caller has left less of it than usual, its end is an error like theirs. */
function withinStack<T>(evaluate: () => T): T {
  try {
    return evaluate()
  } catch (error) {
    if (error instanceof RangeError)
      throw new TemplateError('too-large', 'Variables and blocks lie too deep in each other.')
    throw error
  }
}

const errorOf = (missing: ReadonlySet<string>): string | null =>
  missing.size === 0
    ? null
    : `The following tokens were unable to be evaluated: ${Array.from(missing, token => `'${token}'`).join(', ')}`

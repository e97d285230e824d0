// The template language of Octopus: `#{Name}`, conditions, loops, filters and arithmetic, evaluated as Octostache does.
import { type BindOptions, type Bound, boundTo, type Evaluated, type EvaluateOptions } from './bound'

export type { BindOptions, Bound, Evaluated, EvaluateOptions } from './bound'
export { nestingLimit } from './budget'
export { parse } from './parse'
export { print } from './print'
export {
  type DecidingToken,
  decidingTokens,
  references,
  renameReferences,
  type Token,
  tokens
} from './references'
export { depthLimit } from './scan'
export { outputLimit, TemplateError } from './template-error'

/** What came of a text. */
export type Evaluation = Evaluated

type Variables = Iterable<readonly [name: string, value: string | null]>

/**
 * The one look at a clock in shared code: templates have filters that print the time, and only those call it. Who wants
 * the same result twice hands in a clock of their own.
 */
const clock = (): Date => new Date()

/** Makes variables ready for many evaluations. Of names that differ only in case the last one's value counts. */
export const bindVariables = (variables: Variables, options: BindOptions = {}): Bound =>
  boundTo(variables, { now: clock, ...options })

/**
 * Replaces the tokens of a text by what the variables say, whose values are templates in turn. Throws a TemplateError
 * for variables that lead back to themselves, for filters that cannot go on, and for texts that grow without end.
 */
export const evaluate = (
  text: string | null,
  variables: Variables,
  options: EvaluateOptions & BindOptions = {}
): Evaluation => bindVariables(variables, options).evaluate(text, options)

/** Whether a condition holds, see `Bound`. */
export const evaluateTruthy = (text: string | null, variables: Variables): boolean =>
  bindVariables(variables).truthy(text)

/** The texts of what is defined under a path in brackets, see `Bound`. */
export const indexes = (path: string, variables: Variables): readonly string[] => bindVariables(variables).indexes(path)

import { evaluate } from '@shared/template/index'

export type Values = Readonly<Record<string, string | null>>

/** The text that comes of a template; a missing token fails the test. */
export function textOf(template: string, values: Values = {}): string | null {
  const { text, error } = evaluate(template, Object.entries(values))
  if (error !== null) throw new Error(error)
  return text
}

/** Text and error of a template. */
export const outcomeOf = (template: string, values: Values = {}) => evaluate(template, Object.entries(values))

/** Text and error of a template that is read as files are. */
export const lenientOutcomeOf = (template: string, values: Values = {}) =>
  evaluate(template, Object.entries(values), { haltOnError: false })

/** What errors say of these tokens. */
export const unable = (...tokens: readonly string[]): string =>
  `The following tokens were unable to be evaluated: ${tokens.map(token => `'${token}'`).join(', ')}`

/**
 * The template language's seat: today plain `#{Name}` with the `##{` escape; the whole language replaces the inside
 * of `evaluate` without changing its signature.
 */
export interface Evaluation {
  /** The text with its variables replaced. Unknown variables stay as they are written. Null only when `haltOnError` stopped it. */
  readonly text: string | null
  /** A sentence that names the variables that are not defined, or null. */
  readonly error: string | null
}

const token = /##\{|#\{([^#{}\r\n]+)\}/g

/** The names that a text refers to, in order and with repeats, as they are written. Escaped ones do not count. */
export const references = (text: string): readonly string[] =>
  [...text.matchAll(token)].flatMap(([, name]) => (name === undefined ? [] : [name.trim()]))

/**
 * Replaces `#{Name}` by the variable's value. Names compare without case, as in Octopus; `##{` yields a literal `#{`.
 * Values are not evaluated again.
 */
export function evaluate(
  text: string,
  variables: Iterable<readonly [name: string, value: string | null]>,
  options: { readonly haltOnError?: boolean } = {}
): Evaluation {
  const values = new Map<string, string>()
  for (const [name, value] of variables) if (value !== null) values.set(name.toLowerCase(), value)
  const missing = new Set<string>()
  const result = text.replace(token, (whole, name: string | undefined) => {
    if (name === undefined) return '#{'
    const value = values.get(name.trim().toLowerCase())
    if (value !== undefined) return value
    missing.add(name.trim())
    return whole
  })
  const error = missing.size === 0 ? null : `Not defined: ${[...missing].join(', ')}`
  return error !== null && options.haltOnError === true ? { text: null, error } : { text: result, error }
}

import { Script } from 'node:vm'
import type { FindPattern } from '@shared/channels/rules'
import { type Failure, invalid } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'

/** How long one pattern may hold everything else up, over all texts; in milliseconds. */
const limitMs = 250

const search = new Script('texts.map(text => regex.test(text)).join()')

/**
 * Finds the regular expression of a rule in texts. A pattern can be made to take for ever, and looking at it does not
 * tell: so the engine is stopped from outside once it takes too long.
 */
export const findTag: FindPattern = (pattern, texts) => {
  const regex = compiled(pattern)
  if (!regex.ok) return regex
  try {
    const found = String(search.runInNewContext({ regex: regex.value, texts }, { timeout: limitMs }))
    return ok(texts.length === 0 ? [] : found.split(',').map(word => word === 'true'))
  } catch (error) {
    if (!isTimeout(error)) throw error
    return fail(unusable(pattern, `was not done within ${limitMs} ms`))
  }
}

/** Why a pattern cannot be used; null where it can, as far as looking at it tells. */
export function tagIssue(pattern: string): string | null {
  const regex = compiled(pattern)
  return regex.ok ? null : 'must be a regular expression of JavaScript, without slashes around it'
}

function compiled(pattern: string): Result<RegExp> {
  try {
    return ok(new RegExp(pattern, 'i'))
  } catch {
    return fail(unusable(pattern, 'cannot be read'))
  }
}

const unusable = (pattern: string, why: string): Failure => ({
  ...invalid('tag', `The regular expression ${pattern} ${why}.`),
  message: `The regular expression ${pattern} of a rule ${why}.`,
  remedy: 'Write it more simply: repetitions inside of repetitions, such as (a+)+, can take for ever.'
})

// The error is one of the other context, and so no Error of this one.
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

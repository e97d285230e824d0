import { Script } from 'node:vm'
import { fail, ok, type Result } from '@shared/result'

/** How long a search may hold everything else up; in milliseconds. */
const limitMs = 250

const search = new Script('regex.test(text)')

/**
 * Whether a regular expression of JavaScript is found in a text. A pattern can be made to take for ever, and looking at
 * it does not tell: so the search itself has a limit, after which the engine is stopped from outside.
 */
export function findPattern(pattern: string, text: string): Result<boolean> {
  const regex = compiled(pattern)
  if (regex === null) return refused('cannot be read', 'Write it as JavaScript does, without slashes around it.')
  try {
    return ok(search.runInNewContext({ regex, text }, { timeout: limitMs }) === true)
  } catch (error) {
    if (!isTimeout(error)) throw error
    return refused(
      `was not done within ${limitMs} ms`,
      'Make it simpler: repetitions inside of repetitions, such as (a+)+, can take for ever.'
    )
  }
}

// The error is one of the other context, and so no Error of this one.
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

function compiled(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern)
  } catch {
    return null
  }
}

const refused = (why: string, remedy: string) =>
  fail({
    kind: 'http-failed',
    message: `The regular expression for the body ${why}.`,
    remedy,
    detail: { again: 'useless' }
  })

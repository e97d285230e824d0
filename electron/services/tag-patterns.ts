import type { FindPattern } from '@shared/channels/rules'
import { type Failure, invalid } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import { findInTexts, patternPatienceMs } from '../threads/pattern-thread'

/** Finds the regular expression of a rule in texts. */
export const findTag: FindPattern = async (pattern, texts) => {
  const regex = compiled(pattern)
  if (!regex.ok) return regex
  if (texts.length === 0) return ok([])
  const found = await findInTexts({ pattern, flags: 'i', texts })
  if ('answer' in found) return ok(found.answer)
  if (found.lost === 'too-slow') return fail(unusable(pattern, `was not done within ${patternPatienceMs} ms`))
  return fail(broken(pattern, found.lost === 'broken' ? found.why : 'its thread was ended'))
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

const broken = (pattern: string, why: string): Failure => ({
  kind: 'internal',
  message: `Whether versions fit the regular expression ${pattern} could not be found out: ${why}.`,
  remedy: 'Try again. If it keeps happening, restart Slipway.'
})

import { fail, ok, type Result } from '@shared/result'
import { findInTexts, patternPatienceMs } from '../../threads/pattern-thread'

/** Whether a regular expression of JavaScript is found in a text. Fails for one that cannot be read or takes too long. */
export async function findPattern(pattern: string, text: string): Promise<Result<boolean>> {
  if (!isReadable(pattern))
    return refused('cannot be read', 'Write it as JavaScript does, without slashes around it.', 'useless')
  const found = await findInTexts({ pattern, flags: '', texts: [text] })
  if ('answer' in found) return ok(found.answer[0] === true)
  if (found.lost === 'too-slow')
    return refused(
      `was not done within ${patternPatienceMs / 1000} s`,
      'Make it simpler: repetitions inside of repetitions, such as (a+)+, can take for ever.',
      'useless'
    )
  const why = found.lost === 'broken' ? found.why : 'nothing is looked for any more'
  return refused(`was given up: ${why}`, 'Try again.', 'possible')
}

function isReadable(pattern: string): boolean {
  try {
    new RegExp(pattern)
    return true
  } catch {
    return false
  }
}

const refused = (why: string, remedy: string, again: 'useless' | 'possible') =>
  fail({
    kind: 'http-failed',
    message: `The regular expression for the body ${why}.`,
    remedy,
    ...(again === 'useless' ? { detail: { again } } : {})
  })

import { Worker } from 'node:worker_threads'
import type { FindPattern } from '@shared/channels/rules'
import { type Failure, invalid } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import { AskedThread, type NumberedAnswer, type NumberedRequest } from '../store/asked-thread'

/** How long one pattern may take over all texts, in milliseconds. One that comes to an end needs a few, but a machine may be busy. */
const patienceMs = 3000

interface Question {
  readonly pattern: string
  readonly texts: readonly string[]
}
type Asked = NumberedRequest<Question>
type Answered = NumberedAnswer<readonly boolean[]>

/**
 * What the thread does with an `Asked`, to which it says an `Answered`. As text, so that it is the same thread in the
 * window, on the command line and in tests, and no file of the build.
 */
const threadCode = `
const { parentPort } = require('node:worker_threads')
parentPort.on('message', ({ id, request: { pattern, texts } }) => {
  const regex = new RegExp(pattern, 'i')
  parentPort.postMessage({ id, answer: texts.map(text => regex.test(text)) })
})`

const thread = new AskedThread<Asked['request'], Answered['answer']>({
  start: () => new Worker(threadCode, { eval: true, execArgv: [] }),
  patienceMs
})

/**
 * Finds the regular expression of a rule in texts. A pattern can be made to take for ever, and looking at it does not
 * tell: so it runs in a thread of its own, which is ended with it once it takes too long.
 */
export const findTag: FindPattern = async (pattern, texts) => {
  const regex = compiled(pattern)
  if (!regex.ok) return regex
  if (texts.length === 0) return ok([])
  const found = await thread.ask({ pattern, texts })
  if ('answer' in found) return ok(found.answer)
  if (found.lost === 'too-slow') return fail(unusable(pattern, `was not done within ${patienceMs} ms`))
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

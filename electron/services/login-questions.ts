import { type Failure, invalid } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import type { Ask } from '../engine/ports'
import type { ServiceContext } from './context'
import type { ServicePorts } from './ports'

/** How long a person has to answer, in milliseconds. */
const patience = 120_000

interface Waiting {
  readonly count: number
  settle(answers: readonly string[] | null): void
}

/** Puts what servers ask during a log-in to the person, and takes the answers. Answers are kept nowhere. */
export function createLoginQuestions(
  { publish }: Pick<ServiceContext, 'publish'>,
  { random, sleep }: Pick<ServicePorts, 'random' | 'sleep'>
) {
  const waiting = new Map<string, Waiting>()

  const ask: Ask = (question, signal) =>
    new Promise(resolve => {
      const id = Buffer.from(random(8)).toString('hex')
      const over = new AbortController()
      const settle = (answers: readonly string[] | null) => {
        if (!waiting.delete(id)) return
        over.abort()
        signal.removeEventListener('abort', cancel)
        publish({ type: 'prompt.closed', id })
        resolve(answers?.map(answer => new Secret(answer)) ?? null)
      }
      const cancel = () => settle(null)
      waiting.set(id, { count: question.prompts.length, settle })
      publish({ type: 'prompt.asked', prompt: { ...question, id } })
      if (signal.aborted) return cancel()
      signal.addEventListener('abort', cancel)
      void sleep(patience, over.signal).then(cancel)
    })

  return {
    ask,
    /** `answers`: one for each prompt in their order, or null when the person does not want to. */
    answer: async (id: string, answers: readonly string[] | null): Promise<Result<null>> => {
      const question = waiting.get(id)
      if (!question) return fail(isOver)
      if (answers !== null && answers.length !== question.count)
        return fail(invalid('answers', `must be ${question.count}, one for each question`))
      question.settle(answers)
      return ok(null)
    }
  }
}

/** An answer that came too late. */
export const isOver: Failure = {
  kind: 'not-found',
  message: 'Nobody waits for this answer any more.',
  remedy: 'Connect again; a server waits two minutes at most.'
}

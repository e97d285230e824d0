import { randomBytes } from 'node:crypto'
import type { AppEvent } from '@shared/api'
import type { LoginQuestion } from '@shared/login-question'
import { expect, it } from 'vitest'
import { createLoginQuestions } from '../../electron/services/login-questions'

const question: LoginQuestion = {
  host: 'web-1',
  title: '',
  instructions: '',
  prompts: [{ text: 'Code: ', echo: false }]
}

function make() {
  const pushed: AppEvent[] = []
  let expire: () => void = () => undefined
  const sleep = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>(resolve => {
      expire = resolve
      signal?.addEventListener('abort', () => resolve())
    })
  const publish = (event: object) => void pushed.push(event as AppEvent)
  const questions = createLoginQuestions({ publish }, { random: randomBytes, sleep })
  const idOf = (event: AppEvent | undefined) => (event?.type === 'prompt.asked' ? event.prompt.id : '')
  return { questions, pushed, expire: () => expire(), idOf }
}

it('a question is pushed, answered once, and closed; no push holds the answer', async () => {
  const { questions, pushed, idOf } = make()
  const answer = questions.ask(question, new AbortController().signal)
  const id = idOf(pushed[0])
  expect(pushed).toEqual([{ type: 'prompt.asked', prompt: { ...question, id } }])
  expect(await questions.answer(id, ['123456', 'more'])).toMatchObject({
    ok: false,
    failure: { kind: 'invalid-input' }
  })
  expect(await questions.answer(id, ['123456'])).toEqual({ ok: true, value: null })
  expect((await answer)?.map(secret => secret.reveal())).toEqual(['123456'])
  expect(await questions.answer(id, ['123456'])).toMatchObject({ ok: false, failure: { kind: 'not-found' } })
  expect(pushed.slice(1)).toEqual([{ type: 'prompt.closed', id }])
  expect(JSON.stringify(pushed)).not.toContain('123456')
})

it('a question ends without an answer when the person declines, takes too long, or nobody waits any more', async () => {
  for (const end of ['declines', 'takes too long', 'is gone']) {
    const { questions, pushed, expire, idOf } = make()
    const abort = new AbortController()
    const answer = questions.ask(question, abort.signal)
    if (end === 'declines') await questions.answer(idOf(pushed[0]), null)
    if (end === 'takes too long') expire()
    if (end === 'is gone') abort.abort()
    expect(await answer).toBeNull()
    expect(pushed.at(-1)?.type).toBe('prompt.closed')
  }
})

import type { AppEvent } from '@shared/api'
import type { PendingQuestion } from '@shared/login-question'
import { ok } from '@shared/result'
import { expect, it, vi } from 'vitest'
import type { CliIo, Door } from '../../electron/cli/io'
import { answerQuestions } from '../../electron/cli/questions'

const prompt = {
  id: 'q1',
  host: 'web-1',
  title: 'Second \u001b[2Jstep',
  instructions: '',
  prompts: [
    { text: 'Code: ', echo: false },
    { text: 'Reason: ', echo: true }
  ]
}

/** A door that asks once somebody listens, and a terminal on which a person answers `typed`, or none. */
function ask(typed: readonly (string | null)[] | null, more: Pick<PendingQuestion, 'workspace'> = {}) {
  let err = ''
  const calls: unknown[] = []
  const asked: [string, boolean][] = []
  const left = [...(typed ?? [])]
  const question = async (text: string, echo: boolean) => {
    asked.push([text, echo])
    return left.shift() ?? null
  }
  const door = {
    call: async (name: string, input: unknown) => {
      calls.push([name, input])
      return ok(null)
    },
    subscribe: (listener: (events: readonly AppEvent[]) => void) => {
      listener([{ type: 'prompt.asked', prompt: { ...prompt, ...more } }])
      return () => undefined
    }
  } as unknown as Door
  const io = {
    err: (text: string) => {
      err += text
    },
    question: typed === null ? null : question
  } as unknown as CliIo
  answerQuestions(door, io)
  return { calls, asked, err: () => err }
}

it('what a server asks is asked at the terminal, without what could take the terminal over', async () => {
  const { calls, asked, err } = ask(['123456', 'a test'])
  await vi.waitFor(() => expect(calls).toEqual([['prompt.answer', { id: 'q1', answers: ['123456', 'a test'] }]]), {
    timeout: 20_000
  })
  expect(asked).toEqual([
    ['Code: ', false],
    ['Reason: ', true]
  ])
  expect(err()).toBe('web-1 asks:\nSecond step\n')
})

it('what a server asks of another workspace says which one it is for', async () => {
  const { calls, err } = ask(['123456', 'a test'], { workspace: 'Acme' })
  await vi.waitFor(() => expect(calls).toHaveLength(1), { timeout: 20_000 })
  expect(err()).toBe('web-1 asks, for the workspace “Acme”:\nSecond step\n')
})

it.each([
  ['the person ends the input', ['123456', null]],
  ['there is no terminal', null]
])('nothing is answered when %s', async (_why, typed) => {
  const { calls } = ask(typed)
  await vi.waitFor(() => expect(calls).toEqual([['prompt.answer', { id: 'q1', answers: null }]]), { timeout: 20_000 })
})

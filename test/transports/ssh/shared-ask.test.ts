import { Secret } from '@shared/secret'
import { expect, test } from 'vitest'
import type { Ask } from '../../../electron/engine/ports'
import { SharedAsk } from '../../../electron/transports/ssh/shared-ask'

const question = { host: 'web-1', title: '', instructions: '', prompts: [{ text: 'Code: ', echo: false }] }
const never = new AbortController().signal
const answer = [new Secret('123456')]
const answers: Ask = async () => answer
const waits: Ask = (_question, signal) => new Promise(resolve => signal.addEventListener('abort', () => resolve(null)))
const refuses: Ask = async () => null

test('what nobody answers is not put to the next one', async () => {
  const shared = new SharedAsk()
  shared.join(refuses)
  shared.join(answers)
  expect(await shared.ask(question, never)).toBe(null)
})

test('who leaves hands the question on, also when there is nobody else yet', async () => {
  const shared = new SharedAsk()
  const leave = shared.join(waits)
  const asked = shared.ask(question, never)
  leave()
  shared.join(answers)
  expect(await asked).toBe(answer)
})

test('a question is over when the log-in is', async () => {
  const shared = new SharedAsk()
  const over = new AbortController()
  const leave = shared.join(waits)
  const asked = shared.ask(question, over.signal)
  leave()
  over.abort()
  expect(await asked).toBe(null)
  expect(await shared.ask(question, over.signal)).toBe(null)
})

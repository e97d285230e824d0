import type { PendingQuestion } from '@shared/login-question'
import { ok } from '@shared/result'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { LoginQuestionDialog } from '../../../renderer/shell/LoginQuestionDialog'
import { always, installFakeApi, later } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

const prompt = {
  id: 'q1',
  host: 'web-1',
  title: 'Second step',
  instructions: 'Look at your device.',
  prompts: [
    { text: 'One-time code: ', echo: false },
    { text: 'Reason: ', echo: true }
  ]
}

beforeEach(resetWindow)

test('what a server asks is answered in the window, hidden where it says so', async () => {
  const api = installFakeApi({ 'prompt.answer': always(null) })
  show(<LoginQuestionDialog />)
  act(() => api.push({ type: 'prompt.asked', prompt }))
  const dialog = await screen.findByRole('dialog', { name: 'web-1 asks' })
  expect(dialog.textContent).toContain('Look at your device.')
  const code = screen.getByLabelText('One-time code:')
  expect(code.getAttribute('type')).toBe('password')
  fireEvent.change(code, { target: { value: '123456' } })
  fireEvent.change(screen.getByLabelText('Reason:'), { target: { value: 'a test' } })
  fireEvent.click(screen.getByRole('button', { name: 'Answer' }))
  await waitFor(() => expect(api.inputsOf('prompt.answer')).toEqual([{ id: 'q1', answers: ['123456', 'a test'] }]))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('a question of another workspace says whose it is', async () => {
  const api = installFakeApi({ 'prompt.answer': always(null) })
  show(<LoginQuestionDialog />)
  act(() => api.push({ type: 'prompt.asked', prompt: { ...prompt, workspace: 'Acme' } }))
  const dialog = await screen.findByRole('dialog', { name: 'web-1 asks' })
  expect(dialog.textContent).toContain('It is the workspace “Acme” that logs in there.')
})

test('a question that nobody waits for any more goes away, and one can decline to answer', async () => {
  const api = installFakeApi({ 'prompt.answer': always(null) })
  show(<LoginQuestionDialog />)
  act(() => api.push({ type: 'prompt.asked', prompt }))
  act(() => api.push({ type: 'prompt.asked', prompt: { ...prompt, id: 'q2', host: 'web-2' } }))
  expect(await screen.findByRole('dialog', { name: 'web-1 asks' })).toBeTruthy()
  act(() => api.push({ type: 'prompt.closed', id: 'q1' }))
  expect(await screen.findByRole('dialog', { name: 'web-2 asks' })).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Do not answer' }))
  await waitFor(() => expect(api.inputsOf('prompt.answer')).toEqual([{ id: 'q2', answers: null }]))
})

test('what was asked before the window was opened is asked there', async () => {
  const { answer, resolve } = later<readonly PendingQuestion[]>()
  const api = installFakeApi({ 'prompt.list': answer, 'prompt.answer': always(null) })
  show(<LoginQuestionDialog />)
  act(() => api.push({ type: 'prompt.asked', prompt: { ...prompt, id: 'q3', host: 'web-3' } }))
  act(() => api.push({ type: 'prompt.closed', id: 'q1' }))
  expect(await screen.findByRole('dialog', { name: 'web-3 asks' })).toBeTruthy()
  // The answer is older than what was pushed meanwhile.
  resolve(ok([prompt, { ...prompt, id: 'q2', host: 'web-2' }]))
  expect(await screen.findByRole('dialog', { name: 'web-2 asks' })).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Do not answer' }))
  expect(await screen.findByRole('dialog', { name: 'web-3 asks' })).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Do not answer' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

/** What has the focus, when everything that moves it has come to an end. */
const holder = async () => {
  await act(() => new Promise(resolve => setTimeout(resolve, 150)))
  return document.activeElement
}
const passwordOf = (id: string, host: string): PendingQuestion => ({
  ...{ id, host, title: '', instructions: '' },
  prompts: [{ text: `Password of ${host}`, echo: false }]
})

test('the question begins in its field where nobody is at anything else', async () => {
  const api = installFakeApi({ 'prompt.list': always([]) })
  show(<LoginQuestionDialog />)
  act(() => api.push({ type: 'prompt.asked', prompt: passwordOf('q1', 'web-1') }))
  const field = await screen.findByLabelText('Password of web-1')
  expect(await holder()).toBe(field)
})

test.each([
  ['somebody types into a field', <textarea key="field" aria-label="Script" />],
  [
    'another dialog is open',
    <div key="dialog" role="dialog" aria-modal="true">
      <button type="button" aria-label="Script">
        Deploy
      </button>
    </div>
  ]
])(
  'where %s, the question begins where letters and Enter do nothing, and the focus goes back afterwards',
  async (_, place) => {
    const api = installFakeApi({ 'prompt.list': always([]) })
    show(
      <>
        {place}
        <LoginQuestionDialog />
      </>
    )
    const script = screen.getByLabelText('Script')
    act(() => script.focus())
    act(() => api.push({ type: 'prompt.asked', prompt: passwordOf('q1', 'web-1') }))
    const field = await screen.findByLabelText<HTMLInputElement>('Password of web-1')
    expect(await holder()).toBe(field.form)
    act(() => api.push({ type: 'prompt.closed', id: 'q1' }))
    expect(await holder()).toBe(script)
  }
)

test('what is typed for one server is not finished in the field of the next one', async () => {
  const api = installFakeApi({ 'prompt.list': always([]) })
  show(
    <>
      <button type="button">Check targets</button>
      <LoginQuestionDialog />
    </>
  )
  const button = screen.getByRole('button', { name: 'Check targets' })
  act(() => button.focus())
  act(() => api.push({ type: 'prompt.asked', prompt: passwordOf('q1', 'web-1') }))
  act(() => api.push({ type: 'prompt.asked', prompt: passwordOf('q2', 'web-2') }))
  const field = await screen.findByLabelText('Password of web-1')
  expect(await holder()).toBe(field)
  fireEvent.change(field, { target: { value: 'half of my pass' } })
  // web-1 does not wait any longer, in the middle of a word.
  act(() => api.push({ type: 'prompt.closed', id: 'q1' }))
  const next = await screen.findByLabelText<HTMLInputElement>('Password of web-2')
  expect({ holder: await holder(), value: next.value }).toEqual({ holder: next.form, value: '' })
  act(() => api.push({ type: 'prompt.closed', id: 'q2' }))
  expect(await holder()).toBe(button)
})

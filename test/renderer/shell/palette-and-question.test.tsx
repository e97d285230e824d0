import { act, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { navigate } from '../../../renderer/navigation/history'
import { Shell } from '../../../renderer/shell/Shell'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

let api: FakeApi
beforeEach(() => {
  resetWindow()
  api = installFakeApi({
    'project.list': always([]),
    'environment.list': always([]),
    'target.list': always([]),
    'deployment.list': always([]),
    'search.find': always([]),
    'prompt.list': always([]),
    'prompt.answer': always(null)
  })
  navigate('/')
  show(
    <Shell>
      <textarea aria-label="Editor" />
    </Shell>
  )
})

// Whether the palette is open outlives the window; the next test starts with a closed one.
afterEach(() => fireEvent.keyDown(document.body, { key: 'Escape' }))

const settled = () => act(() => new Promise(resolve => setTimeout(resolve, 150)))
const box = () => screen.queryByLabelText('Find or do')

const open = () => fireEvent.keyDown(window, { key: 'k', ctrlKey: true })
const ask = () =>
  act(() =>
    api.push({
      type: 'prompt.asked',
      prompt: { id: 'q1', host: 'web-1', title: '', instructions: '', prompts: [{ text: 'Password', echo: false }] }
    })
  )
/** Presses Escape where the focus is. */
async function pressEscape(): Promise<void> {
  fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' })
  await settled()
}

test('what a server asks while the palette is open waits until that is closed, and gives the focus back as well', async () => {
  const editor = screen.getByLabelText('Editor')
  act(() => editor.focus())
  open()
  ask()
  await settled()
  expect([document.activeElement, screen.queryByRole('dialog', { name: 'web-1 asks' })]).toEqual([box(), null])
  await pressEscape()
  expect([box(), api.inputsOf('prompt.answer')]).toEqual([null, []])
  expect(screen.getByRole('dialog', { name: 'web-1 asks' }).contains(document.activeElement)).toBe(true)
  await pressEscape()
  expect(api.inputsOf('prompt.answer')).toEqual([{ id: 'q1', answers: null }])
  expect(document.activeElement).toBe(editor)
})

test('what is typed for a server is still there after the palette was open over it', async () => {
  ask()
  await settled()
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'half of it' } })
  open()
  await pressEscape()
  expect([box(), screen.getByLabelText<HTMLInputElement>('Password').value]).toEqual([null, 'half of it'])
})

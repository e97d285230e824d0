import { act, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { always, type FakeApi } from '../../support/fake-api'
import { closePalette, openPalette, paletteBox, showWindow } from '../../support/palette-window'

let api: FakeApi
beforeEach(() => {
  api = showWindow({ 'prompt.list': always([]), 'prompt.answer': always(null) })
})
afterEach(closePalette)

const settled = () => act(() => new Promise(resolve => setTimeout(resolve, 150)))

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
  openPalette()
  ask()
  await settled()
  expect([document.activeElement, screen.queryByRole('dialog', { name: 'web-1 asks' })]).toEqual([paletteBox(), null])
  await pressEscape()
  expect([paletteBox(), api.inputsOf('prompt.answer')]).toEqual([null, []])
  expect(screen.getByRole('dialog', { name: 'web-1 asks' }).contains(document.activeElement)).toBe(true)
  await pressEscape()
  expect(api.inputsOf('prompt.answer')).toEqual([{ id: 'q1', answers: null }])
  expect(document.activeElement).toBe(editor)
})

test('what is typed for a server is still there after the palette was open over it', async () => {
  ask()
  await settled()
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'half of it' } })
  openPalette()
  await pressEscape()
  expect([paletteBox(), screen.getByLabelText<HTMLInputElement>('Password').value]).toEqual([null, 'half of it'])
})

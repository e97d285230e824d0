import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { nameTopic } from '../../../renderer/help/topics'
import { appHistory, navigate } from '../../../renderer/navigation/history'
import { Shell } from '../../../renderer/shell/Shell'
import { showOverlay, useOverlay } from '../../../renderer/stores/overlay'
import { always, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  installFakeApi({
    'project.list': always([]),
    'environment.list': always([]),
    'target.list': always([]),
    'deployment.list': always([])
  })
  navigate('/')
  show(
    <Shell>
      <input aria-label="Somewhere to type" />
      <textarea aria-label="Editor" />
    </Shell>
  )
})

const press = (key: string, on: Element | Window = window, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(on, { key, ...more })

test('g and a letter go to a screen', () => {
  press('g')
  press('t')
  expect(appHistory().path()).toBe('/targets')
})

test('a letter alone goes nowhere, not even right after the window opened', () => {
  press('t')
  expect(appHistory().path()).toBe('/')
})

test('letters are text while somebody types', () => {
  const field = screen.getByLabelText('Somewhere to type')
  press('g', field)
  press('p', field)
  press('?', field)
  expect([appHistory().path(), useOverlay.getState().overlay.kind]).toEqual(['/', 'none'])
})

test('the question mark shows every shortcut', () => {
  press('?')
  expect(screen.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeTruthy()
})

test('F1 goes from the sheet of keys to the help, but leaves no dialog with what is typed there', async () => {
  press('?')
  press('F1', screen.getByRole('dialog', { name: 'Keyboard shortcuts' }))
  const fromSheet = [appHistory().path(), useOverlay.getState().overlay.kind]
  navigate('/')
  act(() => showOverlay({ kind: 'new-project' }))
  press('F1', await screen.findByLabelText('Name'))
  const told = await screen.findByText('F1 opens the help once this is closed.')
  expect([fromSheet, [appHistory().path(), useOverlay.getState().overlay.kind], told.isConnected]).toEqual([
    ['/help', 'none'],
    ['/', 'new-project'],
    true
  ])
})

test('F1 opens the help, also while somebody types, and at the section about the screen', () => {
  press('F1', screen.getByLabelText('Somewhere to type'))
  const beginning = appHistory().path()
  const undo = nameTopic('channels')
  press('F1')
  undo()
  expect([beginning, `${appHistory().path()}${appHistory().hash()}`]).toEqual(['/help', '/help/releases#channels'])
})

test('Escape goes back to the screen before', () => {
  press('g')
  press('e')
  press('Escape')
  expect(appHistory().path()).toBe('/')
})

test('the palette opens from inside an editor, even one that keeps the key to itself', async () => {
  const editor = screen.getByLabelText('Editor')
  editor.addEventListener('keydown', event => event.stopPropagation())
  press('k', editor, { ctrlKey: true })
  expect(await screen.findByLabelText('Find or do')).toBeTruthy()
})

test('Enter takes the palette’s first entry', async () => {
  press('k', window, { ctrlKey: true })
  const box = await screen.findByLabelText('Find or do')
  fireEvent.change(box, { target: { value: 'accounts' } })
  await waitFor(() => expect(screen.getByText('Accounts')).toBeTruthy())
  press('Enter', box, { code: 'Enter' })
  expect(appHistory().path()).toBe('/targets/accounts')
})

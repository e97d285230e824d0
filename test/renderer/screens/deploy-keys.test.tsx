import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { navigate } from '../../../renderer/navigation/history'
import { Shell } from '../../../renderer/shell/Shell'
import { showOverlay } from '../../../renderer/stores/overlay'
import { useUnsavedStore } from '../../../renderer/stores/unsaved'
import { anEnvironment, aProject, aRelease, aSummary, projectIdOf } from '../../support/catalogue'
import { emptyPlan } from '../../support/empty-plan'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

const test1 = anEnvironment(1, { name: 'Test' })
const plan = emptyPlan(test1, 'None.')

let api: FakeApi
beforeEach(async () => {
  resetWindow()
  api = installFakeApi({
    'project.list': always([aProject(1)]),
    'environment.list': always([test1]),
    'release.list': always([aRelease(1), aRelease(2)]),
    'target.list': always([]),
    'deployment.list': always([]),
    'search.find': always([]),
    'deployment.plan': always(plan),
    'prompt.answer': always(null),
    'deployment.start': always(aSummary(7))
  })
  navigate('/')
  show(
    <Shell>
      <textarea aria-label="Editor" />
    </Shell>
  )
  act(() => showOverlay({ kind: 'deploy', projectId: projectIdOf(1), environmentId: test1.id }))
  await screen.findByText('Migrate')
  await waitFor(() =>
    expect(screen.getByRole<HTMLButtonElement>('button', { name: /^Deploy 1\.0\.2/ }).disabled).toBe(false)
  )
})

const settle = () => act(() => new Promise(resolve => setTimeout(resolve, 100)))

test('Ctrl+Enter in what a server asks, over the deploy dialog, starts nothing', async () => {
  const prompt = { id: 'q1', host: 'web-1', title: '', instructions: '', prompts: [{ text: 'Code', echo: false }] }
  act(() => api.push({ type: 'prompt.asked', prompt }))
  const code = await screen.findByLabelText('Code')
  act(() => code.focus())
  fireEvent.keyDown(code, { key: 'Enter', ctrlKey: true })
  await settle()
  expect(api.inputsOf('deployment.start')).toEqual([])
})

test('Ctrl+Enter in the palette, over the deploy dialog, starts nothing', async () => {
  fireEvent.keyDown(window, { key: 'k', ctrlKey: true })
  const box = screen.getByLabelText('Find or do')
  fireEvent.change(box, { target: { value: 'targets' } })
  await settle()
  fireEvent.keyDown(box, { key: 'ArrowDown', code: 'ArrowDown' })
  fireEvent.keyDown(box, { key: 'Enter', code: 'Enter', ctrlKey: true })
  await settle()
  fireEvent.keyDown(document.body, { key: 'Escape' })
  expect(api.inputsOf('deployment.start')).toEqual([])
})

test('Ctrl+Enter at the question whether to leave, over the deploy dialog, starts nothing', async () => {
  act(() => {
    useUnsavedStore.getState().hold('x', 'The deployment')
    useUnsavedStore.getState().attempt(() => undefined)
  })
  const stay = await screen.findByRole('button', { name: 'Keep editing' })
  act(() => stay.focus())
  fireEvent.keyDown(stay, { key: 'Enter', ctrlKey: true })
  await settle()
  act(() => useUnsavedStore.setState({ forms: {}, pending: null, endangered: [] }))
  expect(api.inputsOf('deployment.start')).toEqual([])
})

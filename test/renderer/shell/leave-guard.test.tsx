import { ok } from '@shared/result'
import { demoWorkspace, type WorkspaceInfo } from '@shared/workspace'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { followScreenChoices } from '../../../renderer/navigation/follow-screen-choices'
import { appHistory, navigate } from '../../../renderer/navigation/history'
import { Banners } from '../../../renderer/shell/Banners'
import { LeaveGuard } from '../../../renderer/shell/LeaveGuard'
import { Overlays } from '../../../renderer/shell/Overlays'
import { showOverlay, useOverlay } from '../../../renderer/stores/overlay'
import { hasUnsaved, useUnsaved } from '../../../renderer/stores/unsaved'
import { useWorkspace } from '../../../renderer/stores/workspace'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

const demo: WorkspaceInfo = {
  ...demoWorkspace,
  isEmpty: false,
  dataFolder: '/home/ada/slipway/demo',
  versions: { slipway: '0.1.0', electron: '', chrome: '', node: '' },
  platform: 'linux',
  user: 'ada',
  notices: []
}

const went = { close: vi.fn(), reload: vi.fn(), assign: vi.fn() }
let api: FakeApi

beforeEach(() => {
  resetWindow()
  for (const each of Object.values(went)) each.mockReset()
  vi.spyOn(window, 'close').mockImplementation(went.close)
  vi.spyOn(window.location, 'reload').mockImplementation(went.reload)
  vi.spyOn(window.location, 'assign').mockImplementation(went.assign)
  api = installFakeApi({ 'workspace.info': always(demo), 'vault.status': () => new Promise(() => undefined) })
})

function Typed() {
  useUnsaved(true, 'The process of Shop')
  return null
}

const press = (label: string) => fireEvent.click(screen.getByRole('button', { name: label }))
const isKept = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))
const agree = 'Leave and lose the changes'

for (const wanted of ['close', 'reload'] as const) {
  test(`the page asks once where unsaved text stood against a ${wanted}, and does it when the person agrees`, async () => {
    show(
      <>
        <Typed />
        <LeaveGuard />
      </>
    )
    expect([isKept(), screen.queryByText('Leave without saving?')]).toEqual([true, null])
    act(() => api.push({ type: 'window.held', wanted }))
    expect(screen.getByText('The process of Shop has unsaved changes.')).toBeTruthy()
    press(agree)
    expect([went.close.mock.calls.length, went.reload.mock.calls.length, isKept()]).toEqual(
      wanted === 'close' ? [1, 0, false] : [0, 1, false]
    )
    // The main process may still keep the window, for what runs; what is typed then is guarded as before.
    fireEvent.keyDown(document.body, { key: 'a' })
    await waitFor(() => expect(isKept()).toBe(true))
  })
}

test('the demo is not made anew while something is unsaved, unless the person agrees to lose it', async () => {
  api.answer({ 'workspace.resetDemo': () => ok(demo) })
  show(
    <>
      <Typed />
      <Banners />
      <LeaveGuard />
    </>
  )
  fireEvent.click(await screen.findByRole('button', { name: 'Reset' }))
  press('Reset the demo')
  expect(screen.getByText('The process of Shop has unsaved changes.')).toBeTruthy()
  expect(api.inputsOf('workspace.resetDemo')).toEqual([])
  press(agree)
  await waitFor(() => expect(went.assign.mock.calls).toEqual([['/']]))
  expect([isKept(), useWorkspace.getState().moving]).toEqual([false, 'reset-demo'])
  fireEvent.pointerDown(document.body)
  await waitFor(() => expect([useWorkspace.getState().moving, hasUnsaved()]).toEqual([null, true]))
})

test('a notice that was clicked asks before it closes a dialog over unsaved text', () => {
  onTestFinished(followScreenChoices())
  // Wherever the test before has left the window.
  navigate('/')
  show(
    <>
      <Typed />
      <LeaveGuard />
    </>
  )
  showOverlay({ kind: 'deploy' })
  act(() => api.push({ type: 'window.goTo', path: '/tasks' }))
  expect([useOverlay.getState().overlay.kind, appHistory().path()]).not.toContain('/tasks')
  expect(useOverlay.getState().overlay.kind).toBe('deploy')
  press(agree)
  expect([useOverlay.getState().overlay.kind, appHistory().path()]).toEqual(['none', '/tasks'])
})

/** The dialog for a new project, with this typed into it. */
const openDialog = (name: string) => {
  show(
    <>
      <Typed />
      <Overlays />
      <LeaveGuard />
    </>
  )
  act(() => showOverlay({ kind: 'new-project' }))
  const field = screen.getByLabelText<HTMLInputElement>('Name')
  if (name !== '') fireEvent.change(field, { target: { value: name } })
  return field
}

test('a dialog in which nothing is typed gives way to another one, whatever is unsaved on the screen', () => {
  openDialog('')
  act(() => showOverlay({ kind: 'shortcuts' }))
  expect([screen.queryByText('Leave without saving?'), useOverlay.getState().overlay.kind]).toEqual([null, 'shortcuts'])
})

test('a dialog with typed text is replaced by another one only after a question, which names that text alone', () => {
  const field = openDialog('Web sh')
  act(() => showOverlay({ kind: 'shortcuts' }))
  expect(screen.getByText('The project has unsaved changes.')).toBeTruthy()
  press('Keep editing')
  expect([field.isConnected, field.value, useOverlay.getState().overlay.kind]).toEqual([true, 'Web sh', 'new-project'])
  act(() => showOverlay({ kind: 'shortcuts' }))
  press(agree)
  expect([field.isConnected, useOverlay.getState().overlay.kind]).toEqual([false, 'shortcuts'])
})

test('a dialog that takes the place of one of its kind begins anew', () => {
  const field = openDialog('Web sh')
  act(() => showOverlay({ kind: 'new-project' }))
  press(agree)
  expect([field.isConnected, screen.getByLabelText<HTMLInputElement>('Name').value]).toEqual([false, ''])
})

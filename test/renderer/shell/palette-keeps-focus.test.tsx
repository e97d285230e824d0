import { ok } from '@shared/result'
import type { Timings } from '@shared/timings'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { navigate } from '../../../renderer/navigation/history'
import { LiveDeployment } from '../../../renderer/screens/deployment/LiveDeployment'
import { placeId, reveal } from '../../../renderer/screens/help/reveal'
import { Shell } from '../../../renderer/shell/Shell'
import { always, type FakeApi, installFakeApi, later } from '../../support/fake-api'
import { at, begins, live, liveId, livePlan, started, steps } from '../../support/live'
import { resetWindow, show } from '../../support/window'

const deployment = live(livePlan(2, [{ name: 'Install', on: [1, 2] }]), [started, steps(1), begins(at(1, 1))])
let api: FakeApi

beforeEach(() => {
  resetWindow()
  api = installFakeApi({
    'workspace.info': always({ user: 'ada', notices: [] } as never),
    'deployment.timings': always(null as never),
    'deployment.list': always([]),
    'project.list': always([]),
    'environment.list': always([]),
    'target.list': always([]),
    'health.list': always([]),
    'search.find': always([]),
    'log.page': always({ total: 0, from: 0, lines: [] }),
    'variables.preview': () => new Promise(() => undefined)
  })
})

// Whether the palette is open outlives the window; the next test starts with a closed one.
afterEach(() => fireEvent.keyDown(document.body, { key: 'Escape' }))

/** Whatever wants the focus has had its time to take it. */
const settle = () => act(() => new Promise(resolve => setTimeout(resolve, 100)))

function openPalette(): HTMLElement {
  fireEvent.keyDown(window, { key: 'k', ctrlKey: true })
  return screen.getByLabelText('Find or do')
}
const showDeployment = () =>
  show(
    <Shell>
      <LiveDeployment deployment={deployment} now={30_000} mode="live" />
    </Shell>
  )

describe('a palette that was opened before', () => {
  it('keeps the focus when a section of the help comes that the address names', async () => {
    show(
      <Shell>
        <h2 id={placeId('watching')} tabIndex={-1}>
          Watching
        </h2>
      </Shell>
    )
    const heading = await screen.findByRole('heading', { name: 'Watching' })
    const box = openPalette()
    await settle()
    act(() => reveal('watching'))
    const before = document.activeElement
    fireEvent.keyDown(box, { key: 'Escape' })
    act(() => reveal('watching'))
    expect([before, document.activeElement]).toEqual([box, heading])
  })

  it('keeps the focus when the drawer comes that the address names', async () => {
    const timings = later<Timings>()
    api.answer({ 'deployment.timings': timings.answer })
    navigate(`/deployments/${liveId}?explain=`, { replace: true })
    showDeployment()
    await waitFor(() => expect(api.inputsOf('deployment.timings')).toHaveLength(1))
    const box = openPalette()
    await settle()
    await act(async () => timings.resolve(ok(null as never)))
    await screen.findByRole('complementary', { name: 'Variables' })
    await settle()
    expect(document.activeElement).toBe(box)
  })
})

it('a drawer that is chosen in the palette gets the focus', async () => {
  navigate(`/deployments/${liveId}`, { replace: true })
  showDeployment()
  await screen.findByRole('log')
  const box = openPalette()
  fireEvent.change(box, { target: { value: 'Show variables' } })
  fireEvent.keyDown(box, { key: 'Enter', code: 'Enter' })
  const drawer = await screen.findByRole('complementary', { name: 'Variables' })
  expect(document.activeElement).toBe(drawer)
})

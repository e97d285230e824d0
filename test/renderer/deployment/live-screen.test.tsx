import type { Deployment } from '@shared/deployment'
import { fail } from '@shared/result'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, describe, expect, it } from 'vitest'
import { useOfferedCommands } from '../../../renderer/lib/screen-commands'
import { LiveDeployment, type LiveMode } from '../../../renderer/screens/deployment/LiveDeployment'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import {
  asks,
  asksAbout,
  at,
  begins,
  fails,
  finishes,
  live,
  liveAction,
  liveId,
  livePlan,
  type Story,
  started,
  steps,
  succeeds
} from '../../support/live'
import { resetWindow, show } from '../../support/window'

const plan = livePlan(3, [
  { name: 'Install', on: [1, 2, 3], width: 2, isRolling: true, actions: [{ name: 'Drain' }, { name: 'Unpack' }] },
  { name: 'Verify', on: [1, 2, 3] }
])
const usual = { p50: 60_000, p90: 90_000, count: 9 }
const timings = {
  whole: { p50: 300_000, p90: 400_000, count: 9 },
  actions: { [liveAction(1, 1)]: usual, [liveAction(1, 2)]: usual, [liveAction(2)]: usual },
  runs: {}
}
const going: Story = [started, steps(1), succeeds(at(1, 1, 1)), begins(at(1, 1, 2)), begins(at(1, 2, 1))]
const question = asks({ kind: 'manual', run: at(1, 2, 1), instructions: 'Is it drained?', responsible: [] })

let api: FakeApi
let become: (story: Story) => void

beforeEach(() => {
  resetWindow()
  api = installFakeApi({
    'workspace.info': always({ user: 'ada' } as never),
    'deployment.timings': always(timings),
    'deployment.list': always([]),
    'health.list': always([]),
    'log.page': always({ total: 0, from: 0, lines: [] }),
    'deployment.pause': always(null),
    'plan.script': () => fail({ kind: 'not-found', message: 'There is no script.', remedy: '' })
  })
})

function Live({ first, mode }: { readonly first: Deployment; readonly mode: LiveMode }) {
  const [deployment, setDeployment] = useState(first)
  become = story => act(() => setDeployment(live(plan, story)))
  return <LiveDeployment deployment={deployment} now={30_000} mode={mode} />
}

async function open(story: Story, mode: LiveMode = 'live') {
  show(<Live first={live(plan, story)} mode={mode} />)
  await waitFor(() => expect(api.inputsOf('deployment.timings')).toHaveLength(1))
}
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key })
const buttons = () => screen.getAllByRole('button').map(item => item.getAttribute('aria-label') ?? item.textContent)
const alert = () => screen.getAllByRole('alert').map(item => item.textContent)

describe('the screen of a deployment that runs', () => {
  it('says how long it goes on, as soon as it knows what the same took', async () => {
    await open(going)
    await screen.findByText(/^about 4 min \(\d–\d\) left$/)
    expect(screen.getByRole('treegrid', { name: 'Steps by target' })).toBeDefined()
  })

  it('is driven by keys: what is asked, pausing, all actions, drawers and back', async () => {
    await open([going, question])
    await screen.findByRole('button', { name: 'Answer…' })
    press('p')
    await waitFor(() => expect(api.inputsOf('deployment.pause')).toEqual([{ id: liveId }]))
    press('s')
    await screen.findByRole('complementary', { name: 'Script' })
    press('Escape')
    await waitFor(() => expect(screen.queryByRole('complementary', { name: 'Script' })).toBeNull())
    press('t')
    expect(document.activeElement?.textContent).toContain('web-1')
    const here = history.length
    press('Escape')
    expect([document.activeElement, history.length]).toEqual([screen.getByRole('log'), here])
    press('.')
    await screen.findByRole('menuitem', { name: /Width of “Install”/ })
    press('Escape')
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
    press('a')
    await screen.findByRole('dialog')
    expect(api.inputsOf('question.take')).toEqual([])
  })

  it('draws nothing anew but the log on the keys of the log', async () => {
    const line = (number: number) => ({ number, at: number, run: null, level: 'info', stream: 'stdout', text: 'Up.' })
    api.answer({ 'log.page': always({ total: 2, from: 0, lines: [line(1), line(2)] } as never) })
    let asked = 0
    const known = live(plan, going)
    // Whoever draws the steps asks for what was decided about them.
    const watched = {
      ...known,
      get steps() {
        asked++
        return known.steps
      }
    }
    show(<LiveDeployment deployment={watched} now={30_000} mode="live" />)
    await screen.findByText('2 lines')
    await screen.findByText(/^about 4 min/)
    const before = asked
    press('j')
    expect(screen.getByRole('button', { name: 'Copy 1 line' })).toBeDefined()
    press('z')
    expect([before > 0, asked - before]).toEqual([true, 0])
  })

  it('goes from failure to failure and from step to step', async () => {
    await open([going, fails(at(1, 3, 1), 7)])
    press(']')
    expect(screen.getByRole('gridcell', { name: /^Drain on web-3/ }).getAttribute('aria-selected')).toBe('true')
    press('J')
    await waitFor(() => expect(api.inputsOf('log.page').length).toBeGreaterThan(0))
  })

  it('offers no way back where there is none, and says why', async () => {
    api.answer({ 'rollback.ways': always([]) })
    const small = livePlan(1, [{ name: 'Install', on: [1] }])
    const over = live(small, [started, steps(1), fails(at(1, 1), 7), finishes('failed')])
    show(<LiveDeployment deployment={over} now={30_000} mode="live" />)
    await waitFor(() => expect(api.inputsOf('rollback.ways')).toHaveLength(1))
    press('.')
    const item = await screen.findByRole('menuitem', { name: /^Roll back…/ })
    await waitFor(() => expect(item.textContent).toBe('Roll back…Nothing else succeeded in Test before.'))
    expect(item).toHaveProperty('disabled', true)
  })

  it('speaks of what is asked and of failures at once, and of nothing that was there before', async () => {
    await open([going, fails(at(1, 3, 1), 7)])
    expect(alert()).toEqual([''])
    become([going, fails(at(1, 3, 1), 7), question])
    await waitFor(() => expect(alert()).toEqual(['Step 1.1, Drain, waits for an answer.']))
    become([going, fails(at(1, 3, 1), 7), question, asksAbout(at(1, 1, 2), 3)])
    await waitFor(() =>
      expect(alert()).toEqual(['Step 1.2, Unpack, failed and waits for an answer. The script ended with exit code 3.'])
    )
  })

  it('offers the palette what can be done', async () => {
    await open([going, question])
    await screen.findByRole('button', { name: 'Answer…' })
    const offered = useOfferedCommands.getState().deployment?.map(({ label, keys }) => [label, keys]) ?? []
    expect(offered).toEqual(
      expect.arrayContaining([
        ['Answer…', 'A'],
        ['Pause', 'P'],
        ['Cancel', ''],
        ['Show script', 'S'],
        ['Next failure', ']'],
        ['Pick a target', 'T']
      ])
    )
    const ofLog = useOfferedCommands.getState().log?.map(({ label, keys }) => [label, keys])
    expect(ofLog).toContainEqual(['Log: search', 'Ctrl F'])
  })
})

describe('the same screen in a replay', () => {
  it('offers nothing that could be done, and says nothing aloud', async () => {
    await open([going, question, asksAbout(at(1, 1, 2), 3)], 'replay')
    await screen.findByText(/Is it drained/)
    expect(buttons().filter(name => /Approve|Answer|Retry|Pause|Cancel|Change how many/.test(name ?? ''))).toEqual([])
    expect(screen.queryAllByRole('alert')).toEqual([])
    press('a')
    press('p')
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(api.inputsOf('deployment.pause')).toEqual([])
  })
})

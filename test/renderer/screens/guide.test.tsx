import type { DemoGuide, GuideStep } from '@shared/demo-guide'
import { guideSteps } from '@shared/demo-guide'
import { runbookId, targetId } from '@shared/ids'
import { ok } from '@shared/result'
import { demoWorkspace } from '@shared/workspace'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, expect, test } from 'vitest'
import { useOfferedCommands } from '../../../renderer/lib/screen-commands'
import { appHistory } from '../../../renderer/navigation/history'
import { GuideCard } from '../../../renderer/screens/dashboard/GuideCard'
import { guideWords } from '../../../renderer/screens/dashboard/guide-steps'
import { Banners } from '../../../renderer/shell/Banners'
import { useCatalog } from '../../../renderer/stores/catalog'
import { useOverlay } from '../../../renderer/stores/overlay'
import { aSummary, deploymentIdOf, environmentIdOf, projectIdOf, releaseIdOf } from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

const about: DemoGuide['about'] = {
  projectId: projectIdOf(1),
  before: releaseIdOf(1),
  after: releaseIdOf(2),
  production: environmentIdOf(2),
  aboard: environmentIdOf(3),
  runbookId: runbookId.parse('runbook-aaaaaaaaaa'),
  marked: targetId.parse('target-aaaaaaaaaa')
}

/** A guide in which these steps are done or skipped, and the others are open. */
const aGuide = (
  states: Partial<Record<GuideStep, 'done' | 'skipped'>> = {},
  more: Partial<DemoGuide> = {}
): DemoGuide => ({
  about,
  steps: guideSteps.map(step => ({ step, state: states[step] ?? 'open' })),
  isPutAway: false,
  explained: deploymentIdOf(1),
  deployed: null,
  isMended: false,
  bundled: null,
  isReceiptIn: false,
  ...more
})

const changed = { 'demoGuide.change': () => ok(null) }

let api: FakeApi
beforeEach(() => {
  resetWindow()
  useOfferedCommands.setState({}, true)
  history.replaceState({ position: 0 }, '', '/')
  api = installFakeApi(changed)
})

const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }))
const heading = () => screen.getByRole('heading', { level: 3 }).textContent

test('the guide notes once that the dashboard was seen, and shows the first thing that is open', () => {
  show(<GuideCard guide={aGuide()} />)
  expect(api.inputsOf('demoGuide.change')).toEqual([{ change: 'looked-at', step: 'dashboard' }])
  expect(heading()).toBe('Look at the dashboard')
  resetWindow()
  api = installFakeApi(changed)
  show(<GuideCard guide={aGuide({ dashboard: 'done', compare: 'skipped' })} />)
  expect(api.inputsOf('demoGuide.change')).toEqual([])
  expect(heading()).toBe('Ask why Log.Level is “trace”')
  expect(screen.getByText('1 of 7 done')).toBeTruthy()
})

test.each<[GuideStep, string, Partial<DemoGuide>]>([
  ['compare', `/releases/compare/${releaseIdOf(1)}/${releaseIdOf(2)}?in=${environmentIdOf(2)}`, {}],
  ['explain', `/deployments/${deploymentIdOf(1)}?explain=Log.Level&target=target-aaaaaaaaaa`, {}],
  ['explain', `/projects/${projectIdOf(1)}/variables`, { explained: null }],
  ['mend', '/runbooks/runbook-aaaaaaaaaa', { deployed: deploymentIdOf(2) }],
  ['mend', `/deployments/${deploymentIdOf(2)}`, { deployed: deploymentIdOf(2), isMended: true }],
  ['bundle', `/deployments/${deploymentIdOf(3)}`, { bundled: deploymentIdOf(3) }]
])('“%s” leads to %s', (step, href, facts) => {
  const before = guideSteps.slice(0, guideSteps.indexOf(step))
  show(<GuideCard guide={aGuide(Object.fromEntries(before.map(each => [each, 'done'])), facts)} />)
  expect(screen.getByRole('link').getAttribute('href')).toBe(href)
})

test('who ran the runbook before anything was deployed is told of no failure, and of nothing to continue', () => {
  const mended = aGuide({}, { isMended: true })
  const words = (guide: DemoGuide) =>
    (['deploy', 'mend'] as const).map(step => {
      const { title, text, action } = guideWords(guide, step)
      return [title, text, action.label]
    })
  expect(words(mended)).toEqual([
    [
      'Deploy it',
      'Type the name of the environment and deploy. The mark is gone already, so that no target refuses a step.',
      'Deploy 3.2.0 to Production'
    ],
    [
      'Repair it, and continue',
      'The mark is gone before anything was deployed: deploy, and nothing is left to repair.',
      'Deploy 3.2.0 to Production'
    ]
  ])
  const over = aGuide({ deploy: 'done', mend: 'done' }, { isMended: true, deployed: deploymentIdOf(2) })
  expect(words(over)[1]).toEqual([
    'Repair it, and continue',
    'The mark is gone, and the deployment went well.',
    'Go to the deployment'
  ])
})

test.each<[GuideStep, string, DemoGuide['about']['production']]>([
  ['plan', 'Plan 3.2.0 for Production', about.production],
  ['deploy', 'Deploy 3.2.0 to Production', about.production],
  ['bundle', 'Deploy 3.2.0 aboard', about.aboard]
])('“%s” opens the dialog with everything chosen', (step, label, environmentId) => {
  const before = guideSteps.slice(0, guideSteps.indexOf(step))
  show(<GuideCard guide={aGuide(Object.fromEntries(before.map(each => [each, 'done'])))} />)
  press(label)
  const { projectId, after: releaseId } = about
  expect(useOverlay.getState().overlay).toEqual({ kind: 'deploy', projectId, releaseId, environmentId })
})

test('a thing is skipped and taken up again, and the guide is put away', () => {
  show(<GuideCard guide={aGuide({ dashboard: 'done', plan: 'skipped' })} />)
  press('Skip')
  press(/Read the plan/)
  press('Do it after all')
  press('Put the guide away')
  expect(api.inputsOf('demoGuide.change')).toEqual([
    { change: 'skipped', step: 'compare', isSkipped: true },
    { change: 'skipped', step: 'plan', isSkipped: false },
    { change: 'put-away', isPutAway: true }
  ])
})

test('once the guide is put away, the focus is where the screen begins', () => {
  let putAway = (): void => undefined
  function Dashboard() {
    const [guide, setGuide] = useState<DemoGuide | null>(aGuide())
    putAway = () => act(() => setGuide(null))
    return (
      <main>
        <h1 tabIndex={-1}>Dashboard</h1>
        {guide && <GuideCard guide={guide} />}
      </main>
    )
  }
  show(<Dashboard />)
  screen.getByRole('button', { name: 'Put the guide away' }).focus()
  press('Put the guide away')
  putAway()
  expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Dashboard' }))
})

test('when nothing is left it leads to a server of one’s own', async () => {
  show(<GuideCard guide={aGuide(Object.fromEntries(guideSteps.map(step => [step, 'done'])))} />)
  expect(heading()).toBe('Do this with your server')
  press('Add a target…')
  expect(await screen.findByRole('dialog', { name: 'Add target' })).toBeTruthy()
})

/** The ribbon of the demo, which follows the guide. */
async function openRibbon(guide: DemoGuide): Promise<HTMLElement> {
  const info = { ...demoWorkspace, isEmpty: false, dataFolder: '', platform: 'linux', user: 'ada', notices: [] }
  api.answer({
    'workspace.info': always({ ...info, versions: { slipway: '', electron: '', chrome: '', node: '' } }),
    'demoGuide.get': always(guide)
  })
  show(<Banners />)
  const ribbon = await screen.findByRole('region', { name: 'Demo workspace' })
  await waitFor(() => expect(useOfferedCommands.getState()['demo-guide']).toHaveLength(1))
  return ribbon
}

test('a guide that was put away comes back by the ribbon, and by the palette', async () => {
  appHistory().navigate('/tasks')
  const ribbon = await openRibbon(aGuide({}, { isPutAway: true }))
  fireEvent.click(within(ribbon).getByRole('button', { name: 'Show the guide' }))
  const [command] = useOfferedCommands.getState()['demo-guide'] ?? []
  expect(command?.label).toBe('Show the guide')
  command?.run()
  const shown = { change: 'put-away', isPutAway: false }
  expect([api.inputsOf('demoGuide.change'), appHistory().path()]).toEqual([[shown, shown], '/'])
})

test('a guide that is there can be put away by the palette', async () => {
  const ribbon = await openRibbon(aGuide())
  expect(within(ribbon).queryByRole('button', { name: 'Show the guide' })).toBeNull()
  const [command] = useOfferedCommands.getState()['demo-guide'] ?? []
  command?.run()
  expect(api.inputsOf('demoGuide.change')).toEqual([{ change: 'put-away', isPutAway: true }])
})

test('what is compared and explained is noted once its answer is there, once and only for what the guide is about', async () => {
  await openRibbon(aGuide({ dashboard: 'done' }))
  api.answer({ 'variables.explain': always(null as never), 'release.compare': always(null as never) })
  const { watch } = useCatalog.getState()
  const source = { kind: 'deployment', id: deploymentIdOf(1) } as const
  watch('variables.explain', { source, name: 'Seats.Hold' })
  watch('release.compare', { before: releaseIdOf(1), after: releaseIdOf(3) })
  watch('variables.explain', { source, name: 'Log.Level' })
  watch('release.compare', { before: releaseIdOf(1), after: releaseIdOf(2) })
  await waitFor(() => expect(api.inputsOf('demoGuide.change')).toHaveLength(2))
  expect(api.inputsOf('demoGuide.change')).toEqual([
    { change: 'looked-at', step: 'explain' },
    { change: 'looked-at', step: 'compare' }
  ])
})

test('what was done is asked for again when a deployment ends', async () => {
  await openRibbon(aGuide())
  const before = api.inputsOf('demoGuide.get').length
  api.push({ type: 'deployment.changed', summary: aSummary(1, { state: 'running' }) })
  api.push({ type: 'deployment.changed', summary: aSummary(1, { state: 'finished', outcome: 'failed' }) })
  await waitFor(() => expect(api.inputsOf('demoGuide.get')).toHaveLength(before + 1))
})

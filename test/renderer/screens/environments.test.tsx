import type { EnvironmentOverview } from '@shared/dashboard-calls'
import type { FreezeId, TargetId } from '@shared/ids'
import { fail, ok } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { EnvironmentScreen } from '../../../renderer/screens/environments/EnvironmentScreen'
import { EnvironmentsScreen } from '../../../renderer/screens/environments/EnvironmentsScreen'
import { anEnvironment, aProject, aSummary, environmentIdOf, projectIdOf } from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  history.replaceState({ position: 0 }, '', '/environments')
})

const environments = [anEnvironment(1, { name: 'Test' }), anEnvironment(2, { name: 'Production' })]
const names = () =>
  within(screen.getByRole('table', { name: 'Environments' }))
    .getAllByRole('row')
    .slice(1)
    .map(row => within(row).getAllByRole('cell')[1]?.textContent)

test('the order is changed by keys, is shown at once and is saved', async () => {
  const api = installFakeApi({
    'environment.list': always(environments),
    'target.list': always([]),
    'environment.reorder': () => ok([...environments].reverse())
  })
  show(<EnvironmentsScreen />)
  const grip = await screen.findByRole('button', { name: 'Move Test' })
  api.answer({ 'environment.list': always([...environments].reverse()) })
  fireEvent.keyDown(grip, { key: 'ArrowDown', altKey: true })
  expect(names()).toEqual(['Production', 'Test'])
  expect(api.inputsOf('environment.reorder')).toEqual([{ ids: [environmentIdOf(2), environmentIdOf(1)] }])
  expect(screen.getByText('Test is number 2 of 2.')).toBeTruthy()
  await waitFor(() => expect(api.inputsOf('environment.list')).toHaveLength(2))
  expect(names()).toEqual(['Production', 'Test'])
})

test('an order that cannot be saved is as it was, and says why', async () => {
  installFakeApi({
    'environment.list': always(environments),
    'target.list': always([]),
    'environment.reorder': () => fail({ kind: 'storage-failed', message: 'The disk is full.', remedy: 'Make room.' })
  })
  show(<EnvironmentsScreen />)
  fireEvent.keyDown(await screen.findByRole('button', { name: 'Move Test' }), { key: 'ArrowDown', altKey: true })
  expect(await screen.findByText(/The disk is full/)).toBeTruthy()
  expect(names()).toEqual(['Test', 'Production'])
})

test('a row leads to the page of its environment', async () => {
  installFakeApi({ 'environment.list': always(environments), 'target.list': always([]) })
  show(<EnvironmentsScreen />)
  const [row] = (await screen.findAllByRole('row')).slice(1)
  fireEvent.keyDown(row as HTMLElement, { key: 'Enter' })
  expect(location.pathname).toBe(`/environments/${environmentIdOf(1)}`)
})

const done = aSummary(1, { state: 'finished', outcome: 'succeeded', releaseVersion: '1.1.0', finishedAt: 2 })
const failed = aSummary(2, { state: 'finished', outcome: 'failed', releaseVersion: '1.2.0', finishedAt: 3 })
const overview: EnvironmentOverview = {
  environment: anEnvironment(1, { name: 'Test', description: 'For trying' }),
  targets: [{ id: 'target-0000000001' as TargetId, name: 'web-1', status: 'unhealthy', isDisabled: true }],
  projects: [{ project: aProject(1, { name: 'Shop' }), cell: { newest: failed, current: done }, tenants: null }],
  phases: [{ lifecycle: 'Careful', phase: 'Trying', isAutomatic: true }],
  freezes: [
    {
      id: 'freeze-0000000001' as FreezeId,
      name: 'Holidays',
      description: '',
      startsAt: 1,
      endsAt: 2,
      state: 'under-way',
      window: { from: 1, to: 2 }
    }
  ],
  deployments: [failed, done]
}

test('an environment says what is there, its targets, phases, freezes and newest deployments', async () => {
  installFakeApi({
    'environment.overview': always(overview),
    'health.list': always([]),
    'environment.list': always(environments)
  })
  show(<EnvironmentScreen environmentId={environmentIdOf(1)} />)
  const there = within(await screen.findByRole('table', { name: 'What is there' }))
  const [cells] = there.getAllByRole('row').slice(1)
  expect(
    within(cells as HTMLElement)
      .getAllByRole('cell')
      .slice(0, 3)
      .map(cell => cell.textContent)
  ).toEqual(['Shop', '1.1.0', '1.2.0Failed'])
  const targets = within(screen.getByRole('table', { name: 'Targets' }))
  expect(targets.getByText('Unhealthy')).toBeTruthy()
  expect(targets.getByText(/disabled/)).toBeTruthy()
  expect(screen.getByText(/Careful: Trying/)).toBeTruthy()
  expect(screen.getByText('Holidays')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Shop' }).getAttribute('href')).toBe(`/projects/${projectIdOf(1)}`)
  expect(within(screen.getByRole('table', { name: 'Newest deployments' })).getAllByRole('row')).toHaveLength(3)
})

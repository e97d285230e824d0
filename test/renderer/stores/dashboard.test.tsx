import { type Dashboard, withSummary } from '@shared/dashboard'
import type { DeploymentSummary } from '@shared/deployment'
import type { RunbookId } from '@shared/ids'
import { fail, ok } from '@shared/result'
import { expect, test, vi } from 'vitest'
import { useDashboard } from '../../../renderer/stores/dashboard'
import { aGroup, anEnvironment, aProject, aSummary, environmentIdOf, projectIdOf } from '../../support/catalogue'
import { always, installFakeApi, later } from '../../support/fake-api'

const dashboard = (newest?: DeploymentSummary, next: 'deploy' | null = null): Dashboard => ({
  favourites: [],
  environments: [anEnvironment(1)],
  groups: [
    {
      group: aGroup(1),
      projects: [
        { project: aProject(1), next, cells: newest ? { [environmentIdOf(1)]: { newest, current: null } } : {} }
      ]
    }
  ]
})

const shown = () => {
  const { load } = useDashboard.getState()
  return load.state === 'ready' ? load.value : load
}

test('a cell shows the newest deployment there, whatever became of it', () => {
  const failed = aSummary(2, { state: 'finished', outcome: 'failed' })
  expect(withSummary(dashboard(aSummary(1)), failed)).toEqual(dashboard(failed))
})

test('news about an older deployment leaves the cell alone', () => {
  expect(withSummary(dashboard(aSummary(2)), aSummary(1))).toEqual(dashboard(aSummary(2)))
})

test('the first deployment answers the call to deploy', () => {
  expect(withSummary(dashboard(undefined, 'deploy'), aSummary(1))).toEqual(dashboard(aSummary(1), null))
})

test('the dashboard lives on pushes, without asking again', async () => {
  const api = installFakeApi({ 'dashboard.get': always(dashboard(aSummary(1))) })
  await useDashboard.getState().fetch()
  useDashboard.getState().receive({ type: 'deployment.changed', summary: aSummary(2) })
  expect(shown()).toEqual(dashboard(aSummary(2)))
  expect(api.calls).toHaveLength(1)
})

test('what is pushed while the answer is on its way is not lost', async () => {
  const { answer, resolve } = later<Dashboard>()
  installFakeApi({ 'dashboard.get': answer })
  const fetched = useDashboard.getState().fetch()
  useDashboard.getState().receive({ type: 'deployment.changed', summary: aSummary(2) })
  resolve(ok(dashboard(aSummary(1))))
  await fetched
  expect(shown()).toEqual(dashboard(aSummary(2)))
})

test('it is fetched again when its rows or columns changed, and not for accounts', async () => {
  const api = installFakeApi({ 'dashboard.get': always(dashboard()) })
  await useDashboard.getState().fetch()
  useDashboard.getState().receive({ type: 'catalog.changed', entity: 'account' })
  useDashboard.getState().receive({ type: 'catalog.changed', entity: 'environment' })
  expect(api.calls).toHaveLength(2)
})

test('a success of a project with closed cells asks what is open now, and a failure does not', async () => {
  const { groups, ...rest } = dashboard(aSummary(1))
  const closed = { [environmentIdOf(2)]: { words: 'First Test', why: 'Test comes first.' } }
  const answer: Dashboard = {
    ...rest,
    groups: groups.map(entry => ({ ...entry, projects: entry.projects.map(row => ({ ...row, closed })) }))
  }
  const api = installFakeApi({ 'dashboard.get': always(answer) })
  await useDashboard.getState().fetch()
  const end = (outcome: 'failed' | 'succeeded') =>
    useDashboard
      .getState()
      .receive({ type: 'deployment.changed', summary: aSummary(1, { state: 'finished', outcome, finishedAt: 3 }) })
  end('failed')
  expect(api.calls).toHaveLength(1)
  end('succeeded')
  expect(api.calls).toHaveLength(2)
})

test('what was there before is asked for where the success of what was there is taken back', async () => {
  const was = aSummary(2, { state: 'finished', outcome: 'succeeded', finishedAt: 3 })
  const earlier = aSummary(1, { state: 'finished', outcome: 'succeeded', finishedAt: 2 })
  const failed = { ...was, outcome: 'failed' as const }
  const cell = (newest: DeploymentSummary, current: DeploymentSummary): Dashboard => ({
    ...dashboard(),
    groups: [
      {
        group: aGroup(1),
        projects: [{ project: aProject(1), next: null, cells: { [environmentIdOf(1)]: { newest, current } } }]
      }
    ]
  })
  const answers = [cell(was, was), cell(failed, earlier)]
  const api = installFakeApi({
    'dashboard.get': () => ok(answers[Math.min(api.calls.length, 2) - 1] ?? cell(was, was))
  })
  await useDashboard.getState().fetch()
  useDashboard.getState().receive({ type: 'deployment.changed', summary: failed })
  await vi.waitFor(() => expect(shown()).toEqual(cell(failed, earlier)))
})

test('runs of runbooks are not on the dashboard', () => {
  installFakeApi({})
  useDashboard.setState({ load: { state: 'ready', value: dashboard(aSummary(1)), staleBecause: null } })
  const runbook = { id: 'runbook-0000000001' as RunbookId, name: 'Restart' }
  useDashboard.getState().receive({ type: 'deployment.changed', summary: aSummary(2, { runbook }) })
  expect(shown()).toEqual(dashboard(aSummary(1)))
})

test('a favourite is one at once, and no more when that cannot be saved', async () => {
  const broken = { kind: 'storage-failed', message: 'The disk is full.', remedy: 'Make room.' } as const
  installFakeApi({ 'dashboard.get': always(dashboard()), 'dashboard.setFavourite': () => fail(broken) })
  await useDashboard.getState().fetch()
  const saved = useDashboard.getState().setFavourite(projectIdOf(1), true)
  expect(shown()).toEqual({ ...dashboard(), favourites: [projectIdOf(1)] })
  expect(await saved).toEqual(broken)
  expect(shown()).toEqual(dashboard())
})

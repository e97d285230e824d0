import type { Dashboard } from '@shared/dashboard'
import { ok } from '@shared/result'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { DashboardScreen } from '../../../renderer/screens/dashboard/DashboardScreen'
import { useDashboardView } from '../../../renderer/stores/dashboard-view'
import { useOverlay } from '../../../renderer/stores/overlay'
import { aGroup, anEnvironment, aProject, aSummary, environmentIdOf, projectIdOf } from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  vi.restoreAllMocks()
  resetWindow()
  useDashboardView.setState(useDashboardView.getInitialState(), true)
  history.replaceState({ position: 0 }, '', '/')
})

const there = aSummary(1, { state: 'finished', outcome: 'succeeded', releaseVersion: '1.1.0', finishedAt: 2 })
const failed = aSummary(2, { state: 'finished', outcome: 'failed', releaseVersion: '1.2.0', finishedAt: 3 })

const dashboard: Dashboard = {
  favourites: [],
  environments: [anEnvironment(1, { name: 'Test' }), anEnvironment(2, { name: 'Production', isProduction: true })],
  groups: [
    {
      group: { ...aGroup(1), name: 'Shop' },
      projects: [
        {
          project: aProject(1, { name: 'Web' }),
          next: null,
          cells: { [environmentIdOf(1)]: { newest: failed, current: there } }
        },
        { project: aProject(2, { name: 'Worker' }), next: 'define-process', cells: {} }
      ]
    }
  ]
}

async function open(answer: Dashboard = dashboard): Promise<FakeApi> {
  const api = installFakeApi({ 'dashboard.get': always(answer), 'dashboard.setFavourite': () => ok(null) })
  show(<DashboardScreen />)
  await screen.findByRole('table', { name: 'Projects by environment' })
  return api
}

const rows = () =>
  within(screen.getByRole('table'))
    .getAllByRole('row')
    .slice(1)
    .map(row => within(row).getByRole('rowheader').textContent)

test('a cell says how the newest attempt went and what is there', async () => {
  await open()
  const [, web] = screen.getAllByRole('row')
  const [cell] = within(web as HTMLElement).getAllByRole('cell')
  expect(cell?.textContent).toContain('1.2.0Failed')
  expect(
    within(cell as HTMLElement)
      .getByRole('link', { name: '1.1.0 is there' })
      .getAttribute('href')
  ).toBe(`/deployments/${there.id}`)
})

test('a deployment that goes on is drawn into its cell without asking again', async () => {
  const api = await open()
  const running = aSummary(3, { releaseVersion: '1.3.0', runsDone: 1, runsTotal: 4, openQuestions: 1 })
  act(() => api.push({ type: 'deployment.changed', summary: running }))
  const link = screen.getByRole('link', { name: /1\.3\.0/ })
  expect(link.textContent).toContain('1 of 4')
  expect(within(link).getByRole('img', { name: '1 question open' })).toBeTruthy()
  expect(api.inputsOf('dashboard.get')).toHaveLength(1)
})

test('an empty cell offers to deploy where there is something to deploy', async () => {
  await open()
  fireEvent.click(screen.getByRole('button', { name: 'Deploy Web to Production' }))
  expect(useOverlay.getState().overlay).toEqual({
    kind: 'deploy',
    projectId: projectIdOf(1),
    environmentId: environmentIdOf(2)
  })
  expect(screen.queryByRole('button', { name: 'Deploy Worker to Production' })).toBeNull()
})

test('an empty cell that nothing may come to says why, in place of an offer, and the arrow keys come to it', async () => {
  const why = 'Production is closed: Test needs 1 success, has 0.'
  const closed = { [environmentIdOf(2)]: { words: 'First Test', why } }
  const { groups } = dashboard
  await open({
    ...dashboard,
    groups: groups.map(entry => ({ ...entry, projects: entry.projects.map(row => ({ ...row, closed })) }))
  })
  expect(screen.queryByRole('button', { name: 'Deploy Web to Production' })).toBeNull()
  const [link] = screen.getAllByRole('link', { name: 'First Test' })
  expect([link?.getAttribute('href'), link?.getAttribute('title')]).toEqual([`/projects/${projectIdOf(1)}`, why])
  const there = screen.getByRole('link', { name: /1\.2\.0/ })
  there.focus()
  fireEvent.keyDown(there, { key: 'ArrowRight' })
  expect(document.activeElement).toBe(link)
})

test('F filters, the arrow keys walk, and S makes the project in focus a favourite', async () => {
  const api = await open()
  fireEvent.keyDown(document.body, { key: 'f' })
  const box = screen.getByLabelText('Filter projects')
  expect(document.activeElement).toBe(box)
  fireEvent.change(box, { target: { value: 'work' } })
  expect(rows()).toEqual(['WorkerDefine the process'])
  fireEvent.keyDown(box, { key: 'Escape' })
  expect(rows()).toHaveLength(2)

  fireEvent.keyDown(box, { key: 'ArrowDown' })
  expect(document.activeElement?.textContent).toBe('Web')
  fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowRight' })
  expect(document.activeElement?.textContent).toContain('1.2.0')
  fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowLeft' })
  fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowDown' })
  expect(document.activeElement?.textContent).toBe('Worker')
  fireEvent.keyDown(document.activeElement as Element, { key: 's' })
  await waitFor(() => expect(rows()).toEqual(['Favourites', 'WorkerDefine the process', 'Shop', 'Web']))
  expect(api.inputsOf('dashboard.setFavourite')).toEqual([{ projectId: projectIdOf(2), isFavourite: true }])
  expect(screen.getByRole('button', { name: 'Favourite: Worker' }).getAttribute('aria-pressed')).toBe('true')
})

test('environments without deployments can be hidden', async () => {
  await open()
  fireEvent.click(screen.getByLabelText('Hide environments without deployments'))
  expect(screen.getAllByRole('columnheader').map(header => header.textContent)).toEqual(['Project', 'Test'])
})

test('a filter that lets nothing through says so', async () => {
  await open()
  fireEvent.change(screen.getByLabelText('Filter projects'), { target: { value: 'zebra' } })
  expect(screen.getByText('No project matches.')).toBeTruthy()
})

test('of many projects those in sight are drawn, and no more', async () => {
  // There is no layout here: so high is what is in sight, and so high each row.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(57)
  const [shop] = dashboard.groups
  const many = Array.from({ length: 80 }, (_, n) => ({ project: aProject(n + 1), next: null, cells: {} }))
  await open({ ...dashboard, groups: shop ? [{ ...shop, projects: many }] : [] })
  await waitFor(() => expect(screen.getByRole('link', { name: 'Project 1' })).toBeTruthy())
  expect(screen.queryByRole('link', { name: 'Project 79' })).toBeNull()
  expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('81')
})

import type { RollbackWay } from '@shared/comparison/rollback'
import type { ChannelId, ProjectId } from '@shared/ids'
import type { ReleaseMatrix as Matrix } from '@shared/release-calls'
import { ok } from '@shared/result'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { ProjectOverviewScreen } from '../../../renderer/screens/projects/ProjectOverviewScreen'
import { useOverlay } from '../../../renderer/stores/overlay'
import {
  anEnvironment,
  aProject,
  aRelease,
  aSummary,
  environmentIdOf,
  projectIdOf,
  releaseIdOf
} from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  history.replaceState({ position: 0 }, '', '/')
})

const [test1, production] = [environmentIdOf(1), environmentIdOf(2)]
const done = aSummary(1, { state: 'finished', outcome: 'succeeded', finishedAt: 2 })
const main = { id: 'channel-0000000001' as ChannelId, name: 'Default' }
const hotfix = { id: 'channel-0000000002' as ChannelId, name: 'Hotfix' }

const matrix: Matrix = {
  environments: [anEnvironment(1, { name: 'Test' }), anEnvironment(2, { name: 'Production' })],
  channels: [
    { ...main, isDefault: true },
    { ...hotfix, isDefault: false }
  ],
  rows: [
    { release: aRelease(2, { version: '1.2.0' }), channel: main, cells: {}, deployable: [test1], next: [test1] },
    {
      release: aRelease(1, {
        version: '1.1.0',
        prevented: [{ reason: 'It loses orders.', by: 'grace', at: 1 }]
      }),
      channel: main,
      cells: { [test1]: { newest: done, isCurrent: true } },
      deployable: [test1, production],
      next: [production]
    }
  ],
  total: 120
}

const earlier: readonly RollbackWay[] = [
  { release: { id: releaseIdOf(3), version: '1.0.0' } as RollbackWay['release'], deployedAt: 1, why: null }
]

function open(ways: readonly RollbackWay[] = earlier): FakeApi {
  const api = installFakeApi({
    'project.list': always([aProject(1, { name: 'Shop' })]),
    'process.get': ({ projectId }) => ok({ projectId: projectId as ProjectId, version: 1, steps: [] } as never),
    'rollback.ways': always(ways),
    'release.matrix': ({ channelId, all }) =>
      ok(all === undefined && channelId === hotfix.id ? { ...matrix, rows: [], total: 0 } : matrix)
  })
  show(<ProjectOverviewScreen projectId={projectIdOf(1)} />)
  return api
}

const table = () => screen.findByRole('table', { name: 'Releases by environment' })

test('each release shows where it is, where it goes next and that it is kept from going on', async () => {
  open()
  const [, fresh, current] = within(await table()).getAllByRole('row')
  expect(within(fresh as HTMLElement).getByRole('button', { name: 'Deploy 1.2.0 to Test' })).toBeTruthy()
  expect(within(fresh as HTMLElement).getAllByRole('cell')[1]?.textContent).toBe('–')
  expect(within(current as HTMLElement).getByText('is there')).toBeTruthy()
  expect(
    within(current as HTMLElement)
      .getByText('Kept from going on')
      .getAttribute('title')
  ).toBe('It loses orders. (grace)')
  fireEvent.click(within(current as HTMLElement).getByRole('button', { name: 'Promote 1.1.0 to Production' }))
  expect(useOverlay.getState().overlay).toEqual({
    kind: 'deploy',
    projectId: projectIdOf(1),
    releaseId: releaseIdOf(1),
    environmentId: production
  })
})

test('the menu of a cell offers the quiet ways', async () => {
  open()
  await table()
  fireEvent.click(screen.getByRole('button', { name: 'More for 1.1.0 in Test' }))
  const items = await screen.findAllByRole('menuitem')
  expect(items.map(item => item.textContent)).toEqual([
    'Deploy again…',
    'What would change',
    'Open the deployment',
    'Roll back…'
  ])
  fireEvent.click(screen.getByRole('menuitem', { name: 'What would change' }))
  expect(location.pathname).toBe(`/releases/${releaseIdOf(1)}/changes/${test1}`)
})

test('the menu says why nothing can be gone back to, and asks only once it is open', async () => {
  const api = open([])
  await table()
  expect(api.inputsOf('rollback.ways')).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: 'More for 1.1.0 in Test' }))
  const item = await screen.findByRole('menuitem', { name: 'Roll back… Nothing else succeeded in Test before.' })
  expect(item.getAttribute('aria-disabled')).toBe('true')
  fireEvent.click(item)
  expect(location.pathname).toBe('/')
  expect(api.inputsOf('rollback.ways')).toEqual([{ projectId: projectIdOf(1), environmentId: test1 }])
})

test('progress is drawn without asking again, and an end asks where releases may go now', async () => {
  const api = open()
  await table()
  const before = api.inputsOf('release.matrix').length
  const again = { ...done, state: 'running', outcome: null, finishedAt: null } as const
  act(() => api.push({ type: 'deployment.changed', summary: { ...again, runsDone: 1 } }))
  expect(within(await table()).getByText('1 of 2')).toBeTruthy()
  expect(api.inputsOf('release.matrix')).toHaveLength(before)
  act(() => api.push({ type: 'deployment.changed', summary: { ...done, finishedAt: 9 } }))
  await waitFor(() => expect(api.inputsOf('release.matrix').length).toBeGreaterThan(before))
})

test('all releases are fetched a page at a time when somebody wants them', async () => {
  const api = open()
  await table()
  expect(screen.getByText(/2 of 120 releases/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Show all releases' }))
  await waitFor(() =>
    expect(api.inputsOf('release.matrix')).toContainEqual({
      projectId: projectIdOf(1),
      all: { skip: 0, limit: 100 }
    })
  )
})

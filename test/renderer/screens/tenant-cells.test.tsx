import type { Dashboard, TenantCells } from '@shared/dashboard'
import type { EnvironmentOverview } from '@shared/dashboard-calls'
import type { ChannelId, ProjectId, Sha256 } from '@shared/ids'
import type { ProjectTenancy } from '@shared/model/tenant'
import type { ReleaseMatrix, ReleaseTenant, TenantEnvironment } from '@shared/release-calls'
import { ok } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { DashboardScreen } from '../../../renderer/screens/dashboard/DashboardScreen'
import { EnvironmentScreen } from '../../../renderer/screens/environments/EnvironmentScreen'
import { ProjectOverviewScreen } from '../../../renderer/screens/projects/ProjectOverviewScreen'
import { ReleaseTenants } from '../../../renderer/screens/releases/ReleaseTenants'
import { ProjectTenantsScreen } from '../../../renderer/screens/tenants/ProjectTenantsScreen'
import { useDashboardView } from '../../../renderer/stores/dashboard-view'
import { useOverlay } from '../../../renderer/stores/overlay'
import {
  aGroup,
  anEnvironment,
  aProject,
  aRelease,
  aSummary,
  aTenant,
  environmentIdOf,
  projectIdOf,
  releaseIdOf,
  tenantIdOf
} from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  useDashboardView.setState(useDashboardView.getInitialState(), true)
  history.replaceState({ position: 0 }, '', '/')
})

const [trial, live] = [environmentIdOf(1), environmentIdOf(2)]
const environments = [anEnvironment(1, { name: 'Test' }), anEnvironment(2, { name: 'Live' })]
const shopOf = (tenancy: ProjectTenancy) => aProject(1, { name: 'Shop', releases: { tenancy } })
const done = (n: number, tenant: number, changes: Parameters<typeof aSummary>[1] = {}) =>
  aSummary(n, {
    state: 'finished',
    outcome: 'succeeded',
    releaseVersion: '1.1.0',
    finishedAt: n,
    tenant: { id: tenantIdOf(tenant), name: `Tenant ${tenant}` },
    ...changes
  })

/** Five are linked: two have 1.1.0, one failed with 1.2.0 after that, one runs it, and one has nothing. */
const there: TenantCells = {
  linked: [1, 2, 3, 4, 5].map(tenantIdOf),
  cells: [
    { newest: done(1, 1), current: done(1, 1) },
    { newest: done(2, 2), current: done(2, 2) },
    { newest: done(9, 3, { outcome: 'failed', releaseVersion: '1.2.0' }), current: done(3, 3) },
    {
      newest: done(8, 4, { state: 'running', outcome: null, releaseVersion: '1.2.0', openQuestions: 2 }),
      current: null
    }
  ]
}

const dashboardOf = (
  tenancy: ProjectTenancy,
  changes: Partial<Dashboard['groups'][0]['projects'][0]> = {}
): Dashboard => ({
  favourites: [],
  environments,
  groups: [
    {
      group: aGroup(1),
      projects: [{ project: shopOf(tenancy), next: null, cells: {}, tenants: { [trial]: there }, ...changes }]
    }
  ]
})

async function openDashboard(dashboard: Dashboard): Promise<FakeApi> {
  const api = installFakeApi({ 'dashboard.get': always(dashboard) })
  show(<DashboardScreen />)
  await screen.findByRole('table', { name: 'Projects by environment' })
  return api
}

const cellAt = (column: number, row = 1) =>
  within(screen.getAllByRole('row')[row] as HTMLElement).getAllByRole('cell')[column] as HTMLElement

test('a cell of a project for tenants counts them by their newest attempt, and leads to the list by tenant', async () => {
  await openDashboard(dashboardOf('required'))
  const cell = cellAt(0)
  expect(cell.textContent).toContain('5 tenants')
  expect(cell.textContent).toContain('1.2.0Failed 1/5')
  expect(cell.textContent).toContain('1.2.0Running 1/5')
  expect(cell.textContent).toContain('and 1 more')
  expect(cell.textContent).toContain('nothing yet 1/5')
  const link = within(cell).getByRole('link')
  expect(link.getAttribute('href')).toBe(`/projects/${projectIdOf(1)}/tenants`)
  expect(link.getAttribute('title')).toBe(
    [
      'Test, by tenant',
      '1.2.0: Failed for 1 of 5',
      '1.2.0: Running for 1 of 5',
      '1.1.0: Succeeded for 2 of 5',
      'Nothing yet for 1 of 5'
    ].join('\n')
  )
  expect(within(cell).getByLabelText('2 open questions')).toBeTruthy()
  expect(cellAt(1).textContent).toBe('no tenant')
})

test('what is there without a tenant stands apart from what tenants have', async () => {
  const own = { newest: aSummary(7, { releaseVersion: '0.9.0' }), current: null }
  await openDashboard(dashboardOf('allowed', { cells: { [trial]: own } }))
  expect(cellAt(0).textContent).toMatch(/5 tenants.*Without a tenant0\.9\.0/)
})

test('a filter by state looks at tenants, too', async () => {
  await openDashboard(dashboardOf('required'))
  fireEvent.click(screen.getByRole('combobox', { name: 'State' }))
  fireEvent.click(await screen.findByRole('option', { name: 'Failed or interrupted' }))
  expect(screen.getAllByRole('row')).toHaveLength(2)
  fireEvent.click(screen.getByRole('combobox', { name: 'State' }))
  fireEvent.click(await screen.findByRole('option', { name: 'Queued' }))
  expect(screen.getByText('No project matches.')).toBeTruthy()
})

test('news about a tenant change its count and nothing else', async () => {
  const api = await openDashboard(dashboardOf('required'))
  api.push({ type: 'deployment.changed', summary: done(10, 5, { releaseVersion: '1.2.0' }) })
  await waitFor(() => expect(cellAt(0).textContent).toContain('1.2.0Succeeded 1/5'))
  expect(cellAt(0).textContent).not.toContain('nothing yet')
})

test('an environment tells projects for tenants from others', async () => {
  const overview: EnvironmentOverview = {
    environment: environments[0]!,
    targets: [],
    projects: [
      { project: shopOf('required'), cell: null, tenants: there },
      {
        project: aProject(2, { name: 'Worker' }),
        cell: { newest: aSummary(1), current: null },
        tenants: null
      }
    ],
    phases: [],
    freezes: [],
    deployments: []
  }
  installFakeApi({ 'environment.overview': always(overview), 'environment.list': always(environments) })
  show(<EnvironmentScreen environmentId={trial} />)
  const table = within(await screen.findByRole('table', { name: 'What is there' }))
  const [, shop, worker] = table.getAllByRole('row')
  expect(shop?.textContent).toMatch(/^Shopby tenant 5 tenants/)
  expect(worker?.textContent).toMatch(/^Workernothing1\.0\.1/)
})

const tenants = [
  aTenant(1, {
    name: 'Acme',
    tags: ['Region/North'],
    projects: [{ projectId: projectIdOf(1), environmentIds: [trial, live] }]
  }),
  aTenant(2, { name: 'Beta', tags: ['Region/South'] }),
  aTenant(9, { name: 'Stranger', projects: [] })
]

test('a project lists the tenants that get it, with what each has where', async () => {
  const dashboard = dashboardOf('required', {
    tenants: {
      [trial]: { ...there, linked: [tenantIdOf(1), tenantIdOf(2)] },
      [live]: { linked: [tenantIdOf(1)], cells: [] }
    }
  })
  installFakeApi({
    'dashboard.get': always(dashboard),
    'tenant.list': always(tenants),
    'project.list': always([shopOf('required')])
  })
  show(<ProjectTenantsScreen projectId={projectIdOf(1)} />)
  const table = within(await screen.findByRole('table', { name: 'Shop by tenant' }))
  expect(table.getAllByRole('rowheader').map(row => row.textContent)).toEqual(['AcmeRegion/North', 'BetaRegion/South'])
  expect(cellAt(0).textContent).toContain('1.1.0Succeeded')
  expect(cellAt(1, 2).textContent).toBe('–')
  fireEvent.click(within(cellAt(1)).getByRole('button', { name: 'Deploy Shop to Live for Acme' }))
  expect(useOverlay.getState().overlay).toMatchObject({ environmentId: live, tenantId: tenantIdOf(1) })
  expect(screen.getByRole('link', { name: 'Tenants', current: 'page' })).toBeTruthy()
})

test('a project that takes no tenants says where that is changed', async () => {
  const row = { project: aProject(1, { name: 'Shop' }), next: null, cells: {} }
  installFakeApi({
    'dashboard.get': always({ ...dashboardOf('required'), groups: [{ group: aGroup(1), projects: [row] }] }),
    'tenant.list': always(tenants)
  })
  show(<ProjectTenantsScreen projectId={projectIdOf(1)} />)
  expect(await screen.findByText('This project takes no tenants')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Go to the settings' }).getAttribute('href')).toBe(
    `/projects/${projectIdOf(1)}/settings`
  )
})

const channel = { id: 'channel-0000000001' as ChannelId, name: 'Default' }
const matrix: ReleaseMatrix = {
  environments,
  channels: [{ ...channel, isDefault: true }],
  rows: [
    {
      release: aRelease(2, { version: '1.2.0' }),
      channel,
      cells: {},
      tenants: { [trial]: { linked: 5, current: 3, failed: 1, open: 1 } },
      deployable: [trial],
      next: [trial]
    }
  ],
  total: 1
}

test('a release in the overview says how many tenants have it, how many failed, and how many are under way', async () => {
  const api = installFakeApi({
    'project.list': always([shopOf('required')]),
    'process.get': ({ projectId }) => ok({ projectId: projectId as ProjectId, version: 1, steps: [] }),
    'release.matrix': always(matrix)
  })
  show(<ProjectOverviewScreen projectId={projectIdOf(1)} />)
  await screen.findByRole('table', { name: 'Releases by environment' })
  expect(cellAt(0).textContent?.trim()).toBe('3 of 5 1 unsuccessful 1 under wayDeploy…')
  expect(cellAt(1).textContent).toBe('no tenant')
  expect(screen.queryByText('Deploy it')).toBeNull()
  // How far a deployment is changes no count; that it ended does.
  api.push({ type: 'deployment.changed', summary: done(11, 1, { state: 'running', outcome: null }) })
  expect(api.inputsOf('release.matrix')).toHaveLength(1)
  api.push({ type: 'deployment.changed', summary: done(11, 1) })
  await waitFor(() => expect(api.inputsOf('release.matrix')).toHaveLength(2))
})

const release = aRelease(1, { version: '1.1.0', snapshot: 'a'.repeat(64) as Sha256 })
const why = 'Live is closed: Test needs 1 success, has 0.'
const place = (id: TenantEnvironment['id'], changes: Partial<TenantEnvironment> = {}): TenantEnvironment => ({
  id,
  why: null,
  isNext: false,
  cell: null,
  current: null,
  ...changes
})
const progress: readonly ReleaseTenant[] = [
  {
    tenant: { id: tenantIdOf(1), name: 'Acme', tags: [] },
    environments: [
      place(trial, { cell: { newest: done(1, 1), isCurrent: true }, current: done(1, 1) }),
      place(live, { isNext: true, current: done(2, 1, { releaseVersion: '1.0.0' }) })
    ]
  },
  { tenant: { id: tenantIdOf(2), name: 'Beta', tags: [] }, environments: [place(live, { why })] }
]

test('the page of a release says for each tenant where it is, what else is there, and why it may not go on', async () => {
  const api = installFakeApi({
    'release.tenants': always(progress),
    'environment.list': always(environments)
  })
  show(<ReleaseTenants release={release} isIntact />)
  await screen.findByRole('table', { name: 'Progress of 1.1.0 by tenant' })
  expect(cellAt(0).textContent).toContain('is there')
  expect(cellAt(1).textContent).toBe('1.0.0 is therePromote…')
  expect(cellAt(0, 2).textContent).toBe('–')
  expect(within(cellAt(1, 2)).getByTitle(why).textContent).toBe(' closed')
  fireEvent.click(screen.getByRole('button', { name: 'Promote 1.1.0 to Live for Acme' }))
  expect(useOverlay.getState().overlay).toEqual({
    kind: 'deploy',
    projectId: projectIdOf(1),
    releaseId: releaseIdOf(1),
    environmentId: live,
    tenantId: tenantIdOf(1)
  })
  const running = done(5, 1, { environmentId: live, state: 'running', outcome: null })
  api.push({ type: 'deployment.changed', summary: running })
  await waitFor(() => expect(cellAt(1).textContent).toContain('0 of 2'))
  expect(api.inputsOf('release.tenants')).toHaveLength(1)
})

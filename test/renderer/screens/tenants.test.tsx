import type { Project } from '@shared/model/project'
import type { Tenant } from '@shared/model/tenant'
import { fail, ok } from '@shared/result'
import type { TenantOverview } from '@shared/tenant-calls'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { TenantScreen } from '../../../renderer/screens/tenants/TenantScreen'
import { TenantsScreen } from '../../../renderer/screens/tenants/TenantsScreen'
import { useOverlay } from '../../../renderer/stores/overlay'
import {
  anEnvironment,
  aProject,
  aSummary,
  aTenant,
  environmentIdOf,
  projectIdOf,
  tenantIdOf
} from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  history.replaceState({ position: 0 }, '', '/tenants')
})

const environments = [anEnvironment(1, { name: 'Test' }), anEnvironment(2, { name: 'Production' })]
const shop = aProject(1, { name: 'Shop', releases: { tenancy: 'required' } })
const worker = aProject(2, { name: 'Worker' })
const acme = aTenant(1, {
  name: 'Acme',
  tags: ['Region/North'],
  projects: [{ projectId: projectIdOf(1), environmentIds: [environmentIdOf(1), environmentIdOf(2)] }]
})
const beta = aTenant(2, { name: 'Beta', tags: ['Region/South'], projects: [] })

function open(tenants: readonly Tenant[] = [acme, beta], projects: readonly Project[] = [shop, worker]): FakeApi {
  const api = installFakeApi({
    'tenant.list': always(tenants),
    'project.list': always(projects),
    'environment.list': always(environments)
  })
  show(<TenantsScreen />)
  return api
}

const rows = async () =>
  within(await screen.findByRole('table', { name: 'Tenants' }))
    .getAllByRole('row')
    .slice(1)
    .map(row =>
      within(row)
        .getAllByRole('cell')
        .slice(0, 3)
        .map(cell => cell.textContent)
    )

const choose = async (label: string, option: string) => {
  fireEvent.click(screen.getByRole('combobox', { name: label }))
  fireEvent.click(await screen.findByRole('option', { name: option }))
}

test('each tenant says its tags, and which projects it gets where', async () => {
  open()
  await waitFor(async () =>
    expect(await rows()).toEqual([
      ['Acme', 'Region/North', 'Shop in Test and Production'],
      ['Beta', 'Region/South', 'No project yet']
    ])
  )
})

test('tenants are found by words of their names, tags and projects, and by a tag', async () => {
  open()
  await rows()
  const search = screen.getByRole('textbox', { name: 'Filter tenants' })
  fireEvent.change(search, { target: { value: 'shop north' } })
  expect((await rows()).map(([name]) => name)).toEqual(['Acme'])
  fireEvent.keyDown(search, { key: 'Escape' })
  await choose('Tag', 'Region/South')
  expect((await rows()).map(([name]) => name)).toEqual(['Beta'])
  fireEvent.change(search, { target: { value: 'north' } })
  expect(screen.getByText('No tenant matches.')).toBeTruthy()
})

test('a new tenant gets a project in every environment until some are taken out', async () => {
  const api = open()
  await rows()
  api.answer({ 'tenant.create': always(acme) })
  fireEvent.keyDown(document.body, { key: 'n' })
  const drawer = within(await screen.findByRole('dialog', { name: 'Add tenant' }))
  fireEvent.change(drawer.getByLabelText('Name'), { target: { value: 'Gamma' } })
  await choose('Add a project', 'Worker')
  expect(drawer.getByText('Takes no tenants yet: its settings say whether it does.')).toBeTruthy()
  fireEvent.keyDown(drawer.getByRole('combobox', { name: 'Worker' }), { key: 'Backspace' })
  await choose('Add a project', 'Shop')
  fireEvent.click(drawer.getByRole('button', { name: 'Remove Worker' }))
  fireEvent.click(drawer.getByRole('button', { name: 'Add tenant' }))
  await waitFor(() => expect(api.inputsOf('tenant.create')).toHaveLength(1))
  expect(api.inputsOf('tenant.create')).toEqual([
    {
      name: 'Gamma',
      description: '',
      tags: [],
      projects: [{ projectId: projectIdOf(1), environmentIds: [environmentIdOf(1), environmentIdOf(2)] }]
    }
  ])
})

test('what is wrong about a link stands below its environments', async () => {
  const api = open()
  await rows()
  api.answer({
    'tenant.update': () =>
      fail({
        kind: 'invalid-input',
        message: 'Some of it cannot be.',
        remedy: 'Mend it.',
        issues: [{ path: 'value.projects.0.environmentIds', message: 'must name at least one environment' }]
      })
  })
  fireEvent.click(screen.getByRole('button', { name: 'Actions for Acme' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Edit…' }))
  const drawer = within(await screen.findByRole('dialog', { name: 'Edit Acme' }))
  fireEvent.click(drawer.getByRole('button', { name: 'Save' }))
  expect(await drawer.findByText('Must name at least one environment.')).toBeTruthy()
})

test('a tenant is deleted after a question, which says what becomes of its deployments', async () => {
  const api = open()
  await rows()
  api.answer({ 'tenant.delete': () => ok(null) })
  fireEvent.click(screen.getByRole('button', { name: 'Actions for Beta' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete…' }))
  expect(await screen.findByText(/Past deployments stay readable and keep its name/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Delete tenant' }))
  await waitFor(() => expect(api.inputsOf('tenant.delete')).toEqual([{ id: tenantIdOf(2) }]))
})

const there = aSummary(1, {
  state: 'finished',
  outcome: 'succeeded',
  releaseVersion: '1.1.0',
  finishedAt: 2,
  tenant: { id: acme.id, name: 'Acme' }
})
const failed = aSummary(2, { ...there, id: aSummary(2).id, outcome: 'failed', releaseVersion: '1.2.0', queuedAt: 2 })
const [trial, production] = environments as [(typeof environments)[0], (typeof environments)[0]]
const overview: TenantOverview = {
  tenant: acme,
  places: [
    { project: shop, environment: trial, isLinked: true, cell: { newest: failed, current: there } },
    { project: shop, environment: production, isLinked: true, cell: null },
    { project: worker, environment: production, isLinked: false, cell: { newest: there, current: there } }
  ],
  deployments: [failed, there]
}

async function openPage(): Promise<FakeApi> {
  const api = installFakeApi({
    'tenant.overview': always(overview),
    'project.list': always([shop, worker]),
    'environment.list': always(environments)
  })
  show(<TenantScreen tenantId={acme.id} />)
  await screen.findByRole('table', { name: 'What Acme has' })
  return api
}

const cells = () =>
  within(screen.getByRole('table', { name: 'What Acme has' }))
    .getAllByRole('row')
    .slice(1)
    .map(row =>
      within(row)
        .getAllByRole('cell')
        .map(cell => cell.textContent?.replace(/\d+ years? ago/, ''))
    )

test('the page of a tenant says what it has of each project, by the newest attempt, and what it does not get', async () => {
  await openPage()
  const [ofShop, ofWorker] = cells()
  expect(ofShop?.[0]).toContain('1.2.0Failed')
  expect(ofShop?.[0]).toContain('1.1.0 is there')
  expect(ofShop?.[1]).toBe('Deploy…')
  expect(ofWorker?.[0]).toBe('–')
  expect(ofWorker?.[1]).toContain('Not linked any more')
  expect(screen.getByRole('link', { name: 'Takes no tenants' })).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Deploy Shop to Production for Acme' }))
  expect(useOverlay.getState().overlay).toEqual({
    kind: 'deploy',
    projectId: shop.id,
    environmentId: production.id,
    tenantId: acme.id
  })
})

test('a deployment for the tenant that goes on is followed, and one for another is not', async () => {
  const api = await openPage()
  const running = aSummary(3, { releaseVersion: '1.3.0', tenant: { id: acme.id, name: 'Acme' } })
  api.push({ type: 'deployment.changed', summary: running })
  await waitFor(() => expect(cells()[0]?.[0]).toContain('1.3.0'))
  api.push({
    type: 'deployment.changed',
    summary: aSummary(4, { releaseVersion: '1.4.0', tenant: { id: beta.id, name: 'Beta' } })
  })
  expect(cells()[0]?.[0]).toContain('1.3.0')
  expect(api.inputsOf('tenant.overview')).toHaveLength(1)
})

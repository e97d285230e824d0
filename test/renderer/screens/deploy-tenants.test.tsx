import type { Input } from '@shared/api'
import type { Deployment } from '@shared/deployment'
import type { ChannelId, LifecycleId, Sha256 } from '@shared/ids'
import type { ProjectTenancy } from '@shared/model/tenant'
import type { PlanResult } from '@shared/plan/plan'
import type { Progression } from '@shared/progression/progression'
import type { ReleaseTenant, TenantEnvironment } from '@shared/release-calls'
import { ok } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { DeployDialog } from '../../../renderer/screens/deploy/DeployDialog'
import type { DeployStart } from '../../../renderer/screens/deploy/use-deploy-choice'
import {
  anEnvironment,
  aProject,
  aRelease,
  aSummary,
  aTenant,
  deploymentIdOf,
  environmentIdOf,
  projectIdOf,
  tenantIdOf
} from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { ids, planOf, scriptStep, sshTarget } from '../../support/plans'
import { resetWindow, show } from '../../support/window'

beforeEach(() => resetWindow())

const hash = 'a'.repeat(64) as Sha256
const plan = planOf({ steps: [scriptStep(1, { name: 'Install' })], targets: [sshTarget(1)] })
const planned = (changes: Partial<PlanResult> = {}): PlanResult => ({
  plan,
  problems: [],
  prompts: [],
  hash,
  ...changes
})

const [trial, live] = [environmentIdOf(1), environmentIdOf(2)]
const environments = [anEnvironment(1, { name: 'Test' }), anEnvironment(2, { name: 'Live' })]
const both = [{ projectId: projectIdOf(1), environmentIds: [trial, live] }]
const acme = aTenant(1, { name: 'Acme', tags: ['Region/North'], projects: both })
const beta = aTenant(2, { name: 'Beta', tags: ['Region/South'], projects: both })
const gamma = aTenant(3, { name: 'Gamma', tags: ['Region/South'] })
const why = 'Live is closed: Test needs 1 success, has 0.'

const place = (id: TenantEnvironment['id'], changes: Partial<TenantEnvironment> = {}): TenantEnvironment => ({
  id,
  why: null,
  isNext: false,
  cell: null,
  current: null,
  ...changes
})
const older = aSummary(1, { releaseVersion: '1.0.1', state: 'finished', outcome: 'succeeded' })
const same = aSummary(2, {
  releaseId: aRelease(2).id,
  releaseVersion: '1.0.2',
  state: 'finished',
  outcome: 'succeeded'
})
const refOf = ({ id, name, tags }: typeof acme) => ({ id, name, tags })
const able: readonly ReleaseTenant[] = [
  { tenant: refOf(acme), environments: [place(trial, { current: same }), place(live, { isNext: true })] },
  { tenant: refOf(beta), environments: [place(trial, { isNext: true, current: older }), place(live, { why })] },
  { tenant: refOf(gamma), environments: [place(trial, { isNext: true })] }
]

const progression: Progression = {
  lifecycle: { id: 'lifecycle-0000000001' as LifecycleId, name: 'Usual' },
  phases: [],
  deployable: [trial, live],
  next: [trial],
  nextNeeded: 1,
  isPrevented: false
}

type Plan = (input: Input<'deployment.plan'>) => PlanResult

async function open(
  tenancy: ProjectTenancy = 'required',
  {
    start = {},
    plan: answer = () => planned(),
    tenants = able
  }: Partial<{
    readonly start: DeployStart
    readonly plan: Plan
    readonly tenants: readonly ReleaseTenant[]
  }> = {},
  more: Parameters<typeof installFakeApi>[0] = {}
): Promise<FakeApi> {
  const api = installFakeApi({
    'project.list': always([aProject(1, { name: 'Shop', releases: { tenancy } })]),
    'environment.list': always(environments),
    'tenant.list': always([acme, beta, gamma]),
    'release.list': always([aRelease(2)]),
    'release.tenants': always(tenants),
    'release.progression': always({
      progression,
      channel: { id: 'channel-0000000001' as ChannelId, name: 'Default' },
      cells: {}
    }),
    'target.list': always([sshTarget(1, { environmentIds: [trial, live] })]),
    'deployment.plan': input => ok(answer(input)),
    'deployment.start': always(aSummary(7)),
    'deployment.startAll': always([aSummary(7), aSummary(8)]),
    ...more
  })
  show(<DeployDialog start={{ projectId: projectIdOf(1), ...start }} onClose={vi.fn()} />)
  await screen.findByRole('group', { name: /^Environment/ })
  return api
}

const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name })
const plans = () => screen.findByRole('group', { name: 'Plans by environment and tenant' })
const choose = async (name: string, option: string | RegExp) => {
  fireEvent.click(await screen.findByRole('combobox', { name }))
  fireEvent.click(await screen.findByRole('option', { name: option }))
}

test('the environment that is next for most tenants is chosen, and a plan waits for tenants', async () => {
  await open()
  await waitFor(() => expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Test' }).checked).toBe(true))
  expect(await screen.findByText('Choose tenants to see what would run where for each of them.')).toBeTruthy()
})

test('all tenants that may get it are planned each, and started together', async () => {
  const api = await open()
  fireEvent.click(await screen.findByRole('button', { name: 'All 3 that may get it' }))
  for (const name of ['Acme', 'Beta', 'Gamma'])
    await within(await plans()).findByRole('button', { name: `Ready: Test for ${name}` })
  expect(screen.getByText(/--to Test --tenant Acme --tenant Beta --tenant Gamma$/)).toBeTruthy()
  fireEvent.click(button('Deploy 1.0.2 to Test for 3 tenants'))
  await waitFor(() => expect(api.inputsOf('deployment.startAll')).toHaveLength(1))
  expect(api.inputsOf('deployment.startAll')).toEqual([
    {
      releaseId: aRelease(2).id,
      places: [1, 2, 3].map(n => ({ environmentId: trial, tenantId: tenantIdOf(n), planHash: hash }))
    }
  ])
})

test('tenants are added by a tag, and it is told who has the release already', async () => {
  await open()
  await choose('Add tenants by tag', 'Region/South')
  await within(await plans()).findByRole('button', { name: 'Ready: Test for Beta' })
  expect(screen.queryByRole('list', { name: 'About these tenants' })).toBeNull()
  await choose('Tenants by name', /^Acme/)
  expect(await screen.findByText('1 tenant of 3 has 1.0.2 there already: Acme.')).toBeTruthy()
})

test('a tenant is offered with what it has, and one that it is closed for with the reason', async () => {
  await open()
  fireEvent.click(await screen.findByRole('combobox', { name: 'Tenants by name' }))
  expect((await screen.findByRole('option', { name: /Beta/ })).textContent).toContain('has 1.0.1')
  expect(screen.getByRole('option', { name: /Gamma/ }).textContent).toContain('has nothing')
  fireEvent.click(screen.getByRole('radio', { name: 'Live' }))
  const closed = await screen.findByRole('option', { name: /Beta/ })
  await waitFor(() => expect(closed.textContent).toContain(why))
  expect(screen.queryByRole('option', { name: /Gamma/ })).toBeNull()
})

test('an environment is closed when it is for every tenant, and says why', async () => {
  await open('required', { tenants: [able[1]!] })
  await waitFor(() => expect(screen.getByRole<HTMLInputElement>('radio', { name: /Live/ }).disabled).toBe(true))
  expect(within(screen.getByRole('list', { name: 'Closed environments' })).getByText(why)).toBeTruthy()
})

test('several environments and tenants are combined where a tenant is linked, with a command for each', async () => {
  const api = await open()
  fireEvent.click(await screen.findByRole('button', { name: 'All 3 that may get it' }))
  fireEvent.click(screen.getByRole('checkbox', { name: 'Several at once' }))
  fireEvent.click(screen.getByRole('checkbox', { name: 'Live' }))
  await within(await plans()).findByRole('button', { name: 'Ready: Live for Beta' })
  expect(within(await plans()).queryByRole('button', { name: /Live for Gamma/ })).toBeNull()
  expect(
    screen.getByText(
      /--to Test --tenant Acme --tenant Beta --tenant Gamma && slipway deploy .* --to Live --tenant Acme --tenant Beta$/
    )
  ).toBeTruthy()
  fireEvent.click(button('Deploy 1.0.2 to 2 environments for 3 tenants'))
  await waitFor(() => expect(api.inputsOf('deployment.startAll')).toHaveLength(1))
})

test('what stands against one tenant keeps all of them from starting', async () => {
  await open('required', {
    plan: ({ tenantId }) => (tenantId === tenantIdOf(2) ? planned({ plan: null, draft: plan }) : planned())
  })
  fireEvent.click(await screen.findByRole('button', { name: 'All 3 that may get it' }))
  await within(await plans()).findByRole('button', { name: 'Has problems: Test for Beta' })
  expect(button(/^Deploy 1\.0\.2/).disabled).toBe(true)
})

test('a project that may do without tenants deploys without one until they are wanted', async () => {
  const api = await open('allowed')
  await screen.findByText('Install')
  expect(button('Deploy 1.0.2 to Test').disabled).toBe(false)
  expect(screen.queryByRole('combobox', { name: 'Tenants by name' })).toBeNull()
  fireEvent.click(screen.getByRole('radio', { name: 'For tenants' }))
  await choose('Tenants by name', /^Gamma/)
  fireEvent.click(await screen.findByRole('button', { name: 'Deploy 1.0.2 to Test for Gamma' }))
  await waitFor(() =>
    expect(api.inputsOf('deployment.start')).toEqual([
      { releaseId: aRelease(2).id, environmentId: trial, tenantId: tenantIdOf(3), planHash: hash }
    ])
  )
})

test('a project that takes no tenants is not asked about them', async () => {
  const api = installFakeApi({
    'project.list': always([aProject(1)]),
    'environment.list': always(environments),
    'release.list': always([aRelease(2)])
  })
  show(<DeployDialog start={{ projectId: projectIdOf(1) }} onClose={vi.fn()} />)
  await screen.findByRole('group', { name: 'Environment' })
  expect(screen.queryByRole('group', { name: 'Tenants' })).toBeNull()
  expect(api.inputsOf('release.tenants')).toEqual([])
})

test('one that the release cannot be for is planned all the same, because the plan says why', async () => {
  const api = await open('required', { start: { environmentId: live, tenantId: tenantIdOf(3) }, tenants: [able[0]!] })
  await waitFor(() =>
    expect(api.inputsOf('deployment.plan')).toEqual([
      { releaseId: aRelease(2).id, environmentId: live, tenantId: tenantIdOf(3) }
    ])
  )
})

test('deploying again is for the same tenant, with its targets', async () => {
  const earlier = {
    id: deploymentIdOf(5),
    plan: {
      ...plan,
      project: { id: projectIdOf(1), name: 'Shop' },
      release: { id: aRelease(2).id, version: '1.0.2', snapshot: hash },
      environment: environments[0]!,
      tenant: refOf(beta),
      choices: { only: [ids.target(1)] }
    }
  } as unknown as Deployment
  const api = await open('required', { start: { again: deploymentIdOf(5) } }, { 'deployment.get': always(earlier) })
  fireEvent.click(await screen.findByRole('button', { name: 'Deploy 1.0.2 to Test for Beta' }))
  await waitFor(() => expect(api.inputsOf('deployment.start')).toHaveLength(1))
  expect(api.inputsOf('deployment.start')).toEqual([
    {
      releaseId: aRelease(2).id,
      environmentId: trial,
      tenantId: tenantIdOf(2),
      choices: { only: [ids.target(1)] },
      planHash: hash,
      answersOf: deploymentIdOf(5)
    }
  ])
})

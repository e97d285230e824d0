import { tallyOf } from '@shared/dashboard'
import type { TenantId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { scriptStep } from '../support/deployable'
import type { Script } from '../support/playing-engine'
import { untilSummary } from '../support/tasks'
import { makeTenantShop, openTenantShop } from '../support/tenant-shop'
import { whomOf } from '../support/tenants'
import { must, openTestWorkspace } from '../support/workspace'

const hanging: Script = () => 'hangs'

describe('deployments of one project to one environment', () => {
  it('run one at a time, and tenants run in parallel up to the task limit', async () => {
    const { call, over, shop, ...workspace } = await openTenantShop(hanging)
    must(await call('settings.setTaskLimit', { taskLimit: 2 }))
    const { releaseId, test, acme, bolt } = shop
    const begin = async (tenantId?: TenantId) =>
      must(
        await call('deployment.start', {
          releaseId,
          environmentId: test,
          ...(tenantId === undefined ? {} : { tenantId })
        })
      ).id
    const first = await begin(acme.id)
    const second = await begin(bolt.id)
    const again = await begin(acme.id)
    const alone = await begin()
    const until = { until: workspace.until, call }
    await untilSummary(until, second, ({ state }) => state === 'running')
    const waits = async () =>
      new Map(must(await call('deployment.list', {})).map(item => [item.id, [item.state, item.waitsFor]]))
    expect(await waits()).toEqual(
      new Map([
        [first, ['running', null]],
        [second, ['running', null]],
        [again, ['queued', 'Shop 1.0.0 is being deployed to Test for Acme']],
        [alone, ['queued', '2 others are running']]
      ])
    )
    must(await call('deployment.cancel', { id: second }))
    await over(second)
    await untilSummary(until, alone, ({ state }) => state === 'running')
    expect((await waits()).get(again)).toEqual(['queued', 'Shop 1.0.0 is being deployed to Test for Acme'])
  })

  it('begin for several tenants at once, each as one of its own', async () => {
    const { call, over, shop } = await openTenantShop()
    const { releaseId, test, acme, bolt } = shop
    const places = [acme, bolt].map(({ id }) => ({ environmentId: test, tenantId: id }))
    const started = must(await call('deployment.startAll', { releaseId, places }))
    expect(started.map(whomOf)).toEqual(['Acme', 'Bolt'])
    for (const { id } of started) expect(await over(id)).toMatchObject({ outcome: 'succeeded' })
    const twice = [places[0]!, places[1]!, places[0]!]
    expect(await call('deployment.startAll', { releaseId, places: twice })).toMatchObject({
      failure: { issues: [{ path: 'places.2.tenantId', message: 'must not be named twice' }] }
    })
  })

  it('begin for nobody where something stands against one tenant, and say which', async () => {
    const { call, shop } = await openTenantShop()
    const { releaseId, projectId, test, acme, bolt } = shop
    must(await call('tenant.link', { id: bolt.id, projectId, environmentIds: [] }))
    const places = [acme, bolt].map(({ id }) => ({ environmentId: test, tenantId: id }))
    expect(await call('deployment.startAll', { releaseId, places })).toMatchObject({
      failure: {
        message: 'Test for Bolt: The deployment cannot start: Bolt does not get Shop in Test. Nothing was started.',
        detail: { environmentId: test, tenantId: bolt.id },
        issues: [{ path: 'places.1.tenantId' }]
      }
    })
    expect(must(await call('deployment.list', {}))).toEqual([])
  })

  it('do not begin once their tenant gets the project there no more', async () => {
    const { call, over, shop, until } = await openTenantShop(hanging)
    const { releaseId, projectId, test, acme } = shop
    const place = { releaseId, environmentId: test, tenantId: acme.id }
    const first = must(await call('deployment.start', place)).id
    await untilSummary({ until, call }, first, ({ state }) => state === 'running')
    const second = must(await call('deployment.start', place)).id
    must(await call('tenant.link', { id: acme.id, projectId, environmentIds: [shop.live] }))
    must(await call('deployment.cancel', { id: first }))
    expect(await over(second)).toMatchObject({
      outcome: 'failed',
      summary: 'The deployment of Shop 1.0.0 to Test for Acme did not begin. Acme does not get Shop in Test.'
    })
  })
})

describe('a release', () => {
  it('goes its own way for each tenant', async () => {
    const { call, shop, deploy } = await openTenantShop()
    const { releaseId, test, live, acme, bolt } = shop
    await deploy(test, acme.id)
    const openFor = async (tenantId?: TenantId) =>
      must(await call('release.progression', { id: releaseId, ...(tenantId ? { tenantId } : {}) })).progression
        .deployable
    expect(await openFor(acme.id)).toEqual([test, live])
    expect(await openFor(bolt.id)).toEqual([test])
    expect(await openFor()).toEqual([test])
    const plan = must(await call('deployment.plan', { releaseId, environmentId: live, tenantId: bolt.id }))
    expect(plan.problems.map(({ failure }) => failure.message)).toEqual([
      'Live is closed: Test needs 1 success, has 0.'
    ])
    const found = must(await call('release.tenants', { id: releaseId }))
    expect(
      found.map(({ tenant, environments }) => [
        tenant.name,
        environments.map(({ why, isNext, current }) => [why, isNext, current?.releaseVersion])
      ])
    ).toEqual([
      [
        'Acme',
        [
          [null, false, '1.0.0'],
          [null, true, undefined]
        ]
      ],
      [
        'Bolt',
        [
          [null, true, undefined],
          ['Live is closed: Test needs 1 success, has 0.', false, undefined]
        ]
      ]
    ])
  })

  it('is counted by tenants in the matrix, which says where it may go for at least one of them', async () => {
    const { call, shop, deploy } = await openTenantShop(undefined, 'required')
    const { projectId, test, live, acme, bolt } = shop
    await deploy(test, acme.id)
    await deploy(test, bolt.id)
    await deploy(live, acme.id)
    const { id: next } = must(await call('release.create', { projectId, version: '1.1.0' }))
    await deploy(test, bolt.id, next)
    const { rows } = must(await call('release.matrix', { projectId }))
    expect(rows.map(row => [row.release.version, row.cells, row.tenants, row.deployable, row.next])).toEqual([
      [
        '1.1.0',
        {},
        {
          [test]: { linked: 2, current: 1, failed: 0, open: 0 },
          [live]: { linked: 2, current: 0, failed: 0, open: 0 }
        },
        [test, live],
        [test, live]
      ],
      [
        '1.0.0',
        {},
        {
          [test]: { linked: 2, current: 1, failed: 0, open: 0 },
          [live]: { linked: 2, current: 1, failed: 0, open: 0 }
        },
        [test, live],
        [live]
      ]
    ])
  })

  it('needs a tenant where its project says so, and takes none where it does not', async () => {
    const { call, shop } = await openTenantShop(undefined, 'required')
    const { releaseId, projectId, test, acme } = shop
    const problems = async (tenantId?: TenantId) =>
      must(
        await call('deployment.plan', { releaseId, environmentId: test, ...(tenantId ? { tenantId } : {}) })
      ).problems.map(({ about, failure }) => [about.kind, failure.message])
    expect(await problems(acme.id)).toEqual([])
    expect(await problems()).toEqual([['tenant', 'Shop is deployed for tenants only.']])
    must(await call('project.setReleases', { id: projectId, value: {} }))
    expect(await problems(acme.id)).toEqual([['tenant', 'Shop takes no tenants.']])
  })

  it('of a channel goes to the tenants that the channel is for', async () => {
    const { call, shop } = await openTenantShop()
    const { projectId, test, acme, bolt } = shop
    const value = { name: 'North', tenantTags: ['Region/North'] }
    const channel = must(await call('channel.create', { projectId, value }))
    const { id } = must(await call('release.create', { projectId, version: '2.0.0', channelId: channel.id }))
    const whys = must(await call('release.tenants', { id })).map(item => item.environments[0]?.why)
    expect(whys).toEqual([null, 'The channel “North” is not for Bolt: it is for Region/North.'])
    const start = (tenantId: TenantId) => call('deployment.start', { releaseId: id, environmentId: test, tenantId })
    expect((await start(bolt.id)).ok).toBe(false)
    expect((await start(acme.id)).ok).toBe(true)
  })
})

describe('what is where', () => {
  it('is told by the newest attempt for each tenant', async () => {
    const { call, shop, deploy } = await openTenantShop(action => (action === 'Break' ? 'fails' : 'succeeds'))
    const { projectId, test, acme, bolt } = shop
    await deploy(test, acme.id)
    await deploy(test, bolt.id)
    const { version } = must(await call('process.get', { projectId }))
    must(await call('process.save', { projectId, version, steps: [scriptStep('Break')] }))
    const { id } = must(await call('release.create', { projectId, version: '1.1.0' }))
    await deploy(test, bolt.id, id)
    const [row] = must(await call('dashboard.get', {})).groups.flatMap(({ projects }) => projects)
    expect(row?.cells).toEqual({})
    expect(tallyOf(row!.tenants![test]!)).toEqual({
      linked: 2,
      untouched: 0,
      groups: [
        { releaseVersion: '1.1.0', state: 'failed', tenants: 1 },
        { releaseVersion: '1.0.0', state: 'succeeded', tenants: 1 }
      ]
    })
    const [place] = must(await call('environment.overview', { id: test })).projects
    expect([place?.cell, tallyOf(place!.tenants!).groups.length]).toEqual([null, 2])
  })

  it('is the same after a restart, and listed by tenant', async () => {
    const { shop, deploy, restart } = await openTenantShop()
    const { projectId, test, acme } = shop
    const id = await deploy(test, acme.id)
    await deploy(test)
    const { call } = await restart()
    expect(must(await call('deployment.list', { tenantId: acme.id })).map(item => item.id)).toEqual([id])
    expect(must(await call('deployment.list', { tenantId: null })).map(whomOf)).toEqual([null])
    expect(must(await call('deployment.list', { projectId })).map(whomOf)).toEqual([null, 'Acme'])
  })

  it('decides what a tenant can go back to, and what would change for it', async () => {
    const { call, shop, deploy } = await openTenantShop()
    const { projectId, releaseId, test, acme, bolt } = shop
    const { id: next } = must(await call('release.create', { projectId, version: '1.1.0' }))
    await deploy(test, acme.id)
    await deploy(test, acme.id, next)
    await deploy(test, bolt.id, next)
    const ways = async (tenantId?: TenantId) =>
      must(await call('rollback.ways', { projectId, environmentId: test, ...(tenantId ? { tenantId } : {}) })).map(
        ({ release }) => release.version
      )
    expect([await ways(acme.id), await ways(bolt.id), await ways()]).toEqual([['1.0.0'], [], []])
    const back = { releaseId, environmentId: test, tenantId: acme.id }
    const { plan, comparison } = must(await call('rollback.plan', back))
    expect([plan.plan?.tenant?.name, comparison.before?.version]).toEqual(['Acme', '1.1.0'])
    const would = must(await call('release.wouldChange', { releaseId: next, environmentId: test }))
    expect(would.before).toBeNull()
    const { facts } = must(await call('deployment.plan', { ...back, releaseId: next })).plan!
    expect([
      facts?.['Octopus.Release.CurrentForEnvironment.Number'],
      facts?.['Octopus.Release.PreviousForEnvironment.Number']
    ]).toEqual(['1.1.0', '1.0.0'])
  })
})

it('a release that a step deploys goes to the same tenant, and to none where its project takes none', async () => {
  const workspace = await openTestWorkspace()
  const { call } = workspace
  const shop = await makeTenantShop(call)
  const child = async (name: string, tenancy: boolean) => {
    const { id } = must(await call('project.create', { name }))
    if (tenancy) {
      must(await call('project.setReleases', { id, value: { tenancy: 'required' } }))
      must(await call('tenant.link', { id: shop.acme.id, projectId: id, environmentIds: [shop.test] }))
    }
    must(await call('process.save', { projectId: id, version: 0, steps: [scriptStep('Install')] }))
    must(await call('release.create', { projectId: id, version: '5.0.0' }))
    return id
  }
  const ids = [await child('Web', true), await child('Clock', false)]
  const steps = ids.map((projectId, index) => ({
    name: `Deploy ${index}`,
    location: 'here' as const,
    roles: [],
    actions: [{ type: 'deploy-release' as const, projectId, when: 'always' as const }]
  }))
  const { version } = must(await call('process.get', { projectId: shop.projectId }))
  must(await call('process.save', { projectId: shop.projectId, version, steps }))
  const { id: releaseId } = must(await call('release.create', { projectId: shop.projectId, version: '1.1.0' }))
  const plan = must(await call('deployment.plan', { releaseId, environmentId: shop.test, tenantId: shop.acme.id }))
  expect(plan.problems).toEqual([])
  const forBolt = must(await call('deployment.plan', { releaseId, environmentId: shop.test, tenantId: shop.bolt.id }))
  expect(forBolt.problems.map(({ failure }) => failure.message)).toEqual([
    expect.stringContaining('Bolt does not get Web in Test.')
  ])
})

it('a runbook of a project that takes tenants is run for one, or for none', async () => {
  const { call, over, shop } = await openTenantShop(undefined, 'required')
  const value = { name: 'Restart' }
  const runbook = must(await call('runbook.create', { projectId: shop.projectId, value }))
  must(await call('runbook.save', { id: runbook.id, version: 0, steps: [scriptStep('Restart')] }))
  const { id: releaseId } = must(await call('runbook.prepare', { id: runbook.id, isDraft: true }))
  for (const tenantId of [undefined, shop.acme.id]) {
    const place = { releaseId, environmentId: shop.live, ...(tenantId === undefined ? {} : { tenantId }) }
    const { id } = must(await call('deployment.start', place))
    expect(await over(id)).toMatchObject({ outcome: 'succeeded' })
  }
  expect(must(await call('deployment.list', { runbookId: runbook.id })).map(whomOf)).toEqual(['Acme', null])
})

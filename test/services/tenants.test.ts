import { expect, describe as group, it } from 'vitest'
import { start } from '../support/tasks'
import { makeTenantShop } from '../support/tenant-shop'
import { tenantIds } from '../support/tenants'
import { must, openTestWorkspace, patientEngine } from '../support/workspace'

const opened = async (options: Parameters<typeof openTestWorkspace>[0] = {}) => {
  const workspace = await openTestWorkspace(options)
  return { ...workspace, shop: await makeTenantShop(workspace.call) }
}

group('tenants', () => {
  it('are listed by name, and say in the audit log what they get', async () => {
    const { call, shop } = await opened()
    expect(must(await call('tenant.list', {}))).toEqual([shop.acme, shop.bolt])
    const saved = must(
      await call('tenant.link', { id: shop.acme.id, projectId: shop.projectId, environmentIds: [shop.live] })
    )
    expect(saved.projects).toEqual([{ projectId: shop.projectId, environmentIds: [shop.live] }])
    const { entries } = must(await call('audit.list', { filter: { subjects: ['tenant'] } }))
    expect(entries.map(({ summary, changes }) => [summary, changes?.at(-1)])).toEqual([
      [
        'Changed the tenant “Acme”: projects removed.',
        { field: 'Projects removed', before: 'Shop in Test', after: null }
      ],
      ['Created the tenant “Bolt”.', { field: 'Projects', before: null, after: 'Shop in Test, Shop in Live' }],
      ['Created the tenant “Acme”.', { field: 'Projects', before: null, after: 'Shop in Test, Shop in Live' }]
    ])
  })

  it('are not called alike, and get nothing that is not there', async () => {
    const { call, shop } = await opened()
    expect(await call('tenant.create', { name: 'ACME' })).toMatchObject({
      failure: { kind: 'conflict', issues: [{ path: 'name' }] }
    })
    const gone = [{ projectId: 'project-0000000000' as typeof shop.projectId, environmentIds: [shop.test] }]
    const { id, ...acme } = shop.acme
    expect(await call('tenant.update', { id, value: { ...acme, projects: gone } })).toMatchObject({
      failure: { kind: 'invalid-input', issues: [{ path: 'value.projects.0.projectId', message: 'no longer exists' }] }
    })
  })

  it('keep the environments that they get something in, and lose the links of a project that goes', async () => {
    const { call, shop } = await opened()
    const bench = must(await call('target.list', {}))[0]!
    must(await call('target.delete', { id: bench.id }))
    expect(await call('environment.delete', { id: shop.live })).toMatchObject({
      failure: {
        kind: 'in-use',
        message: 'The environment “Live” is used by the tenant “Acme” and the tenant “Bolt”.',
        remedy: 'Take the environment off these tenants first.'
      }
    })
    must(await call('project.delete', { id: shop.projectId, confirmName: 'Shop' }))
    expect(must(await call('tenant.list', {})).map(({ projects }) => projects)).toEqual([[], []])
    const { entries } = must(await call('audit.list', { filter: { subjects: ['tenant'] }, limit: 2 }))
    const gone = [{ field: 'Projects removed', before: 'Shop in Test, Shop in Live', after: null }]
    expect(entries.map(({ summary, changes }) => [summary, changes])).toEqual([
      ['Changed the tenant “Bolt”: projects removed.', gone],
      ['Changed the tenant “Acme”: projects removed.', gone]
    ])
    must(await call('environment.delete', { id: shop.live }))
  })

  it('are found by their names and their tags', async () => {
    const { call, shop } = await opened()
    const found = async (text: string) => must(await call('search.find', { text })).map(({ kind, id }) => [kind, id])
    expect(await found('acme')).toEqual([['tenant', shop.acme.id]])
    expect(await found('region south')).toEqual([['tenant', shop.bolt.id]])
  })
})

group('a tenant that is deleted', () => {
  it('leaves its deployments, with its name, and the workspace sound', async () => {
    const { call, over, shop } = await opened()
    const { id } = must(
      await call('deployment.start', { releaseId: shop.releaseId, environmentId: shop.test, tenantId: shop.acme.id })
    )
    await over(id)
    must(await call('tenant.delete', { id: shop.acme.id }))
    expect(must(await call('deployment.list', {}))).toMatchObject([{ id, tenant: { name: 'Acme' } }])
    expect(must(await call('tenant.list', {}))).toEqual([shop.bolt])
    const { faults, warnings } = must(await call('data.verify', {}))
    expect([faults, warnings]).toEqual([[], []])
  })

  it('has nothing under way, and no target names it', async () => {
    const { call, shop } = await opened({ ports: { runDeployment: patientEngine } })
    const { id: _id, ...kept } = must(await call('target.list', {}))[0]!
    if (kept.kind !== 'local') throw new Error('The target of the shop is this machine')
    const value = { ...kept, name: 'own', tenancy: { mode: 'tenanted' as const, tenantIds: [shop.acme.id], tags: [] } }
    must(await call('target.create', value))
    expect(await call('tenant.delete', { id: shop.acme.id })).toMatchObject({
      failure: { kind: 'in-use', message: 'The tenant “Acme” is used by the target “own”.' }
    })
    await start(call, { releaseId: shop.releaseId, environmentId: shop.test }, { tenantId: shop.bolt.id })
    expect(await call('tenant.delete', { id: shop.bolt.id })).toMatchObject({
      failure: {
        kind: 'in-use',
        message: 'The tenant “Bolt” is used by the deployment of Shop 1.0.0 to Test for Bolt.'
      }
    })
  })

  it('cannot be named by a target any more, and one that is gone is a fault', async () => {
    const { call, workspaces } = await opened()
    const { id, ...kept } = must(await call('target.list', {}))[0]!
    if (kept.kind !== 'local') throw new Error('The target of the shop is this machine')
    const tenancy = { mode: 'both' as const, tenantIds: [tenantIds(9)], tags: [] }
    expect(await call('target.update', { id, value: { ...kept, tenancy } })).toMatchObject({
      failure: { issues: [{ path: 'value.tenancy.tenantIds.0', message: 'no longer exists' }] }
    })
    await workspaces.use(async ({ store }) => {
      await store.targets.put({ ...kept, id, tenancy })
      return { ok: true, value: null } as const
    })
    const { faults } = must(await call('data.verify', {}))
    expect(faults.map(({ what }) => what)).toEqual([
      `The target “shared” refers to the tenant ${tenantIds(9)}, which is not there.`
    ])
  })
})

it('what a tenant has is shown for each project and environment that it gets, or still has something of', async () => {
  const { call, over, shop } = await opened()
  const { id } = must(
    await call('deployment.start', { releaseId: shop.releaseId, environmentId: shop.test, tenantId: shop.acme.id })
  )
  await over(id)
  must(await call('tenant.link', { id: shop.acme.id, projectId: shop.projectId, environmentIds: [shop.live] }))
  const { places, deployments } = must(await call('tenant.overview', { id: shop.acme.id }))
  expect(
    places.map(({ project, environment, isLinked, cell }) => [
      project.name,
      environment.name,
      isLinked,
      cell?.current?.releaseVersion
    ])
  ).toEqual([
    ['Shop', 'Test', false, '1.0.0'],
    ['Shop', 'Live', true, undefined]
  ])
  expect(deployments.map(item => item.id)).toEqual([id])
})

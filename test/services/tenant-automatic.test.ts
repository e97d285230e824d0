import type { DeploymentSummary } from '@shared/deployment'
import { describe, expect, it } from 'vitest'
import { openTenantShop, type TenantShop, type TenantShopWorkspace } from '../support/tenant-shop'
import { whomOf } from '../support/tenants'
import { must } from '../support/workspace'

describe('what happens by itself', () => {
  const automatic = async (workspace: TenantShopWorkspace) => {
    const { call, shop } = workspace
    const phases = [shop.test, shop.live].map((id, index) => ({
      name: `Phase ${index + 1}`,
      environments: [{ id, isAutomatic: true }],
      minimum: 0,
      isOptional: false
    }))
    const { id } = must(await call('lifecycle.create', { name: 'By itself', phases }))
    must(await call('lifecycle.setDefault', { id }))
  }
  const settled = ({ workspaces }: TenantShopWorkspace) =>
    workspaces.use(async ({ promotion }) => {
      await promotion.settled()
      return { ok: true, value: null } as const
    })
  const where = async ({ call, shop }: TenantShopWorkspace, releaseId: TenantShop['releaseId']) =>
    must(await call('deployment.list', { projectId: shop.projectId, releaseId }))
      .map(item => `${item.environmentName} ${whomOf(item) ?? '-'}`)
      .sort()

  it('goes on for each tenant that gets the project, and for nobody in particular where that may be', async () => {
    const workspace = await openTenantShop()
    await automatic(workspace)
    const { call, shop } = workspace
    must(await call('tenant.link', { id: shop.bolt.id, projectId: shop.projectId, environmentIds: [shop.test] }))
    const { id } = must(await call('release.create', { projectId: shop.projectId, version: '2.0.0' }))
    await settled(workspace)
    expect(await where(workspace, id)).toEqual(['Live -', 'Live Acme', 'Test -', 'Test Acme', 'Test Bolt'])
    expect(must(await call('workspace.info', {})).notices).toEqual([])
  })

  it('is for tenants only where the project is', async () => {
    const workspace = await openTenantShop(undefined, 'required')
    await automatic(workspace)
    const { id } = must(
      await workspace.call('release.create', { projectId: workspace.shop.projectId, version: '2.0.0' })
    )
    await settled(workspace)
    expect(await where(workspace, id)).toEqual(['Live Acme', 'Live Bolt', 'Test Acme', 'Test Bolt'])
  })

  it('does not go on for one tenant because of another', async () => {
    const workspace = await openTenantShop(undefined, 'required')
    const { call, shop, deploy } = workspace
    const phases = [shop.test, shop.live].map((id, index) => ({
      name: `Phase ${index + 1}`,
      environments: [{ id, isAutomatic: id === shop.live }],
      minimum: 0,
      isOptional: false
    }))
    const { id } = must(await call('lifecycle.create', { name: 'By itself', phases }))
    must(await call('lifecycle.setDefault', { id }))
    await deploy(shop.test, shop.acme.id)
    await settled(workspace)
    expect(await where(workspace, shop.releaseId)).toEqual(['Live Acme', 'Test Acme'])
  })

  it('that could not begin is told of only as long as it could', async () => {
    const workspace = await openTenantShop(undefined, 'required')
    await automatic(workspace)
    const { call, shop } = workspace
    const { projectId, test, live, acme, bolt } = shop
    const times = { startsAt: Date.now() - 60_000, endsAt: Date.now() + 3_600_000 }
    must(await call('freeze.create', { name: 'Christmas', ...times }))
    must(await call('release.create', { projectId, version: '2.0.0' }))
    await settled(workspace)
    const told = async () =>
      must(await call('workspace.info', {})).notices.map(({ text }) => /deployed to (.*) by itself/.exec(text)?.[1])
    expect(await told()).toEqual(['Test for Bolt', 'Test for Acme'])
    must(await call('tenant.link', { id: bolt.id, projectId, environmentIds: [live] }))
    expect(await told()).toEqual(['Test for Acme'])
    must(await call('tenant.link', { id: bolt.id, projectId, environmentIds: [test, live] }))
    expect(await told()).toEqual(['Test for Bolt', 'Test for Acme'])
    must(await call('tenant.delete', { id: acme.id }))
    expect(await told()).toEqual(['Test for Bolt'])
  })

  it('by a trigger leaves a time out while something that it began for one of the tenants is under way', async () => {
    const workspace = await openTenantShop(() => 'hangs', 'required')
    const { call, over, shop } = workspace
    const value = {
      name: 'Nightly',
      when: { kind: 'schedule' as const, cron: '0 3 * * *' },
      does: { kind: 'create-release' as const, environmentId: shop.test }
    }
    const { id } = must(await call('trigger.create', { projectId: shop.projectId, value }))
    const fired = async () => must(await call('trigger.fire', { id })).last
    const end = async (deployment: DeploymentSummary) => {
      must(await call('deployment.cancel', { id: deployment.id }))
      await over(deployment.id)
    }
    await fired()
    const [bolt, acme] = must(await call('deployment.list', { projectId: shop.projectId }))
    await end(bolt!)
    for (const _twice of [1, 2])
      expect(await fired()).toMatchObject({
        outcome: 'nothing-to-do',
        message: 'What it began the last time is still under way: this time was left out.',
        deploymentIds: [acme!.id, bolt!.id]
      })
    await end(acme!)
    expect(await fired()).toMatchObject({ outcome: 'done' })
    expect([whomOf(bolt!), whomOf(acme!)]).toEqual(['Bolt', 'Acme'])
  })

  it('by a trigger is done for each tenant, with what each of them may get', async () => {
    const workspace = await openTenantShop(undefined, 'required')
    const { call, shop, deploy } = workspace
    const { projectId, test, live, acme } = shop
    await deploy(test, acme.id)
    const trigger = must(
      await call('trigger.create', {
        projectId,
        value: {
          name: 'Nightly',
          when: { kind: 'schedule', cron: '0 3 * * *' },
          does: { kind: 'deploy-release', from: test, to: live }
        }
      })
    )
    must(await call('trigger.fire', { id: trigger.id }))
    const [fired] = must(await call('trigger.list', { projectId }))
    expect(fired?.last).toMatchObject({
      outcome: 'done',
      message: 'Began the deployment of 1.0.0 to Live for Acme. No release has succeeded in Test for Bolt yet.'
    })
    expect(await where(workspace, shop.releaseId)).toEqual(['Live Acme', 'Test Acme'])
  })
})

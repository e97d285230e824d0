import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ActionId, ProjectId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { aPackage, storePackage } from '../support/stored-package'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const deployStep = (name: string, packageId: string, version?: string): StepInput => ({
  name,
  location: 'targets',
  roles: ['web'],
  actions: [{ type: 'deploy-package', package: { packageId, ...(version === undefined ? {} : { version }) } }]
})

const scriptWith = (...packages: { name: string; packageId: string }[]): StepInput => ({
  name: 'Check',
  location: 'here',
  roles: [],
  actions: [{ type: 'script', syntax: 'bash', body: 'true', ...(packages.length === 0 ? {} : { packages }) }]
})

interface Shop extends TestWorkspace {
  readonly projectId: ProjectId
  readonly actionIds: readonly ActionId[]
}

async function shopWith(...steps: StepInput[]): Promise<Shop> {
  const workspace = await openTestWorkspace()
  const { id: projectId } = must(await workspace.call('project.create', { name: 'Shop' }))
  const saved = must(await workspace.call('process.save', { projectId, version: 0, steps }))
  return { ...workspace, projectId, actionIds: saved.steps.flatMap(step => step.actions.map(action => action.id)) }
}

const release = ({ call, projectId }: Shop, version = '1.0.0') => call('release.create', { projectId, version })

const packagesOf = async ({ call }: Shop, created: Awaited<ReturnType<typeof release>>) =>
  must(await call('release.get', { id: must(created).id })).snapshot?.packages

describe('a release of a process with packages', () => {
  it('has the newest version of each, by its content', async () => {
    const shop = await shopWith(deployStep('Web', 'Shop.Web'), scriptWith({ name: 'tools', packageId: 'shop.web' }))
    for (const version of ['1.9', '1.10', '1.10-rc.1']) await storePackage(shop, aPackage('Shop.Web', version))
    const { sha256, bytes, fileName, extension, packageId, version } = aPackage('Shop.Web', '1.10')
    const common = { sha256, bytes, fileName, extension, packageId, version }
    expect(await packagesOf(shop, await release(shop))).toEqual([
      { actionId: shop.actionIds[0], reference: '', ...common },
      { actionId: shop.actionIds[1], reference: 'tools', ...common }
    ])
  })

  it('has the versions that were chosen, and the one that the process says', async () => {
    const shop = await shopWith(deployStep('Web', 'Shop.Web'), deployStep('Api', 'Shop.Web', '1.9'))
    for (const version of ['1.8', '1.9', '1.10']) await storePackage(shop, aPackage('Shop.Web', version))
    const [web, api] = shop.actionIds as [ActionId, ActionId]
    const created = await shop.call('release.create', {
      projectId: shop.projectId,
      version: '1.0.0',
      packages: [{ actionId: web, reference: '', version: '1.8' }]
    })
    expect((await packagesOf(shop, created))?.map(item => item.version)).toEqual(['1.8', '1.9'])
    const other = await shop.call('release.create', {
      projectId: shop.projectId,
      version: '1.0.1',
      packages: [{ actionId: api, reference: '', version: '1.10' }]
    })
    expect(other).toMatchObject({
      ok: false,
      failure: { issues: [{ path: `packages.${api}`, message: 'must be 1.9, because the process says so' }] }
    })
  })

  it('is refused with every slot that has no package, and what to do', async () => {
    const shop = await shopWith(deployStep('Web', 'Shop.Web'), scriptWith({ name: 'tools', packageId: 'Tools' }))
    const refused = await release(shop)
    expect(refused).toEqual({
      ok: false,
      failure: {
        kind: 'package-missing',
        message:
          '“Web” needs the package Shop.Web, and the repository has no version of it. “tools” of “Check” needs the package Tools, and the repository has no version of it.',
        remedy: 'Import a version under Packages, or by slipway package import.',
        issues: [
          {
            path: `packages.${shop.actionIds[0]}`,
            message: '“Web” needs the package Shop.Web, and the repository has no version of it.'
          },
          {
            path: `packages.${shop.actionIds[1]}.tools`,
            message: '“tools” of “Check” needs the package Tools, and the repository has no version of it.'
          }
        ]
      }
    })
    expect(must(await shop.call('release.list', { projectId: shop.projectId }))).toEqual([])
  })

  it('needs nothing for what is disabled', async () => {
    const shop = await shopWith({ ...deployStep('Web', 'Shop.Web'), isDisabled: true }, scriptWith())
    expect(await packagesOf(shop, await release(shop))).toBeUndefined()
  })

  it('finds a package by a variable that has no scope, and not by a secret', async () => {
    const shop = await shopWith(deployStep('Web', '#{Prefix}.Web'))
    const { projectId } = shop
    await storePackage(shop, aPackage('Shop.Web', '1.0'))
    const save = async (version: number, variable: { type: 'text' | 'sensitive'; value: string }) =>
      must(
        await shop.call('variables.save', {
          projectId,
          version,
          variables: [{ name: 'Prefix', scope: {}, ...variable }]
        })
      )
    await save(0, { type: 'text', value: '#{Octopus.Project.Name}' })
    expect((await packagesOf(shop, await release(shop)))?.[0]?.packageId).toBe('Shop.Web')
    await save(1, { type: 'sensitive', value: 'Shop' })
    expect(await release(shop, '1.0.1')).toMatchObject({
      ok: false,
      failure: {
        message: 'The package of “Web” cannot be told when a release is made: “#{Prefix}.Web”.',
        issues: [{ path: `packages.${shop.actionIds[0]}` }]
      }
    })
  })

  it('says which of its packages are gone', async () => {
    const shop = await shopWith(deployStep('Web', 'Shop.Web'))
    const record = await storePackage(shop, aPackage('Shop.Web', '1.0'))
    const { id } = must(await release(shop))
    const missing = async () => must(await shop.call('release.get', { id })).missingPackages.map(item => item.version)
    expect(await missing()).toEqual([])
    const folder = await shop.workspaces.use(async ({ store }) => store.folder)
    await rm(join(folder, 'packages', record.sha256), { recursive: true })
    expect(await missing()).toEqual(['1.0'])
    expect(await release(shop, '1.0.1')).toMatchObject({
      ok: false,
      failure: { message: 'The file of Shop.Web 1.0, which “Web” needs, is missing from the repository.' }
    })
  })

  it('keeps its packages when its variables are taken anew', async () => {
    const shop = await shopWith(deployStep('Web', 'Shop.Web'))
    await storePackage(shop, aPackage('Shop.Web', '1.0'))
    const created = await release(shop)
    await storePackage(shop, aPackage('Shop.Web', '2.0'))
    must(
      await shop.call('variables.save', {
        projectId: shop.projectId,
        version: 0,
        variables: [{ name: 'Color', type: 'text', value: 'blue', scope: {} }]
      })
    )
    const updated = await shop.call('release.updateVariables', { id: must(created).id })
    expect((await packagesOf(shop, updated))?.map(item => item.version)).toEqual(['1.0'])
  })

  it('has the version that a mask makes of the newest one', async () => {
    const shop = await shopWith(scriptWith({ name: 'tools', packageId: 'Tools' }))
    await storePackage(shop, aPackage('Tools', '1.0'))
    const versions = []
    for (const version of ['1.2.i', '1.2.i', '1.i.c', 'c.c.i-rc.i'])
      versions.push(must(await release(shop, version)).version)
    expect(versions).toEqual(['1.2.0', '1.2.1', '1.3.0', '1.3.1-rc.1'])
  })
})

describe('the slots of a release', () => {
  it('have every version with the newest first, and say what is wrong', async () => {
    const shop = await shopWith(deployStep('Web', 'Shop.Web'), deployStep('Api', 'Shop.Api'))
    for (const version of ['1.0', '2.0']) await storePackage(shop, aPackage('Shop.Web', version))
    expect(must(await shop.call('release.packageSlots', { projectId: shop.projectId }))).toEqual([
      {
        actionId: shop.actionIds[0],
        name: 'Web',
        reference: '',
        packageId: 'Shop.Web',
        feed: null,
        fixed: null,
        versions: [
          { version: '2.0', isInRepository: true, at: 1_000 },
          { version: '1.0', isInRepository: true, at: 1_000 }
        ],
        automatic: '2.0',
        trouble: null
      },
      expect.objectContaining({
        name: 'Api',
        versions: [],
        automatic: null,
        trouble: expect.objectContaining({
          message: '“Api” needs the package Shop.Api, and the repository has no version of it.'
        })
      })
    ])
  })
})

describe('a runbook with packages', () => {
  it('is published anew when there is a newer package, and not before', async () => {
    const shop = await shopWith()
    await storePackage(shop, aPackage('Tools', '1.0'))
    const { id } = must(
      await shop.call('runbook.create', {
        projectId: shop.projectId,
        value: { name: 'Tidy', environments: { kind: 'all' } }
      })
    )
    must(
      await shop.call('runbook.save', { id, version: 0, steps: [scriptWith({ name: 'tools', packageId: 'Tools' })] })
    )
    const first = must(await shop.call('runbook.publish', { id }))
    expect(must(await shop.call('runbook.publish', { id })).id).toBe(first.id)
    await storePackage(shop, aPackage('Tools', '1.1'))
    expect((await packagesOf(shop, await shop.call('runbook.publish', { id })))?.map(item => item.version)).toEqual([
      '1.1'
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { onlySpace, startTestApi } from '../support/http-api'
import { packageStep, shopWith, slot, stored } from '../support/shop'
import { must } from '../support/workspace'

/**
 * A project “Shop” with the step “Web” for all releases, and the step “WebBeta” for those of the channel “Beta”. Releases
 * of the default channel have no pre-releases of Web.
 */
async function twoChannels(betaPackage = 'Shop.WebBeta') {
  const shop = await shopWith(packageStep('Web', 'Shop.Web'))
  const { call, projectId, defaultId } = shop
  const beta = await shop.channel({ name: 'Beta' })
  const { version, steps } = must(await call('process.get', { projectId }))
  const scoped = packageStep('WebBeta', betaPackage, { channels: [beta] })
  must(await call('process.save', { projectId, version, steps: [...steps, scoped] }))
  const rules = [{ slots: [slot(shop.actions[0])], tag: '^$' }]
  must(await call('channel.update', { id: defaultId, value: { name: 'Default', rules, isDefault: true } }))
  for (const packageId of ['Shop.Web', 'Shop.WebBeta', 'Shop.Beta'])
    await stored(shop, packageId, '1.0.0', '2.0.0-beta', '3.0.0-beta')
  const api = await startTestApi(onlySpace(call))
  const release = (body: object) => api.send('POST', '/releases/create/v1', { ProjectName: 'Shop', ...body })
  const packagesOf = async (body: object): Promise<readonly string[]> => {
    const { json } = await release(body)
    const found = await api.get(`/releases/${json.ReleaseId}`)
    return found.json.SelectedPackages.map(
      (item: { StepName: string; Version: string }) => `${item.StepName} ${item.Version}`
    )
  }
  return { release, packagesOf }
}

describe('versions of packages without a channel', () => {
  it('are for the steps of every channel, since which channel it is follows from them', async () => {
    const { packagesOf } = await twoChannels()
    const both = ['Web 2.0.0-beta', 'WebBeta 2.0.0-beta']
    expect(await packagesOf({ PackageVersion: '2.0.0-beta' })).toEqual(both)
    expect(await packagesOf({ Packages: ['Web:2.0.0-beta', 'WebBeta:2.0.0-beta'] })).toEqual(both)
    expect(await packagesOf({ PackageVersion: '1.0.0', Packages: ['WebBeta:2.0.0-beta'] })).toEqual(['Web 1.0.0'])
  })

  it('find a package whose id differs from channel to channel', async () => {
    const { packagesOf } = await twoChannels('Shop.#{Octopus.Release.Channel.Name}')
    expect(await packagesOf({ Packages: ['Web:2.0.0-beta', 'Shop.Beta:2.0.0-beta'] })).toEqual([
      'Web 2.0.0-beta',
      'WebBeta 2.0.0-beta'
    ])
  })

  it('are refused where no channel has such a step, and with a channel where that one has none', async () => {
    const { release } = await twoChannels()
    expect(await release({ Packages: ['Other:1.0.0'] })).toMatchObject({
      status: 400,
      json: {
        ErrorMessage: 'No package of the process is meant by “Other:1.0.0”.',
        Errors: ['Packages: is not supported', 'Its packages are Web, WebBeta.']
      }
    })
    expect(await release({ ChannelName: 'Default', Packages: ['WebBeta:1.0.0'] })).toMatchObject({
      status: 400,
      json: { Errors: ['Packages: is not supported', 'Its packages are Web.'] }
    })
  })
})

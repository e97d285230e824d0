import type { Input } from '@shared/api'
import type { ChannelId, EnvironmentId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { type Shop, scriptStep, shopWith } from '../support/shop'
import { must } from '../support/workspace'

/** A project with a channel “Hotfix”, a value for it and one for all, and an environment. */
async function coloured() {
  const shop = await shopWith(scriptStep())
  const { call, projectId, channel } = shop
  const hotfix = await channel({ name: 'Hotfix' })
  const { id: environmentId } = must(await call('environment.create', { name: 'Test' }))
  const variables = [
    { name: 'Color', type: 'text' as const, value: 'blue', scope: {} },
    { name: 'Color', type: 'text' as const, value: 'red', scope: { channels: [hotfix] } }
  ]
  must(await call('variables.save', { projectId, version: 0, variables }))
  return { shop, hotfix, environmentId }
}

const planOf = async ({ call, release }: Shop, environmentId: EnvironmentId, channelId?: ChannelId) => {
  const made = must(await release(channelId === undefined ? {} : { channelId, customFields: { Ticket: 'SHOP-7' } }))
  const planned = must(await call('deployment.plan', { releaseId: made.id, environmentId }))
  return planned.plan ?? planned.draft
}

const valuesIn = async ({ call }: Shop, place: Input<'variables.preview'>) =>
  Object.fromEntries(
    must(await call('variables.preview', place)).variables.map(({ name, value }) => [name, value.text] as const)
  )

describe('a channel in a deployment', () => {
  it('is known to its plan and its variables, with the custom fields of the release', async () => {
    const { shop, hotfix, environmentId } = await coloured()
    const plan = await planOf(shop, environmentId, hotfix)
    expect(plan?.channelId).toBe(hotfix)
    expect(plan?.facts).toMatchObject({
      'Octopus.Release.Channel.Id': hotfix,
      'Octopus.Release.Channel.Name': 'Hotfix',
      'Octopus.Release.CustomFields[Ticket]': 'SHOP-7'
    })
    const usual = await planOf(shop, environmentId)
    expect([usual?.channelId, usual?.facts?.['Octopus.Release.Channel.Name']]).toEqual([shop.defaultId, 'Default'])
  })

  it('decides which steps take part', async () => {
    const { shop, hotfix, environmentId } = await coloured()
    const { call, projectId } = shop
    const step = scriptStep('Only hotfixes')
    const only = { ...step, actions: step.actions.map(action => ({ ...action, channels: [hotfix] })) }
    must(await call('process.save', { projectId, version: 1, steps: [scriptStep(), only] }))
    const runs = async (channelId?: ChannelId) =>
      (await planOf(shop, environmentId, channelId))?.stages.map(stage => stage.runs.length)
    expect(await runs()).toEqual([1, 0])
    expect(await runs(hotfix)).toEqual([1, 1])
  })
})

describe('a value for a channel', () => {
  it('holds in that channel only, wherever it is looked at', async () => {
    const { shop, hotfix } = await coloured()
    const { projectId, release } = shop
    const { id } = must(await release({ channelId: hotfix }))
    const source = { kind: 'project', id: projectId } as const
    expect(await valuesIn(shop, { source })).toMatchObject({ Color: 'blue', 'Octopus.Release.Channel.Name': 'Default' })
    expect(await valuesIn(shop, { source, channelId: hotfix })).toMatchObject({
      Color: 'red',
      'Octopus.Release.Channel.Name': 'Hotfix'
    })
    expect(await valuesIn(shop, { source: { kind: 'release', id } })).toMatchObject({ Color: 'red' })
  })

  it('that ties with another one stands against releases of that channel only', async () => {
    const { shop, hotfix } = await coloured()
    const { call, projectId, release } = shop
    const row = (value: string) => ({ name: 'Size', type: 'text' as const, value, scope: { channels: [hotfix] } })
    must(await call('variables.save', { projectId, version: 1, variables: [row('S'), row('M')] }))
    // The very same scope is a tie anywhere.
    expect((await release()).ok).toBe(false)
    const other = must(await call('channel.create', { projectId, value: { name: 'Beta' } })).id
    const both = { ...row('M'), scope: { channels: [hotfix, other] } }
    must(await call('variables.save', { projectId, version: 2, variables: [row('S'), both] }))
    expect((await release({ channelId: other })).ok).toBe(true)
    expect(await release({ channelId: hotfix })).toMatchObject({
      failure: { kind: 'variables-tied', message: expect.stringContaining('channel Hotfix') }
    })
    expect(must(await call('variables.check', { projectId })).ties.length).toBe(1)
  })
})

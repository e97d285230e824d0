import type { Input } from '@shared/api'
import type { ChannelId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { failureOf, packageStep, scriptStep, shopWith, slot, stored } from '../support/shop'
import { aPackage, storePackage } from '../support/stored-package'
import { must } from '../support/workspace'

describe('the version of a release', () => {
  it('may be any word, and may have four numbers', async () => {
    const { made } = await shopWith(scriptStep())
    expect([await made({ version: 'whatever' }), await made({ version: '1.2.3.4' })]).toEqual(['whatever', '1.2.3.4'])
  })

  it('is unique in its project across channels, by its text and by what it means', async () => {
    const { made, release, channel } = await shopWith(scriptStep())
    const hotfix = await channel({ name: 'Hotfix' })
    await made({ version: '1.0.0-RC' })
    for (const version of ['1.0.0-rc', '1.0-RC', '1_rc'])
      expect(failureOf(await release({ version, channelId: hotfix }))).toMatchObject({
        kind: 'conflict',
        message: 'There is already a release 1.0.0-RC of this project.',
        issues: [{ path: 'version', message: 'is already taken' }]
      })
  })

  it('is that of the release that was made last plus one, not of the highest', async () => {
    const { made, call, projectId } = await shopWith(scriptStep())
    for (const version of ['2.0.0', '1.0.0']) await made({ version })
    expect(must(await call('release.suggest', { projectId }))).toMatchObject({
      version: '1.0.1',
      why: 'One after 1.0.0, the release that was made last.',
      channel: { name: 'Default' }
    })
    expect(await made()).toBe('1.0.1')
  })

  it('written out may gain a zero, and after an i only the next part begins anew', async () => {
    const { made } = await shopWith(scriptStep())
    await made({ version: '1.2.3.4' })
    expect([await made({ version: '1.2.3' }), await made({ version: 'i.c.c' })]).toEqual(['1.2.3.0', '2.0.3.0'])
  })

  it('comes from the template of the project, with values for the channel and none for an environment', async () => {
    const shop = await shopWith(scriptStep())
    const { call, projectId, settings, made, channel } = shop
    const { id: test } = must(await call('environment.create', { name: 'Test' }))
    const hotfix = await channel({ name: 'Hotfix' })
    const rows = [
      { name: 'Line', type: 'text', value: '7', scope: {} },
      { name: 'Line', type: 'text', value: '9', scope: { channels: [hotfix] } },
      { name: 'There', type: 'text', value: '1', scope: { environments: [test] } }
    ] as const
    must(await call('variables.save', { projectId, version: 0, variables: [...rows] }))
    await settings({ versioning: { from: 'template', template: '#{Line}.#{Octopus.Version.Channel.NextMinor}.i' } })
    expect([await made(), await made(), await made({ channelId: hotfix })]).toEqual(['7.1.0', '7.2.0', '9.1.0'])
    await settings({ versioning: { from: 'template', template: '1.#{There}' } })
    expect(must(await call('release.suggest', { projectId }))).toMatchObject({
      version: '',
      why: expect.stringContaining("'#{There}'")
    })
    expect(failureOf(await shop.release())).toMatchObject({ issues: [{ path: 'version' }] })
  })

  it('may be that of a package, and is refused where that is taken', async () => {
    const shop = await shopWith(packageStep('Web', 'Shop.Web'))
    const { settings, made, release, actions, call, projectId } = shop
    await stored(shop, 'Shop.Web', '1.4.008')
    await settings({ versioning: { from: 'package', ...slot(actions[0]) } })
    expect(must(await call('release.suggest', { projectId })).why).toBe('The version of the package Shop.Web of “Web”.')
    expect(await made()).toBe('1.4.008')
    expect(failureOf(await release())).toMatchObject({ kind: 'conflict' })
    expect(must(await release({ unlessThere: true })).version).toBe('1.4.008')
  })

  it('cannot be that of a package which is not for the channel', async () => {
    const shop = await shopWith(scriptStep(), packageStep('Web', 'Shop.Web'))
    const { settings, release, actions, call, projectId, channel } = shop
    await stored(shop, 'Shop.Web', '1.0')
    const hotfix = await channel({ name: 'Hotfix' })
    await settings({ versioning: { from: 'package', ...slot(actions[1]) } })
    const process = must(await call('process.get', { projectId }))
    const steps = process.steps.map((step, at) =>
      at === 1 ? { ...step, actions: step.actions.map(action => ({ ...action, channels: [hotfix] })) } : step
    )
    must(await call('process.save', { projectId, version: 1, steps }))
    expect(failureOf(await release())?.message).toBe(
      'The version would be that of the package of “Web”, which is not for the channel “Default”, which is not known.'
    )
    expect(must(await release({ channelId: hotfix })).version).toBe('1.0')
  })

  it('is looked at before anything is saved', async () => {
    const { call, projectId, made } = await shopWith(scriptStep())
    await made({ version: '1.0.0' })
    const preview = async (asked: Omit<Input<'release.preview'>, 'projectId'>) =>
      must(await call('release.preview', { projectId, ...asked }))
    expect(
      await preview({ version: '1.0.i', notes: 'For #{Octopus.Release.Number} of #{Octopus.Project.Name}' })
    ).toEqual({
      version: '1.0.1',
      why: 'From the mask 1.0.i.',
      notes: 'For 1.0.1 of Shop',
      problems: []
    })
    expect(await preview({ version: '1.0' })).toMatchObject({
      problems: ['There is already a release 1.0.0 of this project.']
    })
    expect((await preview({ version: 'a/b' })).version).toBeNull()
    expect(
      await preview({ versioning: { from: 'template', template: '3.#{Octopus.Version.LastMinor}' } })
    ).toMatchObject({
      version: '3.0'
    })
    expect(await preview({ versioning: null, notes: '#{Nobody}' })).toMatchObject({
      version: '1.0.1',
      notes: '#{Nobody}',
      problems: [expect.stringContaining('#{Nobody}')]
    })
  })

  it('that is there already is answered with its release where that is enough', async () => {
    const { release, call, projectId } = await shopWith(scriptStep())
    const first = must(await release({ version: '1.0.0' }))
    expect(must(await release({ version: '1.0', unlessThere: true })).id).toBe(first.id)
    expect(must(await call('release.list', { projectId })).length).toBe(1)
  })
})

describe('notes of a release', () => {
  it('are what the template of the project came to when it was made, and stay so', async () => {
    const { call, projectId, settings, release } = await shopWith(scriptStep())
    const save = async (version: number, value: string) =>
      must(
        await call('variables.save', {
          projectId,
          version,
          variables: [
            { name: 'Line', type: 'text', value, scope: {} },
            { name: 'Key', type: 'sensitive', value: 'sesame', scope: {} }
          ]
        })
      )
    await save(0, 'seven')
    await settings({
      notesTemplate: '#{Octopus.Release.Number} of line #{Line} in #{Octopus.Release.Channel.Name} with #{Key}'
    })
    const { id, notes } = must(await release({ version: '1.0.0' }))
    expect(notes).toBe('1.0.0 of line seven in Default with #{Key}')
    await save(1, 'eight')
    expect(must(await call('release.get', { id })).release.notes).toBe(notes)
    expect(must(await release({ version: '1.0.1', notes: '' })).notes).toBe('')
  })
})

describe('packages of a release in a channel', () => {
  it('are the newest that the rule allows, and without a rule the newest at all', async () => {
    const shop = await shopWith(packageStep('Web', 'Shop.Web'), packageStep('Api', 'Shop.Api'))
    const { packagesOf, channel, actions } = shop
    await stored(shop, 'Shop.Web', '1.0', '1.1-beta', '2.0')
    await stored(shop, 'Shop.Api', '3.0', '3.1-rc.1')
    const channelId = await channel({
      name: 'Hotfix',
      rules: [{ slots: [slot(actions[0])], range: '[1.0,2.0)', tag: '^$' }]
    })
    expect(await packagesOf({ channelId })).toEqual(['1.0', '3.1-rc.1'])
  })

  it('are those that were published last, where the rule says so', async () => {
    const shop = await shopWith(packageStep('Web', 'Shop.Web'))
    const { packagesOf, channel, actions } = shop
    await storePackage(shop, aPackage('Shop.Web', '2.0', { importedAt: 1 }))
    await storePackage(shop, aPackage('Shop.Web', '1.9', { importedAt: 2 }))
    const channelId = await channel({ name: 'Nightly', rules: [{ slots: [slot(actions[0])], order: 'published' }] })
    expect(await packagesOf({ channelId })).toEqual(['1.9'])
  })

  it('are refused where none is allowed, and are never others instead', async () => {
    const shop = await shopWith(packageStep('Web', 'Shop.Web'))
    const { release, channel, actions, call, projectId } = shop
    await stored(shop, 'Shop.Web', '2.0')
    const channelId = await channel({ name: 'Hotfix', rules: [{ slots: [slot(actions[0])], range: '[1.0,2.0)' }] })
    const message =
      '“Web” needs Shop.Web, and no version in the repository meets the rule of the channel “Hotfix”: versions in [1.0,2.0).'
    expect(failureOf(await release({ channelId }))).toMatchObject({
      kind: 'package-missing',
      issues: [{ path: `packages.${actions[0]}`, message }]
    })
    expect(must(await call('release.packageSlots', { projectId, channelId }))).toMatchObject([
      {
        automatic: null,
        rule: 'versions in [1.0,2.0)',
        versions: [{ version: '2.0', breaksRule: true }],
        trouble: { message }
      }
    ])
    expect(must(await call('release.list', { projectId }))).toEqual([])
  })

  it('that break the rule are taken only where the rules are ignored, and the release says so', async () => {
    const shop = await shopWith(packageStep('Web', 'Shop.Web'))
    const { release, channel, actions } = shop
    await stored(shop, 'Shop.Web', '1.0', '2.0')
    const channelId = await channel({ name: 'Hotfix', rules: [{ slots: [slot(actions[0])], range: '[1.0,2.0)' }] })
    const packages = [{ ...slot(actions[0]), version: '2.0' }]
    expect(failureOf(await release({ channelId, packages }))?.message).toBe(
      'Shop.Web 2.0 of “Web” breaks the rule of the channel “Hotfix”: versions in [1.0,2.0).'
    )
    expect(must(await release({ channelId, packages, ignoresRules: true }))).toMatchObject({
      channelId,
      ignoresRules: true
    })
    expect(must(await release({ channelId, ignoresRules: true })).ignoresRules).toBeUndefined()
  })

  it('that the process itself fixes are held against the rule, and nobody can override them', async () => {
    const shop = await shopWith(packageStep('Web', 'Shop.Web', { version: '2.0' }))
    const { release, channel, actions } = shop
    await stored(shop, 'Shop.Web', '1.0', '2.0')
    const channelId = await channel({ name: 'Hotfix', rules: [{ slots: [slot(actions[0])], range: '[1.0,2.0)' }] })
    expect(failureOf(await release({ channelId }))?.message).toContain('breaks the rule of the channel “Hotfix”')
    expect(failureOf(await release({ packages: [{ ...slot(actions[0]), version: '1.0' }] }))?.issues).toEqual([
      { path: `packages.${actions[0]}`, message: 'must be 2.0, because the process says so' }
    ])
  })

  it('keep the text of their versions, also where another one means the same', async () => {
    const shop = await shopWith(packageStep('Web', 'Shop.Web'))
    await stored(shop, 'Shop.Web', '1.4.008')
    expect(await shop.packagesOf()).toEqual(['1.4.008'])
  })

  it('are none for steps that are for other channels', async () => {
    const shop = await shopWith(scriptStep())
    const { call, projectId, channel, packagesOf } = shop
    const hotfix = await channel({ name: 'Hotfix' })
    const steps = [scriptStep(), packageStep('Web', 'Shop.Web', { channels: [hotfix] })]
    must(await call('process.save', { projectId, version: 1, steps }))
    const slots = async (channelId?: ChannelId) =>
      must(await call('release.packageSlots', { projectId, ...(channelId === undefined ? {} : { channelId }) })).length
    expect([await slots(), await slots(hotfix)]).toEqual([0, 1])
    expect(await packagesOf()).toEqual([])
    await stored(shop, 'Shop.Web', '1.0')
    expect(await packagesOf({ channelId: hotfix })).toEqual(['1.0'])
  })
})

describe('the channel of a release that names none', () => {
  const ruled = async () => {
    const shop = await shopWith(packageStep('Web', 'Shop.Web'))
    const { call, channel, actions, defaultId } = shop
    const rule = (range: string) => ({ slots: [slot(shop.actions[0])], range })
    must(
      await call('channel.update', {
        id: defaultId,
        value: { name: 'Default', rules: [{ slots: [slot(actions[0])], range: '[3.0,)' }] }
      })
    )
    const hotfix = await channel({ name: 'Hotfix', rules: [rule('[1.0,2.0)')] })
    return { shop, hotfix, rule }
  }

  it('is the only one whose rules can be met, and the default one among several', async () => {
    const { shop, hotfix } = await ruled()
    await stored(shop, 'Shop.Web', '1.0')
    expect(must(await shop.release()).channelId).toBe(hotfix)
    await stored(shop, 'Shop.Web', '3.0')
    expect(must(await shop.release()).channelId).toBe(shop.defaultId)
  })

  it('is told by the versions that are chosen', async () => {
    const { shop, hotfix } = await ruled()
    await stored(shop, 'Shop.Web', '1.0', '3.0')
    expect(must(await shop.release({ packages: [{ ...slot(shop.actions[0]), version: '1.0' }] })).channelId).toBe(
      hotfix
    )
  })

  it('must be said where two others fit, and is none where nothing does', async () => {
    const { shop, rule } = await ruled()
    await stored(shop, 'Shop.Web', '0.1')
    expect(failureOf(await shop.release())?.message).toContain(
      'No channel of the project can have a release now. “Default”:'
    )
    await shop.channel({ name: 'Patch', rules: [rule('[1.0,2.0)')] })
    await stored(shop, 'Shop.Web', '1.0')
    expect(failureOf(await shop.release())?.issues).toMatchObject([{ path: 'channelId' }])
  })

  it('is none of those for which no step is', async () => {
    const shop = await shopWith(scriptStep())
    const { call, projectId, channel, defaultId, release } = shop
    const hotfix = await channel({ name: 'Hotfix' })
    const step = scriptStep()
    const actions = step.actions.map(action => ({ ...action, channels: [hotfix] }))
    must(await call('process.save', { projectId, version: 1, steps: [{ ...step, actions }] }))
    expect(must(await release()).channelId).toBe(hotfix)
    expect(failureOf(await release({ channelId: defaultId }))?.issues).toEqual([
      {
        path: 'channelId',
        message: 'no step of the process is for the channel “Default”, or all of them are disabled'
      }
    ])
  })
})

import type { Input } from '@shared/api'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { failureOf, packageStep, scriptStep, shopWith, slot, stored } from '../support/shop'
import { must } from '../support/workspace'

describe('rules of a channel', () => {
  it('say nothing about a release that is there: only making it and moving it are held against them', async () => {
    const shop = await shopWith(packageStep('Web', 'Shop.Web'))
    const { call, release, defaultId, actions, channel } = shop
    await stored(shop, 'Shop.Web', '1.0')
    const { id, version, notes } = must(await release())
    const { id: environmentId } = must(await call('environment.create', { name: 'Test' }))
    const rules = [{ slots: [slot(actions[0])], range: '[2.0,)' }]
    must(await call('channel.update', { id: defaultId, value: { name: 'Default', rules } }))
    const { problems } = must(await call('deployment.plan', { releaseId: id, environmentId }))
    expect(problems.filter(({ failure }) => failure.message.includes('rule'))).toEqual([])
    expect((await call('release.update', { id, value: { version, notes: 'Changed' } })).ok).toBe(true)
    const hotfix = await channel({ name: 'Hotfix' })
    must(await call('release.update', { id, value: { version, notes, channelId: hotfix } }))
    const back = { version, notes, channelId: defaultId }
    expect(failureOf(await call('release.update', { id, value: back }))?.message).toContain('breaks the rule')
    expect(must(await call('release.update', { id, value: { ...back, ignoresRules: true } }))).toMatchObject({
      channelId: defaultId,
      ignoresRules: true
    })
  })
})

describe('custom fields of a release', () => {
  it('are kept, and those that the channel needs must be there', async () => {
    const { release, channel } = await shopWith(scriptStep())
    const channelId = await channel({ name: 'Hotfix', requiredFields: ['Ticket'] })
    expect(failureOf(await release({ channelId }))).toMatchObject({
      message: 'The channel “Hotfix” needs the custom field “Ticket”.',
      issues: [{ path: 'customFields.Ticket', message: 'is needed in the channel “Hotfix”' }]
    })
    expect(must(await release({ channelId, customFields: { ticket: 'SHOP-1' } })).customFields).toEqual({
      ticket: 'SHOP-1'
    })
  })
})

describe('a project that is disabled', () => {
  it('gets no releases, and keeps its settings when its name changes', async () => {
    const { call, projectId, settings, release } = await shopWith(scriptStep())
    await settings({ isDisabled: true })
    expect(failureOf(await release())?.message).toBe('“Shop” is disabled: no releases are made of it.')
    expect(must(await call('project.update', { id: projectId, value: { name: 'Store' } })).releases).toEqual({
      isDisabled: true
    })
    await settings({})
    expect((await release()).ok).toBe(true)
  })
})

describe('a release that is changed', () => {
  it('gets another version, notes and fields, and keeps what it froze', async () => {
    const { call, release, made } = await shopWith(scriptStep())
    await made({ version: '2.0.0' })
    const before = must(await release({ version: '1.0.0', customFields: { Ticket: '1' } }))
    const value = { version: '1.1.0', notes: 'For #{Octopus.Release.Number}', customFields: {} }
    const after = must(await call('release.update', { id: before.id, value }))
    const { customFields: _gone, ...kept } = before
    expect(after).toEqual({ ...kept, version: '1.1.0', notes: 'For 1.1.0' })
    expect(
      failureOf(await call('release.update', { id: before.id, value: { ...value, version: '2.0' } }))
    ).toMatchObject({
      kind: 'conflict',
      issues: [{ path: 'value.version' }]
    })
    const { entries } = must(await call('audit.list', { filter: {}, limit: 1 }))
    expect(entries[0]?.summary).toBe('Changed the release 1.0.0 of “Shop”: version, notes and custom fields.')
  })

  it('cannot move to a channel for which it lacks a package, or for which none of its steps is', async () => {
    const shop = await shopWith(scriptStep())
    const { call, projectId, channel, release } = shop
    const hotfix = await channel({ name: 'Hotfix' })
    const steps = [scriptStep(), packageStep('Web', 'Shop.Web', { channels: [hotfix] })]
    must(await call('process.save', { projectId, version: 1, steps }))
    const { id, version, notes } = must(await release({ channelId: shop.defaultId }))
    expect(
      failureOf(await call('release.update', { id, value: { version, notes, channelId: hotfix } }))?.issues
    ).toEqual([
      {
        path: 'value.channelId',
        message: 'must be a channel for which the release has all packages; it has none for “Web”'
      }
    ])
  })
})

describe('variables that are taken anew', () => {
  it('are those of now, with the script of then', async () => {
    const { call, projectId, release } = await shopWith(scriptStep('Hello', 'echo one'))
    const save = async (version: number, value: string) =>
      must(
        await call('variables.save', {
          projectId,
          version,
          variables: [{ name: 'Color', type: 'text', value, scope: {} }]
        })
      )
    const frozen = async (id: Input<'release.get'>['id']) => {
      const { snapshot } = must(await call('release.get', { id }))
      const [action] = snapshot?.steps[0]?.actions ?? []
      const [variable] = snapshot?.variables ?? []
      return [action?.type === 'script' && action.body, variable?.type === 'text' && variable.value]
    }
    await save(0, 'blue')
    const { id } = must(await release())
    must(await call('process.save', { projectId, version: 1, steps: [scriptStep('Hello', 'echo two')] }))
    await save(1, 'red')
    expect(await frozen(id)).toEqual(['echo one', 'blue'])
    must(await call('release.updateVariables', { id }))
    expect(await frozen(id)).toEqual(['echo one', 'red'])
  })
})

describe('a release that is deleted', () => {
  it('takes its deployments along, and leaves packages, other releases and the audit log', async () => {
    const shop = await shopWith(scriptStep())
    const { call, projectId, release, over, workspaces } = shop
    await stored(shop, 'Shop.Web', '1.0')
    const { id: environmentId } = must(await call('environment.create', { name: 'Test' }))
    const deployed = async (id: Input<'release.get'>['id']) => {
      const started = must(await call('deployment.start', { releaseId: id, environmentId }))
      await over(started.id)
      return started.id
    }
    const first = must(await release())
    const second = must(await release())
    const kept = await deployed(first.id)
    const gone = await deployed(second.id)
    must(await call('release.delete', { id: second.id }))
    expect(must(await call('release.list', { projectId })).map(({ id }) => id)).toEqual([first.id])
    expect((await call('deployment.get', { id: gone })).ok).toBe(false)
    expect(must(await call('deployment.list', { limit: 10 })).map(({ id }) => id)).toEqual([kept])
    const left = await workspaces.use(async ({ store }) => ({
      packages: store.packages.all().length,
      // Both have the same content.
      snapshot: (await store.snapshots.get(first.snapshot)).ok,
      current: store.deployments.current(projectId, { environmentId, tenantId: null })?.id
    }))
    expect(left).toEqual({ packages: 1, snapshot: true, current: kept })
    const { entries } = must(await call('audit.list', { filter: { projectId }, limit: 1 }))
    expect(entries[0]).toMatchObject({
      verb: 'deleted',
      summary: 'Deleted the release 0.0.2 of “Shop”.',
      changes: expect.arrayContaining([{ field: 'Deployments', before: '1', after: null }])
    })
  })

  it('is kept as long as another one deploys it as a step', async () => {
    const shop = await shopWith(scriptStep())
    const { call, projectId, release } = shop
    const child = must(await release({ version: '1.0.0' }))
    const parent = must(await call('project.create', { name: 'All' }))
    const deploys: StepInput = {
      name: 'Shop',
      location: 'here',
      roles: [],
      actions: [{ type: 'deploy-release', projectId, when: 'always' }]
    }
    must(await call('process.save', { projectId: parent.id, version: 0, steps: [deploys] }))
    const whole = must(await call('release.create', { projectId: parent.id }))
    expect(failureOf(await call('release.delete', { id: child.id }))).toMatchObject({
      kind: 'in-use',
      message: 'The release 1.0.0 of “Shop” is used by the release 0.0.1 of “All”.'
    })
    must(await call('release.delete', { id: whole.id }))
    expect((await call('release.delete', { id: child.id })).ok).toBe(true)
  })
})

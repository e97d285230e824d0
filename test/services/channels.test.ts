import type { Input } from '@shared/api'
import type { ActionId, ChannelId, ProjectId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { findTag } from '../../electron/services/tag-patterns'
import { nextTurn } from '../../electron/store/breathe'
import { aPackage, storePackage } from '../support/stored-package'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

interface Shop extends TestWorkspace {
  readonly projectId: ProjectId
  readonly web: ActionId
  readonly defaultId: ChannelId
  readonly create: (value: Input<'channel.create'>['value']) => Promise<ChannelId>
  readonly channels: () => Promise<readonly (readonly [string, boolean, number])[]>
}

const webStep = (changes: Partial<StepInput> = {}): StepInput => ({
  name: 'Web',
  location: 'targets',
  roles: ['web'],
  actions: [{ type: 'deploy-package', package: { packageId: 'Shop.Web' } }],
  ...changes
})

async function aShop(): Promise<Shop> {
  const workspace = await openTestWorkspace()
  const { call } = workspace
  const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
  const saved = must(await call('process.save', { projectId, version: 0, steps: [webStep()] }))
  const web = saved.steps[0]?.actions[0]?.id as ActionId
  const list = async () => must(await call('channel.list', { projectId }))
  return {
    ...workspace,
    projectId,
    web,
    defaultId: (await list())[0]?.id as ChannelId,
    create: async value => must(await call('channel.create', { projectId, value })).id,
    channels: async () => (await list()).map(({ name, isDefault, releases }) => [name, isDefault, releases] as const)
  }
}

const issuesOf = (result: { readonly ok: boolean }) =>
  'failure' in result ? (result.failure as { issues?: unknown }).issues : null

describe('the channels of a project', () => {
  it('begin with a default one, which is made with the project', async () => {
    const { channels } = await aShop()
    expect(await channels()).toEqual([['Default', true, 0]])
  })

  it('are made for a project that is older than channels, once', async () => {
    const shop = await aShop()
    await shop.workspaces.use(({ store }) => store.channels.remove(shop.defaultId))
    expect(await shop.channels()).toEqual([])
    const { call } = await shop.restart()
    const { projectId } = shop
    expect(must(await call('channel.list', { projectId }))).toEqual([
      expect.objectContaining({ name: 'Default', isDefault: true, projectId })
    ])
  })

  it('go with the project', async () => {
    const { call, projectId, create, workspaces } = await aShop()
    await create({ name: 'Hotfix' })
    must(await call('project.delete', { id: projectId, confirmName: 'Shop' }))
    expect(await workspaces.use(async ({ store }) => store.channels.all())).toEqual([])
  })

  it('have exactly one default: another one takes its place, and nothing else takes it away', async () => {
    const { call, channels, create, defaultId } = await aShop()
    const hotfix = await create({ name: 'Hotfix', isDefault: true })
    expect(await channels()).toEqual([
      ['Hotfix', true, 0],
      ['Default', false, 0]
    ])
    must(await call('channel.update', { id: hotfix, value: { name: 'Hotfix', isDefault: false } }))
    expect((await channels())[0]).toEqual(['Hotfix', true, 0])
    must(await call('channel.update', { id: defaultId, value: { name: 'Default', isDefault: true } }))
    expect((await channels()).map(([name, isDefault]) => [name, isDefault])).toEqual([
      ['Default', true],
      ['Hotfix', false]
    ])
  })

  it('have names of their own in the project, and not in the workspace', async () => {
    const { call, projectId } = await aShop()
    const taken = await call('channel.create', { projectId, value: { name: 'default' } })
    expect(issuesOf(taken)).toEqual([{ path: 'value.name', message: 'is already taken' }])
    const other = must(await call('project.create', { name: 'Other' }))
    expect((await call('channel.create', { projectId: other.id, value: { name: 'Hotfix' } })).ok).toBe(true)
  })

  it('are told in the audit log, in words', async () => {
    const { call, create, web, defaultId } = await aShop()
    await create({
      name: 'Hotfix',
      isDefault: true,
      rules: [{ slots: [{ actionId: web, reference: '' }], range: '[1.0,2.0)' }]
    })
    const { entries } = must(await call('audit.list', { filter: {}, limit: 2 }))
    expect(entries.map(({ summary }) => summary)).toEqual([
      'Created the channel “Hotfix”.',
      'Changed the channel “Default”: default.'
    ])
    expect(entries[0]?.changes).toContainEqual({ field: 'Rules', before: null, after: '“Web”: versions in [1.0,2.0)' })
    expect(entries[1]?.subject.id).toBe(defaultId)
  })
})

describe('rules of a channel', () => {
  it('are refused at their fields', async () => {
    const { call, projectId, web } = await aShop()
    const slots = [{ actionId: web, reference: '' }]
    const refused = await call('channel.create', {
      projectId,
      value: {
        name: 'Hotfix',
        requiredFields: ['Ticket', 'ticket'],
        rules: [{ slots, range: '[2.0,1.0]', tag: '(' }, { slots: [...slots, { actionId: web, reference: 'tools' }] }]
      }
    })
    expect(issuesOf(refused)).toEqual([
      { path: 'value.rules.1.slots.0', message: 'is in another rule already' },
      { path: 'value.rules.0.range', message: 'must be a range of versions, such as [1.0,2.0)' },
      { path: 'value.rules.0.tag', message: 'must be a regular expression of JavaScript, without slashes around it' },
      { path: 'value.rules.1.slots.1', message: 'must be a package of a step of the project' },
      { path: 'value.requiredFields.1', message: 'is named twice' }
    ])
  })

  it('stay when the process changes, and say what is wrong with them then', async () => {
    const { call, projectId, web, create } = await aShop()
    const rules = [{ slots: [{ actionId: web, reference: '' }], tag: '^$' }]
    const id = await create({ name: 'Hotfix', rules })
    const troubles = async () => must(await call('channel.list', { projectId }))[1]?.troubles
    const save = async (version: number, ...steps: StepInput[]) =>
      must(await call('process.save', { projectId, version, steps }))
    expect(await troubles()).toEqual([])
    const action: StepInput['actions'][number] = {
      type: 'deploy-package',
      id: web,
      package: { packageId: 'Shop.Web', version: '1.0-rc.1' }
    }
    await save(1, webStep({ actions: [action] }))
    expect(await troubles()).toEqual(['Rule 1 allows finished versions, and the process asks for 1.0-rc.1 in “Web”.'])
    await save(2, webStep({ isDisabled: true, actions: [action] }))
    expect(await troubles()).toEqual(['Rule 1 is about “Web”, which is disabled.'])
    await save(3, webStep())
    expect(await troubles()).toEqual(['Rule 1 is about a package that the process does not have any more.'])
    expect((await call('channel.update', { id, value: { name: 'Hotfixes', rules } })).ok).toBe(true)
  })
})

describe('a channel that is in use', () => {
  it('stays as long as it is the default, or has releases', async () => {
    const shop = await aShop()
    const { call, projectId, defaultId, create, channels } = shop
    const refused = await call('channel.delete', { id: defaultId })
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'in-use' } })
    await storePackage(shop, aPackage('Shop.Web', '1.0'))
    const id = await create({ name: 'Hotfix' })
    const made = must(await call('release.create', { projectId, channelId: id, version: '1.0.0' }))
    expect(await channels()).toEqual([
      ['Default', true, 0],
      ['Hotfix', false, 1]
    ])
    expect(await call('channel.delete', { id })).toMatchObject({
      failure: { kind: 'in-use', message: 'The channel “Hotfix” is used by the release 1.0.0.' }
    })
    must(await call('release.delete', { id: made.id }))
    expect((await call('channel.delete', { id })).ok).toBe(true)
  })

  it('stays as long as a step or a value is meant for it', async () => {
    const { call, projectId, create, web } = await aShop()
    const id = await create({ name: 'Hotfix' })
    const action: StepInput['actions'][number] = {
      type: 'deploy-package',
      id: web,
      channels: [id],
      package: { packageId: 'Shop.Web' }
    }
    must(await call('process.save', { projectId, version: 1, steps: [webStep({ actions: [action] })] }))
    const variable = { name: 'Color', type: 'text' as const, value: 'red', scope: { channels: [id] } }
    must(await call('variables.save', { projectId, version: 0, variables: [variable] }))
    expect(await call('channel.delete', { id })).toMatchObject({
      failure: { message: 'The channel “Hotfix” is used by the step “Web” and a value of “Color”.' }
    })
  })
})

describe('a rule that is tried', () => {
  const tryOn = async (input: Input<'channel.testRule'>) =>
    must(await (await openTestWorkspace()).call('channel.testRule', input))

  it('says how a version stands to its range and its tag', async () =>
    expect(await tryOn({ version: '1.5-beta', rule: { range: '[1.0,2.0)', tag: '^$' } })).toEqual({
      isInRange: true,
      hasTag: false,
      errors: []
    }))

  it('says what cannot be read', async () =>
    expect(await tryOn({ version: 'x y', rule: { range: '[2,1]', tag: '[' } })).toEqual({
      isInRange: false,
      hasTag: false,
      errors: [
        '“x y” is no version as packages have them.',
        '“[2,1]” is no range of versions. Write it such as [1.0,2.0) or [1.0].',
        'The tag must be a regular expression of JavaScript, without slashes around it.'
      ]
    }))
})

describe('a pattern of a tag', () => {
  const beta = ['beta.1', 'BETA', 'rc', '']
  const isBeta = { ok: true, value: [true, true, false, false] }
  const tooLong = 'The regular expression ^(a+)+$ of a rule was not done within 3000 ms.'

  it('is found whatever the case, in each text', async () => expect(await findTag('^beta', beta)).toEqual(isBeta))

  it('is asked nothing about no texts', async () => expect(await findTag('x', [])).toEqual({ ok: true, value: [] }))

  it('that cannot be read is refused in words', async () =>
    expect(await findTag('[', beta)).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input', message: 'The regular expression [ of a rule cannot be read.' }
    }))

  it('that never comes to an end is stopped, while this thread goes on with everything else', async () => {
    let isOver = false
    const endless = findTag('^(a+)+$', [`${'a'.repeat(60)}!`]).finally(() => {
      isOver = true
    })
    const next = findTag('^beta', beta)
    let turns = 0
    while (!isOver) {
      await nextTurn()
      turns += 1
    }
    // A thread that is held up has none: it would get to the answer before its next turn.
    expect(turns).toBeGreaterThan(100)
    expect(await endless).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input', message: tooLong, issues: [{ path: 'tag' }] }
    })
    expect(await next).toEqual(isBeta)
  })

  it('that never comes to an end is told by those who try it', async () => {
    const { call } = await openTestWorkspace()
    const tried = { version: `1.0.0-${'a'.repeat(60)}-`, rule: { tag: '^(a+)+$' } }
    expect(must(await call('channel.testRule', tried))).toEqual({ isInRange: false, hasTag: false, errors: [tooLong] })
  })

  it('that never comes to an end makes no release, and the refusal names it', async () => {
    const shop = await aShop()
    const { call, projectId, create, web } = shop
    await storePackage(shop, aPackage('Shop.Web', `1.0.0-${'a'.repeat(60)}-`))
    const rules = [{ slots: [{ actionId: web, reference: '' }], tag: '^(a+)+$' }]
    const channelId = await create({ name: 'Odd', rules })
    expect(await call('release.create', { projectId, channelId, version: '1.0.0' })).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining(tooLong) }
    })
  })
})

import { EnvironmentRepository, TagSetRepository } from '@octopusdeploy/api-client'
import { describe, expect, it } from 'vitest'
import { openTenantShopApi } from '../support/tenant-shop-api'
import { must } from '../support/workspace'

describe('tenants by the official client', () => {
  it('are made, read, changed and deleted', async () => {
    const { tenants, shop, call } = await openTenantShopApi()
    const made = await tenants.create({
      Name: 'Cargo',
      Description: 'Ships things.',
      TenantTags: ['Region/North', 'Ring/Early'],
      ProjectEnvironments: { [shop.projectId]: [shop.live, shop.test] }
    })
    expect(made).toEqual({
      Id: expect.stringMatching(/^tenant-/),
      SpaceId: 'Spaces-1',
      Name: 'Cargo',
      Slug: 'cargo',
      Description: 'Ships things.',
      TenantTags: ['Region/North', 'Ring/Early'],
      ProjectEnvironments: { [shop.projectId]: [shop.live, shop.test] },
      ClonedFromTenantId: null,
      LastModifiedOn: null,
      LastModifiedBy: null,
      Links: { Self: `/api/Spaces-1/tenants/${made.Id}` }
    })
    expect(await tenants.get(made.Id)).toEqual(made)
    const changed = { ...made, Name: 'Cargo & Sons', Slug: 'cargo-sons', ProjectEnvironments: { [shop.projectId]: [] } }
    expect(await tenants.modify(changed)).toEqual({ ...changed, ProjectEnvironments: {} })
    await tenants.del(made)
    expect(must(await call('tenant.list', {}))).toEqual([shop.acme, shop.bolt])
  })

  it('stay what they were when they come back as they went, or say nothing but their name', async () => {
    const { tenants, send, shop, call } = await openTenantShopApi()
    await tenants.modify(await tenants.get(shop.acme.id))
    await send('PUT', `/tenants/${shop.bolt.id}`, { Name: 'Bolt' })
    expect(must(await call('tenant.list', {}))).toEqual([shop.acme, shop.bolt])
  })

  it('are listed by project, by tags of which one of each set is enough, by id and by part of a name', async () => {
    const { tenants, shop } = await openTenantShopApi()
    const names = async (args: object) => (await tenants.list(args as never)).Items.map(item => item.Name)
    expect(await names({})).toEqual(['Acme', 'Bolt'])
    expect(await names({ take: 1, skip: 1 })).toEqual(['Bolt'])
    expect(await names({ partialName: 'CM' })).toEqual(['Acme'])
    expect(await names({ ids: [shop.bolt.id, 'Tenants-1'] })).toEqual(['Bolt'])
    expect(await names({ projectId: shop.projectId })).toEqual(['Acme', 'Bolt'])
    expect(await names({ projectId: 'Projects-1' })).toEqual([])
    expect(await names({ tags: ['region/north'] })).toEqual(['Acme'])
    expect(await names({ tags: ['Region/North', 'Region/South'] })).toEqual(['Acme', 'Bolt'])
    expect(await names({ tags: ['Region/North', 'Ring/Early'] })).toEqual([])
    expect(await names({ clonedFromTenantId: shop.acme.id })).toEqual([])
  })

  it('say whether tags mean them, and which of the tags they have not', async () => {
    const { tenants, shop } = await openTenantShopApi()
    const ids = [shop.acme.id, shop.bolt.id, 'Tenants-1']
    expect(await tenants.tagTest(ids, ['Region/North', 'Region/East'])).toEqual({
      [shop.acme.id]: { IsMatched: true, Reason: 'Acme is meant.', MissingTags: [] },
      [shop.bolt.id]: {
        IsMatched: false,
        Reason: 'Bolt has not Region/North or Region/East.',
        MissingTags: ['Region/North', 'Region/East']
      }
    })
    expect(await tenants.tagTest([shop.acme.id], ['Region/North', 'Ring/Early'])).toEqual({
      [shop.acme.id]: { IsMatched: false, Reason: 'Acme has not Ring/Early.', MissingTags: ['Ring/Early'] }
    })
    await expect(tenants.tagTest(ids, ['North'])).rejects.toMatchObject({ StatusCode: 400 })
  })

  it('make tag sets by their tags, which nobody makes otherwise', async () => {
    const { client, tenants, get } = await openTenantShopApi()
    await tenants.create({ Name: 'Cargo', TenantTags: ['Ring/Early', 'region/North'] })
    const sets = new TagSetRepository(client, 'Default')
    const { Items } = await sets.list()
    expect(
      Items.map(({ Id, Name, SortOrder, Tags }) => [
        Id,
        Name,
        SortOrder,
        Tags.map(tag => tag.CanonicalTagName.toLowerCase())
      ])
    ).toEqual([
      ['tagset-region', expect.stringMatching(/^region$/i), 0, ['region/north', 'region/south']],
      ['tagset-ring', 'Ring', 1, ['ring/early']]
    ])
    expect(Items[1]?.Tags).toEqual([
      {
        Id: 'Ring/Early',
        Name: 'Early',
        CanonicalTagName: 'Ring/Early',
        Color: '#6e6e6e',
        Description: '',
        SortOrder: 0
      }
    ])
    expect((await get('/tagsets/ring')).json).toEqual(Items[1])
    const words = 'Tag sets are what the tags of tenants say: give the tag to a tenant instead.'
    await expect(sets.create({ Name: 'Size', Tags: [] })).rejects.toThrow(words)
    await expect(sets.modify(Items[1]!)).rejects.toThrow(words)
    await expect(sets.del(Items[1]!)).rejects.toThrow(words)
  })
})

describe('what a tenant cannot be', () => {
  it.each([
    [{ Name: 'acme' }, 409],
    [{ Name: 'Cargo', TenantTags: ['North'] }, 400],
    [{ Name: 'Cargo', ProjectEnvironments: { 'Projects-1': ['Test'] } }, 404],
    [{ Name: 'Cargo', ProjectEnvironments: { Shop: ['Environments-1'] } }, 404],
    [{ Name: 'Cargo', ProjectEnvironments: { Shop: 'Test' } }, 400],
    [{ Name: 'Cargo', ClonedFromTenantId: 'Tenants-1' }, 400],
    [{}, 400]
  ])('%j is refused with %i', async (body, status) => {
    const { send, call, shop } = await openTenantShopApi()
    expect(await send('POST', '/tenants', body)).toMatchObject({ status, json: { ErrorMessage: expect.any(String) } })
    expect(must(await call('tenant.list', {}))).toEqual([shop.acme, shop.bolt])
  })

  it('one that a target names is kept, and what there is nothing of is not found', async () => {
    const { send, get, call, shop } = await openTenantShopApi()
    const tenancy = { mode: 'tenanted' as const, tenantIds: [shop.acme.id], tags: [] }
    const bench = { kind: 'local' as const, name: 'acme-1', roles: ['server'], environmentIds: [shop.test] }
    must(await call('target.create', { ...bench, tenancy }))
    expect((await send('DELETE', `/tenants/${shop.acme.id}`)).status).toBe(409)
    for (const path of ['/tenants/Tenants-1', '/tenants/variables-missing', `/tenants/${shop.acme.id}/variables`])
      expect((await get(path)).status).toBe(404)
    expect(await send('POST', `/tenants?clone=${shop.acme.id}`, { Name: 'Cargo' })).toMatchObject({
      status: 400,
      json: { ErrorMessage: 'Slipway clones no tenants.' }
    })
  })
})

describe('what is for tenants', () => {
  it.each([
    ['Untenanted', undefined],
    ['TenantedOrUntenanted', 'allowed'],
    ['Tenanted', 'required']
  ])('a project that is %s is so from its making on, and can become so', async (mode, tenancy) => {
    const { send, call } = await openTenantShopApi()
    const tenancyOf = async (name: string) =>
      must(await call('project.list', {})).find(project => project.name === name)?.releases?.tenancy
    const made = await send('POST', '/projects', { Name: 'New', TenantedDeploymentMode: mode })
    expect([made.status, made.json.TenantedDeploymentMode]).toEqual([201, mode])
    expect(await tenancyOf('New')).toBe(tenancy)
    const changed = await send('PUT', '/projects/shop', { Name: 'Shop', TenantedDeploymentMode: mode.toLowerCase() })
    expect([changed.status, changed.json.TenantedDeploymentMode]).toEqual([200, mode])
    expect(await tenancyOf('Shop')).toBe(tenancy)
    expect((await send('PUT', '/projects/shop', { Name: 'Shop' })).json.TenantedDeploymentMode).toBe(mode)
    expect((await send('PUT', '/projects/shop', changed.json)).json).toEqual(changed.json)
  })

  it('machines say whom they are for, and are listed by it', async () => {
    const { client, call, shop } = await openTenantShopApi()
    const bench = { kind: 'local' as const, roles: ['server'], environmentIds: [shop.test] }
    const tenancy = { mode: 'tenanted' as const, tenantIds: [shop.acme.id], tags: [] }
    must(await call('target.create', { ...bench, name: 'acme-1', tenancy }))
    must(await call('target.create', { ...bench, name: 'plain' }))
    const environments = new EnvironmentRepository(client, 'Default')
    const test = await environments.get(shop.test)
    const machines = async (args: object = {}) =>
      (await environments.machines(test, args as never)).Items as unknown as Readonly<Record<string, unknown>>[]
    expect(
      (await machines()).map(item => [item.Name, item.TenantedDeploymentParticipation, item.TenantIds, item.TenantTags])
    ).toEqual([
      ['acme-1', 'Tenanted', [shop.acme.id], []],
      ['plain', 'Untenanted', [], []],
      ['shared', 'TenantedOrUntenanted', [], ['Region/North', 'Region/South']]
    ])
    expect((await machines({ tenantIds: [shop.acme.id] })).map(item => item.Name)).toEqual(['acme-1'])
    expect((await machines({ tenantTags: ['region/south'] })).map(item => item.Name)).toEqual(['shared'])
  })

  it('actions have the tags of a process that is saved', async () => {
    const { send, get, call, shop } = await openTenantShopApi()
    const path = '/projects/shop/deploymentprocesses'
    const process = (await get(path)).json
    const tagged = (TenantTags: string[]) => ({
      ...process,
      Steps: [{ ...process.Steps[0], Actions: [{ ...process.Steps[0].Actions[0], TenantTags }] }]
    })
    expect((await send('PUT', path, tagged(['North']))).status).toBe(400)
    const saved = await send('PUT', path, tagged(['Region/North']))
    expect(saved.json.Steps[0].Actions[0].TenantTags).toEqual(['Region/North'])
    const { steps } = must(await call('process.get', { projectId: shop.projectId }))
    expect(steps[0]?.actions[0]?.tenantTags).toEqual(['Region/North'])
    expect((await get(path)).json).toEqual(saved.json)
  })
})

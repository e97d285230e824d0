import { isLinked, type TargetTenancy, tagsInUse, takesPart, targetTenancy, tenantInput } from '@shared/model/tenant'
import { fitsTags, tagWords, tenantTags } from '@shared/model/tenant-tag'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ids } from '../../support/plans'
import { aTenant, tenantIds } from '../../support/tenants'

describe('tags', () => {
  it('of one set are alternatives, those of several sets add up, and none mean everybody', () => {
    const own = ['Region/North', 'Ring/Early']
    expect(fitsTags(['Region/North'], own)).toBe(true)
    expect(fitsTags(['Region/South', 'Region/North'], own)).toBe(true)
    expect(fitsTags(['Region/North', 'Ring/Early'], own)).toBe(true)
    expect(fitsTags(['Region/North', 'Ring/Late'], own)).toBe(false)
    expect(fitsTags(['Plan/Gold'], own)).toBe(false)
    expect(fitsTags([], [])).toBe(true)
  })

  it('are compared without case', () => expect(fitsTags(['region/NORTH'], ['Region/North'])).toBe(true))

  it('are told by set', () =>
    expect(tagWords(['Region/North', 'Ring/Early', 'region/South'])).toBe(
      'Region/North or region/South, and Ring/Early'
    ))

  it('name a set and a tag, each once', () => {
    expect(tenantTags.safeParse(['Region/North', 'region/north']).success).toBe(false)
    expect(tenantTags.safeParse(['North']).success).toBe(false)
    expect(tenantTags.safeParse(['Region/North/East']).success).toBe(false)
  })

  it('of all tenants are known once, in order', () =>
    expect(tagsInUse([{ tags: ['Ring/10', 'Ring/2'] }, { tags: ['ring/2', 'Area/West'] }])).toEqual([
      'Area/West',
      'ring/2',
      'Ring/10'
    ]))

  it('mean at least those whom more tags of the same set mean, and at most those whom another set leaves', () => {
    const tag = fc.constantFrom('A/1', 'A/2', 'B/1', 'B/2')
    const tags = fc.uniqueArray(tag)
    fc.assert(
      fc.property(tags, tags, (wanted, own) => {
        if (fitsTags(wanted, own)) expect(fitsTags([...wanted, 'C/1'], own)).toBe(false)
        if (fitsTags(wanted, own) && wanted.some(item => item.startsWith('A')))
          expect(fitsTags([...wanted, 'A/3'], own)).toBe(true)
      })
    )
  })
})

describe('a target', () => {
  const named = (mode: TargetTenancy['mode']): TargetTenancy => ({ mode, tenantIds: [tenantIds(1)], tags: [] })
  const tagged = (...tags: string[]): TargetTenancy => ({ mode: 'tenanted', tenantIds: [], tags })
  const north = aTenant(1)
  const south = aTenant(2, { tags: ['Region/South'] })

  it.each<[string, TargetTenancy | undefined, boolean, boolean, boolean]>([
    // what it says, and whether it takes part without a tenant, for Acme of North, for another one of South
    ['nothing', undefined, true, false, false],
    ['only Acme', named('tenanted'), false, true, false],
    ['Acme as well', named('both'), true, true, false],
    ['only Region/North', tagged('Region/North'), false, true, false],
    ['only Region/South', tagged('Region/South'), false, false, true],
    ['either region', tagged('Region/North', 'Region/South'), false, true, true],
    ['a region and a ring', tagged('Region/North', 'Ring/Early'), false, false, false],
    [
      'Acme, or Region/South',
      { mode: 'tenanted', tenantIds: [tenantIds(1)], tags: ['Region/South'] },
      false,
      true,
      true
    ]
  ])('that says %s takes part accordingly', (_says, tenancy, alone, forNorth, forSouth) => {
    expect([null, north, south].map(tenant => takesPart({ tenancy }, tenant))).toEqual([alone, forNorth, forSouth])
  })

  it('that is for tenants names at least one, or a tag', () => {
    expect(targetTenancy.safeParse({ mode: 'tenanted', tenantIds: [], tags: [] }).error?.issues).toMatchObject([
      { path: ['tenantIds'], message: 'must name at least one tenant or tag' }
    ])
  })
})

describe('a tenant', () => {
  it('gets a project where it is linked, and nowhere else', () => {
    const tenant = aTenant()
    expect(isLinked(tenant, ids.project, ids.environment())).toBe(true)
    expect(isLinked(tenant, ids.project, ids.environment(2))).toBe(false)
    expect(isLinked({ projects: [] }, ids.project, ids.environment())).toBe(false)
  })

  it('names each project once, with at least one environment', () => {
    const link = { projectId: ids.project, environmentIds: [ids.environment()] }
    expect(tenantInput.safeParse({ name: 'Acme', projects: [link, link] }).success).toBe(false)
    expect(tenantInput.safeParse({ name: 'Acme', projects: [{ ...link, environmentIds: [] }] }).success).toBe(false)
    expect(tenantInput.parse({ name: 'Acme' })).toEqual({ name: 'Acme', description: '', tags: [], projects: [] })
  })
})

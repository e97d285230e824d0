import type { ChannelId, LibrarySetId } from '@shared/ids'
import type { Variable } from '@shared/model/variable-set'
import { contest } from '@shared/variables/contest'
import { rowsByName } from '@shared/variables/rows'
import { applyFix, contextsFor, findTies, type Surroundings } from '@shared/variables/ties'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ids, textVariable } from '../../support/plans'

const [test, production] = [ids.environment(1), ids.environment(2)]

/** web-1 (web, cache) in both environments, db-2 (db) in Production; step 1 for web and db, step 2 once here. */
const around: Surroundings = {
  environments: [{ id: test }, { id: production }],
  targets: [
    { id: ids.target(1), roles: ['web', 'cache'], environmentIds: [test, production] },
    { id: ids.target(2), roles: ['db'], environmentIds: [production] }
  ],
  steps: [
    { actionId: ids.action(1), roles: ['web', 'db'], location: 'targets' },
    { actionId: ids.action(2), roles: [], location: 'here' }
  ],
  process: ids.project
}

const tiesOf = (...variables: readonly Variable[]) => findTies({ variables, librarySets: [] }, around)
const rowsOf = (...variables: readonly Variable[]) => tiesOf(...variables).map(tie => tie.rows.map(row => row.id))

describe('a tie', () => {
  it('is two rows of one name with the same scope, whatever case the name has', () => {
    const ties = tiesOf(textVariable(1, 'Db', 'a'), textVariable(2, 'DB', 'b'))
    expect(ties).toEqual([
      {
        name: 'Db',
        origin: { kind: 'project' },
        rows: [
          { id: ids.variable(1), scope: {} },
          { id: ids.variable(2), scope: {} }
        ],
        where: null,
        fixes: [
          { kind: 'remove', rowId: ids.variable(1) },
          { kind: 'remove', rowId: ids.variable(2) }
        ]
      }
    ])
  })

  it('is looked for with the tags of tenants, of whom one may have both', () => {
    const rows = [
      textVariable(1, 'Colour', 'blue', { tenantTags: ['Region/North'] }),
      textVariable(2, 'Colour', 'red', { tenantTags: ['Ring/Early'] }),
      textVariable(3, 'Colour', 'grey')
    ]
    const whereFor = (...lists: string[][]) =>
      findTies({ variables: rows, librarySets: [] }, { ...around, tenants: lists.map(tags => ({ tags })) }).map(
        tie => tie.where?.tenantTags
      )
    expect(whereFor()).toEqual([])
    expect(whereFor(['Region/North'], ['Ring/Early', 'Plan/Gold'])).toEqual([])
    expect(whereFor(['Region/North'], ['Ring/early', 'Plan/Gold', 'region/North'])).toEqual([
      ['region/north', 'ring/early']
    ])
  })

  describe('of a tenant with both tags', () => {
    const both = ['Region/North', 'Size/Big']
    const inProduction = [
      textVariable(1, 'Colour', 'blue', { environments: [production], tenantTags: ['Region/North'] }),
      textVariable(2, 'Colour', 'red', { environments: [production], tenantTags: ['Size/Big'] })
    ]
    const anywhere = [
      textVariable(1, 'Colour', 'blue', { tenantTags: ['Region/North'] }),
      textVariable(2, 'Colour', 'red', { tenantTags: ['Size/Big'] })
    ]
    const found = (variables: readonly Variable[], more: Partial<Surroundings>) =>
      findTies({ variables, librarySets: [] }, { ...around, ...more }).map(({ where }) => where)
    const channel = (n: number, ...tenantTags: string[]) => ({
      id: `channel-${String(n).padStart(10, '0')}` as ChannelId,
      ...(tenantTags.length === 0 ? {} : { tenantTags })
    })

    it('is looked for where the tenant gets the project, and nowhere else', () => {
      const tenantIn = (...environmentIds: (typeof test)[]) => ({ tenants: [{ tags: both, environmentIds }] })
      expect(found(inProduction, tenantIn(test))).toEqual([])
      expect(found(inProduction, tenantIn())).toEqual([])
      expect(found(inProduction, tenantIn(test, production))).toMatchObject([{ environmentId: production }])
      expect(found(anywhere, tenantIn(test))).toMatchObject([{ environmentId: test }])
    })

    it('is looked for in channels that are for the tenant', () => {
      const inChannels = (...channels: ReturnType<typeof channel>[]) => ({ tenants: [{ tags: both }], channels })
      expect(found(anywhere, inChannels(channel(1, 'Region/South')))).toEqual([])
      expect(found(anywhere, inChannels(channel(1, 'Region/South'), channel(2, 'Region/North')))).toHaveLength(1)
      expect(found(anywhere, inChannels(channel(1)))).toHaveLength(1)
      const [south, north] = [channel(1, 'Region/South'), channel(2, 'Region/North')]
      const inSouth = anywhere.map(row => ({ ...row, scope: { ...row.scope, channels: [south.id] } }))
      expect(found(inSouth, inChannels(south, north))).toEqual([])
    })

    it('is looked for in runbooks, which have no channel', () => {
      const step = { actionId: ids.action(3), roles: [], location: 'here', process: 'runbook-0000000001' } as const
      const steps = [...around.steps, step]
      const channels = [channel(1, 'Region/South')]
      expect(found(anywhere, { tenants: [{ tags: both }], channels, steps })).toMatchObject([
        { process: 'runbook-0000000001', tenantTags: ['region/north', 'size/big'] }
      ])
    })
  })

  it('is looked for in every process whose steps there are', () => {
    const runbook = 'runbook-0000000001' as const
    const rows = [
      textVariable(1, 'Db', 'a', { processes: [runbook] }),
      textVariable(2, 'Db', 'b', { processes: [ids.project, runbook] })
    ]
    expect(tiesOf(...rows)).toEqual([])
    const step = { actionId: ids.action(3), roles: [], location: 'here', process: runbook } as const
    const ties = findTies({ variables: rows, librarySets: [] }, { ...around, steps: [...around.steps, step] })
    expect(ties.map(tie => tie.where?.process)).toEqual([runbook])
  })

  it('is two rows that share one environment, and the fix leaves that one out of the longer list', () => {
    const ties = tiesOf(
      textVariable(1, 'Db', 'a', { environments: [test, production] }),
      textVariable(2, 'Db', 'b', { environments: [test] })
    )
    expect(ties).toHaveLength(1)
    expect(ties[0]?.where?.environmentId).toBe(test)
    expect(ties[0]?.fixes[0]).toEqual({
      kind: 'narrow',
      rowId: ids.variable(1),
      dimension: 'environments',
      scope: { environments: [production] }
    })
  })

  it('is two roles that one target has and no step asks for, or that the step asks for both', () => {
    expect(
      rowsOf(textVariable(1, 'A', 'a', { roles: ['web'] }), textVariable(2, 'A', 'b', { roles: ['cache'] }))
    ).toEqual([])
    const both = {
      ...around,
      steps: [{ actionId: ids.action(1), roles: ['web', 'cache'], location: 'targets' as const }]
    }
    const variables = [textVariable(1, 'A', 'a', { roles: ['web'] }), textVariable(2, 'A', 'b', { roles: ['cache'] })]
    expect(findTies({ variables, librarySets: [] }, both)).toHaveLength(1)
  })

  it('is none between roles that no target has together', () => {
    expect(rowsOf(textVariable(1, 'A', 'a', { roles: ['web'] }), textVariable(2, 'A', 'b', { roles: ['db'] }))).toEqual(
      []
    )
  })

  it('is none between rows of different dimensions, whose weights differ', () => {
    expect(
      rowsOf(textVariable(1, 'A', 'a', { environments: [test] }), textVariable(2, 'A', 'b', { roles: ['web'] }))
    ).toEqual([])
  })

  it('is none where a third row wins in every place that both apply in', () => {
    expect(
      rowsOf(
        textVariable(1, 'A', 'a', { targets: [ids.target(1), ids.target(2)], environments: [test] }),
        textVariable(2, 'A', 'b', { targets: [ids.target(1)], environments: [test, production] }),
        textVariable(3, 'A', 'c', { targets: [ids.target(1)], actions: [ids.action(1)] })
      )
    ).toEqual([])
  })

  it('is none between the project and a library set, nor between two sets', () => {
    const set = (n: number, ...variables: Variable[]) => ({
      id: `library-000000000${n}` as LibrarySetId,
      name: `Set ${n}`,
      variables
    })
    const librarySets = [set(1, textVariable(2, 'A', 'b')), set(2, textVariable(3, 'A', 'c'))]
    expect(findTies({ variables: [textVariable(1, 'A', 'a')], librarySets }, around)).toEqual([])
  })

  it('is two rows of one library set', () => {
    const set = {
      id: 'library-0000000001' as LibrarySetId,
      name: 'Shared',
      variables: [textVariable(2, 'A', 'b'), textVariable(3, 'A', 'c')]
    }
    const [tie] = findTies({ variables: [], librarySets: [set] }, around)
    expect(tie?.origin).toMatchObject({ kind: 'library', name: 'Shared' })
  })
})

const scope = fc.record(
  {
    environments: fc.subarray([test, production], { minLength: 1 }),
    targets: fc.subarray([ids.target(1), ids.target(2)], { minLength: 1 }),
    roles: fc.subarray(['web', 'cache', 'db'], { minLength: 1 }),
    actions: fc.subarray([ids.action(1), ids.action(2)], { minLength: 1 })
  },
  { requiredKeys: [] }
)
const rows = fc
  .array(fc.tuple(fc.constantFrom('A', 'B'), scope), { maxLength: 7 })
  .map(list => list.map(([name, of], index) => textVariable(index + 1, name, String(index), of)))

describe('looking for ties', () => {
  it('finds one exactly where some place has one, but for rows of the same scope, which are one anywhere', () => {
    fc.assert(
      fc.property(rows, variables => {
        const sources = { variables, librarySets: [] }
        for (const { name, candidates } of rowsByName(sources).values()) {
          const isTiedSomewhere = [...contextsFor(candidates, around)].some(
            context => contest(candidates, context).tied.length > 0
          )
          const found = findTies(sources, around).filter(tie => tie.name === name)
          if (isTiedSomewhere) expect(found.length).toBeGreaterThan(0)
          else expect(found.every(tie => tie.where === null)).toBe(true)
        }
      }),
      { numRuns: 300 }
    )
  })

  it('comes to an end when fixes are applied one after the other, and none makes a new tie between other rows', () => {
    fc.assert(
      fc.property(rows, fc.nat(9), (variables, choice) => {
        let current: readonly Variable[] = variables
        for (let round = 0; round < 60; round++) {
          const [tie] = findTies({ variables: current, librarySets: [] }, around)
          if (!tie) return
          const fix = tie.fixes[choice % tie.fixes.length]
          if (!fix) throw new Error('A tie without a fix')
          current = applyFix(current, fix)
        }
        throw new Error('The ties did not come to an end')
      }),
      { numRuns: 300 }
    )
  })
})

describe('rows that are meant for channels', () => {
  const channel = (n: number) => `channel-000000000${n}` as ChannelId
  const within = (...channels: ChannelId[]): Surroundings => ({ ...around, channels: channels.map(id => ({ id })) })
  const rows = [
    textVariable(1, 'Db', 'a', { channels: [channel(1), channel(2)] }),
    textVariable(2, 'Db', 'b', { channels: [channel(2), channel(3)] }),
    textVariable(3, 'Db', 'c', {})
  ]
  const tiedIn = (surroundings: Surroundings) =>
    findTies({ variables: rows, librarySets: [] }, surroundings).map(tie => [
      tie.where?.channelId,
      tie.rows.map(row => row.id)
    ])

  it('tie in a channel that both are for, and outweigh what is for none', () =>
    expect(tiedIn(within(channel(1), channel(2), channel(3)))).toEqual([
      [channel(2), [ids.variable(1), ids.variable(2)]]
    ]))

  it('tie nowhere in the other channels, and in what has none, such as a runbook', () => {
    expect(tiedIn(within(channel(1), channel(3)))).toEqual([])
    expect(tiedIn(around)).toEqual([])
  })

  it('can be told apart by leaving the channel out of one of them', () => {
    const [tie] = findTies({ variables: rows, librarySets: [] }, within(channel(2)))
    expect(tie?.fixes.filter(({ kind }) => kind === 'narrow').map(fix => 'scope' in fix && fix.scope)).toEqual([
      { channels: [channel(1)] },
      { channels: [channel(3)] }
    ])
  })
})

import {
  cellAfter,
  type Dashboard,
  type DashboardCell,
  isUnclear,
  type TenantCells,
  tallyOf,
  tallyWords,
  thereWords,
  usedEnvironments,
  withFavourite,
  withSummary
} from '@shared/dashboard'
import type { DeploymentSummary, Outcome } from '@shared/deployment'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aGroup, anEnvironment, aProject, aSummary, environmentIdOf, projectIdOf } from '../support/catalogue'
import { tenantIds } from '../support/tenants'

const over = (n: number, outcome: Outcome, version = `1.${n}`): DeploymentSummary =>
  aSummary(n, { state: 'finished', outcome, releaseVersion: version })

describe('a cell', () => {
  test('shows the newest attempt, and what is there beside it', () => {
    const cell = cellAfter(cellAfter(undefined, over(1, 'succeeded')), over(2, 'failed'))
    expect(cell).toEqual({ newest: over(2, 'failed'), current: over(1, 'succeeded') })
    expect(thereWords(cell)).toBe('1.1 is there')
  })

  test('shows that what ended last is there, although it was queued first', () => {
    const scheduled = { ...over(1, 'succeeded'), finishedAt: 60 }
    const newer = { ...over(2, 'succeeded'), finishedAt: 3 }
    for (const order of [
      [newer, scheduled],
      [scheduled, newer]
    ])
      expect(order.reduce<DashboardCell | undefined>(cellAfter, undefined)).toEqual({
        newest: newer,
        current: scheduled
      })
    expect(thereWords({ newest: newer, current: scheduled })).toBe('1.1 is there')
  })

  test('shows what succeeds just now, whatever the clock says, and of what is only told what ended later', () => {
    const before: DashboardCell = { newest: aSummary(2), current: { ...over(1, 'succeeded'), finishedAt: 60 } }
    const news = { ...over(2, 'succeeded'), finishedAt: 3 }
    expect(cellAfter(before, news)).toEqual({ newest: news, current: news })
    const told = { ...news, isTold: true as const }
    expect(cellAfter(before, told)).toEqual({ newest: told, current: before.current })
  })

  test('says of nothing that it is there where the success of what was there is taken back, which is not clear', () => {
    const before: DashboardCell = { newest: over(2, 'succeeded'), current: over(2, 'succeeded') }
    expect(cellAfter(before, over(2, 'failed'))).toEqual({ newest: over(2, 'failed'), current: null })
    expect([over(2, 'failed'), over(1, 'failed'), over(2, 'succeeded')].map(news => isUnclear(before, news))).toEqual([
      true,
      false,
      false
    ])
  })

  test('does not tell whether one succeeded last that is not the newest', () => {
    const before: DashboardCell = { newest: aSummary(2), current: over(3, 'succeeded') }
    const all = [over(1, 'succeeded'), over(2, 'succeeded'), over(3, 'succeeded'), over(1, 'failed')]
    expect(all.map(news => isUnclear(before, news))).toEqual([true, false, false, false])
  })

  test('says nothing more where the newest attempt succeeded', () => {
    const cell = cellAfter(undefined, over(1, 'succeeded'))
    expect(cell.current).toEqual(cell.newest)
    expect(thereWords(cell)).toBeNull()
  })

  test('says that nothing is there after a first failure, and not while it runs or is on its way elsewhere', () => {
    const words = (newest: DeploymentSummary) => thereWords({ newest, current: null })
    expect(words(over(1, 'failed'))).toBe('nothing is there')
    expect(words(aSummary(1))).toBeNull()
    expect(words(over(1, 'handed-over'))).toBeNull()
  })

  test('keeps the newest when an older one changes, and still learns what is there', () => {
    const before: DashboardCell = { newest: aSummary(2), current: null }
    expect(cellAfter(before, aSummary(1))).toBe(before)
    expect(cellAfter(before, over(1, 'succeeded'))).toEqual({ newest: aSummary(2), current: over(1, 'succeeded') })
  })

  test('shows the same in whatever order its deployments end', () => {
    const outcomes = fc.array(fc.constantFrom<Outcome>('succeeded', 'failed', 'cancelled'), { minLength: 1 })
    fc.assert(
      fc.property(outcomes, fc.infiniteStream(fc.nat()), (list, keys) => {
        const all = list.map((outcome, index) => over(index + 1, outcome))
        const mixed = all
          .map(summary => ({ summary, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ summary }) => summary)
        const cell = mixed.reduce<DashboardCell | undefined>(cellAfter, undefined)
        expect(cell).toEqual({
          newest: all.at(-1),
          current: all.findLast(({ outcome }) => outcome === 'succeeded') ?? null
        })
      })
    )
  })
})

const dashboard = (cells: Dashboard['groups'][number]['projects'][number]['cells'] = {}): Dashboard => ({
  favourites: [],
  environments: [anEnvironment(1), anEnvironment(2)],
  groups: [
    {
      group: aGroup(1),
      projects: [
        { project: aProject(1), next: null, cells },
        { project: aProject(2), next: null, cells: {} }
      ]
    }
  ]
})

describe('the dashboard', () => {
  test('changes in one row only, so that the others need not be drawn again', () => {
    const before = dashboard()
    const after = withSummary(before, aSummary(1))
    expect(after.groups[0]?.projects[0]?.cells).toEqual({
      [environmentIdOf(1)]: { newest: aSummary(1), current: null }
    })
    expect(after.groups[0]?.projects[1]).toBe(before.groups[0]?.projects[1])
  })

  test('has a favourite once, at the end of the others', () => {
    const [one, two] = [projectIdOf(1), projectIdOf(2)]
    const both = withFavourite(withFavourite(withFavourite(dashboard(), one, true), two, true), one, true)
    expect(both.favourites).toEqual([two, one])
    expect(withFavourite(both, two, false).favourites).toEqual([one])
  })

  test('knows where something was ever deployed', () => {
    const used = dashboard({ [environmentIdOf(2)]: { newest: aSummary(1), current: null } })
    expect([...usedEnvironments(used)]).toEqual([environmentIdOf(2)])
  })
})

describe('the cells of tenants', () => {
  const [acme, bolt, third] = [1, 2, 3].map(tenantIds) as [
    ReturnType<typeof tenantIds>,
    ReturnType<typeof tenantIds>,
    ReturnType<typeof tenantIds>
  ]
  const forTenant = (summary: DeploymentSummary, id: typeof acme): DeploymentSummary => ({
    ...summary,
    tenant: { id, name: id }
  })
  const none: TenantCells = { linked: [acme, bolt, third], cells: [] }
  const shop = aProject(1)
  const [environment] = [anEnvironment(1)]
  const dashboard = (cells: TenantCells): Dashboard => ({
    favourites: [],
    environments: [environment!],
    groups: [
      { group: aGroup(1), projects: [{ project: shop, next: null, cells: {}, tenants: { [environment!.id]: cells } }] }
    ]
  })
  const news = (before: Dashboard, summary: DeploymentSummary) =>
    withSummary(before, { ...summary, projectId: shop.id, environmentId: environment!.id })
  const cellsIn = (of: Dashboard): TenantCells => of.groups[0]!.projects[0]!.tenants![environment!.id]!

  test('are each about one tenant, and leave the cell of nobody alone', () => {
    const first = news(dashboard(none), forTenant(over(1, 'succeeded'), acme))
    const second = news(first, forTenant(over(2, 'failed'), bolt))
    expect(cellsIn(second).cells.map(({ newest, current }) => [newest.tenant?.id, current?.releaseVersion])).toEqual([
      [acme, '1.1'],
      [bolt, undefined]
    ])
    expect(second.groups[0]?.projects[0]?.cells).toEqual({})
  })

  test('are the very same where nothing changes, as with news about a tenant that is not linked', () => {
    const first = news(dashboard(none), forTenant(over(1, 'succeeded'), acme))
    expect(news(first, forTenant(over(1, 'succeeded'), tenantIds(9)))).toEqual(first)
    expect(cellsIn(news(first, forTenant(over(0, 'failed'), acme))).cells).toEqual(cellsIn(first).cells)
  })

  test('are counted by the newest attempt, the newest one first, and what nobody got is said', () => {
    const all = [
      forTenant(over(1, 'succeeded', '1.0'), acme),
      forTenant(over(2, 'succeeded', '1.0'), bolt),
      forTenant(over(3, 'failed', '1.1'), acme)
    ]
    const tally = tallyOf(cellsIn(all.reduce(news, dashboard(none))))
    expect(tally).toEqual({
      linked: 3,
      untouched: 1,
      groups: [
        { releaseVersion: '1.1', state: 'failed', tenants: 1 },
        { releaseVersion: '1.0', state: 'succeeded', tenants: 1 }
      ]
    })
    expect(tallyWords(tally)).toBe('1.1 failed for 1; 1.0 succeeded for 1; nothing for 1')
  })

  test('make their environment one that something was deployed to', () => {
    expect([...usedEnvironments(dashboard(none))]).toEqual([])
    expect([...usedEnvironments(news(dashboard(none), forTenant(over(1, 'failed'), acme)))]).toEqual([environment!.id])
  })
})

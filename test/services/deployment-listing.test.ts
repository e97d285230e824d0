import { type DeploymentFilter, listedStateOf, listedStates } from '@shared/deployment-filter'
import type { DeploymentId, TenantId } from '@shared/ids'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { createListing } from '../../electron/services/deployment-listing'
import { testActor } from '../support/actor'
import { ids } from '../support/plans'
import { manualTime, openOrThrow, openTempStore, tempFolder } from '../support/store'
import { deploymentIds, deploymentSummary, finishedSummary, runbookOf } from '../support/summaries'
import { must } from '../support/workspace'

const tenantIdOf = (n: number) => `tenant-${String(n).padStart(10, '0')}` as TenantId
const tenantOf = (n: number) => ({ id: tenantIdOf(n), name: `Tenant ${n}` })
/** Three files of them and some more, in which each kind of filter finds some and passes over others. */
const all = Array.from({ length: 170 }, (_, n) =>
  deploymentSummary({
    id: deploymentIds(n),
    environmentId: ids.environment(1 + (n % 3)),
    // Whatever the clock said: two of the same moment now and then, and set back once.
    queuedAt: 1 + Math.floor((n % 97) / 1.3),
    ...(n % 4 === 0 ? { tenant: tenantOf(1 + (n % 8)) } : {}),
    ...(n % 5 === 0 ? { runbook: runbookOf('Restart', 1 + (n % 2)) } : {}),
    ...(n > 150 ? {} : ({ state: 'finished', outcome: n % 6 === 0 ? 'failed' : 'succeeded', finishedAt: n } as const))
  })
)
/** What the call promised all along: look at each one, the newest first. */
const simply = (filter: DeploymentFilter) =>
  [...all]
    .reverse()
    .filter(
      item =>
        (filter.ids?.includes(item.id) ?? true) &&
        (filter.environmentId ?? item.environmentId) === item.environmentId &&
        (filter.environmentIds?.includes(item.environmentId) ?? true) &&
        (filter.tenantId === undefined || filter.tenantId === (item.tenant?.id ?? null)) &&
        (filter.tenantIds === undefined || (item.tenant !== undefined && filter.tenantIds.includes(item.tenant.id))) &&
        (filter.kind === undefined || filter.kind === (item.runbook === null ? 'deployment' : 'runbook')) &&
        (filter.runbookIds === undefined || (item.runbook !== null && filter.runbookIds.includes(item.runbook.id))) &&
        (filter.states?.includes(listedStateOf(item)) ?? true)
    )

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 })
const environment = fc.integer({ min: 1, max: 4 }).map(ids.environment)
const tenant = fc.integer({ min: 1, max: 9 }).map(tenantIdOf)
const anyFilter = fc.record<DeploymentFilter>({
  ids: maybe(fc.array(fc.integer({ min: 0, max: 180 }).map((n): DeploymentId => deploymentIds(n)))),
  environmentId: maybe(environment),
  environmentIds: maybe(fc.array(environment)),
  tenantId: maybe(fc.oneof(tenant, fc.constant(null))),
  tenantIds: maybe(fc.array(tenant)),
  kind: maybe(fc.constantFrom('deployment', 'runbook')),
  runbookIds: maybe(fc.subarray([runbookOf('', 1).id, runbookOf('', 2).id])),
  states: maybe(fc.subarray([...listedStates]))
})

it('has the pages and the count that looking at each deployment gives', async () => {
  const { store } = await openTempStore()
  await Promise.all(all.map(summary => store.deployments.put(summary)))
  const { list, count } = createListing(store, new Map())
  await fc.assert(
    fc.asyncProperty(
      anyFilter,
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 1, max: 60 }),
      async (filter, skip, limit) => {
        const expected = simply(filter)
        expect(must(await list({ ...filter, skip, limit }))).toEqual(expected.slice(skip, skip + limit))
        expect(must(await count(filter))).toEqual({ count: expected.length })
      }
    ),
    { numRuns: 300 }
  )
})

it('counts all of them also as long as it is not known where each lies', async () => {
  const folder = await tempFolder()
  const time = manualTime()
  const open = () =>
    openOrThrow({ folder, keyFile: `${folder}.key`, now: () => 1, actor: testActor, repeat: time.repeat })
  const total = 2600
  const first = await open()
  const summaries = Array.from({ length: total }, (_, n) => finishedSummary('succeeded', { id: deploymentIds(n) }))
  await Promise.all(summaries.map(summary => first.deployments.put(summary)))
  // What would else be in the journal would be in memory after the start.
  for (let i = 0; i < 5; i++) await time.tick()
  await first.close()
  const store = await open()
  onTestFinished(() => store.close())
  const { count } = createListing(store, new Map())
  expect(store.deployments.isComplete).toBe(false)
  expect(must(await count({}))).toEqual({ count: total })
  await store.deployments.complete
  expect(must(await count({}))).toEqual({ count: total })
})

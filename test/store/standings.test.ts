import type { DeploymentSummary } from '@shared/deployment'
import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId, RunbookId, TenantId } from '@shared/ids'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { sealedChange } from '../../electron/store/change'
import { placeId } from '../../electron/store/record-schemas'
import type { Standing, Store } from '../../electron/store/store'
import { testActor } from '../support/actor'
import { asIfKilled, openOrThrow, tempFolder } from '../support/store'
import { calm } from '../support/summaries'

const numbered = (prefix: string, number: number): string => `${prefix}-${String(number).padStart(10, '0')}`
const idOf = (number: number) => numbered('deployment', number) as DeploymentId
const releaseOf = (number: number) => numbered('release', number) as ReleaseId
const environmentOf = (number: number) => numbered('environment', number) as EnvironmentId
const tenantOf = (number: number) => numbered('tenant', number) as TenantId
const project = numbered('project', 1) as ProjectId
const runbook = { id: numbered('runbook', 1) as RunbookId, name: 'Restart' }

const queued = (number: number, release: number, environment: number): DeploymentSummary => ({
  ...calm,
  id: idOf(number),
  projectId: project,
  projectName: 'Shop',
  releaseId: releaseOf(release),
  releaseVersion: `1.0.${release}`,
  environmentId: environmentOf(environment),
  environmentName: `E${environment}`,
  state: 'queued',
  outcome: null,
  hasWarnings: false,
  runsDone: 0,
  runsTotal: 1,
  queuedAt: number,
  queuedBy: 'ada',
  startedAt: null,
  finishedAt: null,
  summary: null
})
/** The same for a tenant; 0 is for none. */
const forTenant = (summary: DeploymentSummary, tenant: number): DeploymentSummary =>
  tenant === 0 ? summary : { ...summary, tenant: { id: tenantOf(tenant), name: `T${tenant}` } }

/** An environment without a tenant, or for one. */
const placeAt = (environment: number, tenant = 0) => ({
  environmentId: environmentOf(environment),
  tenantId: tenant === 0 ? null : tenantOf(tenant)
})

const ended = (summary: DeploymentSummary, outcome: 'succeeded' | 'failed'): DeploymentSummary => ({
  ...summary,
  state: 'finished',
  outcome,
  finishedAt: summary.queuedAt,
  summary: outcome
})

const open = (folder: string) => openOrThrow({ folder, keyFile: `${folder}.key`, now: () => 1, actor: testActor })

describe('standings', () => {
  let store: Store
  beforeEach(async () => {
    store = await open(await tempFolder())
    return () => store.close()
  })

  test('a success stays one, whatever becomes of later deployments', async () => {
    await store.deployments.put(ended(queued(1, 1, 1), 'succeeded'))
    await store.deployments.put(ended(queued(2, 1, 1), 'failed'))
    await store.deployments.put(queued(3, 1, 1))
    expect(store.deployments.standings(releaseOf(1))).toEqual([
      { ...placeAt(1), newest: idOf(3), success: idOf(1), earlier: null }
    ])
    expect(store.deployments.current(project, placeAt(1))).toEqual(ended(queued(1, 1, 1), 'succeeded'))
  })

  test('what ended last is there, also where it was queued before the others', async () => {
    const scheduled = { ...ended(queued(1, 1, 1), 'succeeded'), finishedAt: 60 }
    await store.deployments.put(queued(1, 1, 1))
    await store.deployments.put(ended(queued(2, 2, 1), 'succeeded'))
    await store.deployments.put(ended(queued(3, 1, 1), 'succeeded'))
    await store.deployments.put(scheduled)
    expect(store.deployments.current(project, placeAt(1))).toEqual(scheduled)
    expect(store.deployments.standings(releaseOf(1))).toEqual([
      { ...placeAt(1), newest: idOf(3), success: idOf(1), earlier: idOf(3) }
    ])
    expect(store.deployments.standingTimes(releaseOf(1))).toEqual([
      { ...placeAt(1), newest: { id: idOf(3), queuedAt: 3 }, success: { id: idOf(1), endedAt: 60 } }
    ])
  })

  test('what succeeds just now is there, also where the clock was set back since the others ended', async () => {
    const [first, second] = [queued(9000, 1, 1), queued(1000, 2, 1)]
    for (const summary of [first, ended(first, 'succeeded'), second, ended(second, 'succeeded')])
      await store.deployments.put(summary)
    const third = queued(500, 2, 1)
    await store.deployments.put(third)
    await store.deployments.put(ended(third, 'succeeded'))
    expect(store.deployments.current(project, placeAt(1))).toEqual(ended(third, 'succeeded'))
    expect(store.deployments.standings(releaseOf(2))).toEqual([
      { ...placeAt(1), newest: idOf(500), success: idOf(500), earlier: idOf(1000) }
    ])
  })

  test('of what is only told it is the moment that tells whether it is there', async () => {
    const [told, later] = [queued(1, 1, 1), queued(2, 2, 1)]
    for (const summary of [told, later, ended(later, 'succeeded')]) await store.deployments.put(summary)
    await store.deployments.put({ ...ended(told, 'succeeded'), isTold: true })
    expect(store.deployments.current(project, placeAt(1))).toEqual(ended(later, 'succeeded'))
  })

  test('what was there before is there again where a success is taken back', async () => {
    for (const summary of [queued(1, 1, 1), queued(2, 1, 2), queued(3, 2, 1), queued(4, 3, 1)])
      await store.deployments.put(ended(summary, 'succeeded'))
    await store.deployments.put(ended(queued(4, 3, 1), 'failed'))
    expect(store.deployments.current(project, placeAt(1))).toEqual(ended(queued(3, 2, 1), 'succeeded'))
    await store.commit([await store.deployments.changing(ended(queued(3, 2, 1), 'failed'))])
    expect(store.deployments.current(project, placeAt(1))).toEqual(ended(queued(1, 1, 1), 'succeeded'))
    await store.deployments.put(ended(queued(1, 1, 1), 'failed'))
    expect(store.deployments.current(project, placeAt(1))).toBeNull()
  })

  test('a success of another release is none of this one', async () => {
    await store.deployments.put(ended(queued(1, 1, 1), 'succeeded'))
    expect(store.deployments.standings(releaseOf(2))).toEqual([])
  })

  test('each tenant has its own, and what is for none has as well', async () => {
    await store.deployments.put(ended(queued(1, 1, 1), 'succeeded'))
    await store.deployments.put(ended(forTenant(queued(2, 1, 1), 1), 'succeeded'))
    await store.deployments.put(ended(forTenant(queued(3, 1, 1), 2), 'failed'))
    expect(store.deployments.standings(releaseOf(1))).toEqual([
      { ...placeAt(1), newest: idOf(1), success: idOf(1), earlier: null },
      { ...placeAt(1, 1), newest: idOf(2), success: idOf(2), earlier: null },
      { ...placeAt(1, 2), newest: idOf(3), success: null, earlier: null }
    ])
    expect([0, 1, 2].map(tenant => store.deployments.current(project, placeAt(1, tenant))?.id)).toEqual([
      idOf(1),
      idOf(2),
      undefined
    ])
    expect(store.deployments.latest().map(({ id }) => id)).toEqual([idOf(1), idOf(2), idOf(3)])
  })

  test('those of before there were tenants are read as for none', async () => {
    const id = releaseOf(1)
    const mark = { id: idOf(1), queuedAt: 1 }
    const places = [{ environmentId: environmentOf(1), newest: mark, successes: [mark] }]
    await store.commit([sealedChange({ collection: 'standings', id, record: { id, places } as { id: string } })])
    const { folder } = store
    await store.close()
    store = await open(folder)
    expect(store.deployments.standings(id)).toEqual([
      { ...placeAt(1), newest: idOf(1), success: idOf(1), earlier: null }
    ])
  })

  test('runs of runbooks count for nothing', async () => {
    await store.deployments.put({ ...ended(queued(1, 1, 1), 'succeeded'), runbook })
    expect(store.deployments.standings(releaseOf(1))).toEqual([])
    expect(store.deployments.current(project, placeAt(1))).toBeNull()
  })

  test('one that is continued and succeeds counts from then on', async () => {
    await store.deployments.put(ended(queued(1, 1, 1), 'failed'))
    await store.deployments.put(ended(queued(2, 1, 1), 'failed'))
    await store.deployments.put(ended(queued(1, 1, 1), 'succeeded'))
    expect(store.deployments.standings(releaseOf(1))).toEqual([
      { ...placeAt(1), newest: idOf(2), success: idOf(1), earlier: null }
    ])
  })

  test('are there after a crash', async () => {
    await store.deployments.put(ended(queued(1, 1, 1), 'succeeded'))
    const again = await open(await asIfKilled(store.folder))
    expect(again.deployments.standings(releaseOf(1))).toEqual(store.deployments.standings(releaseOf(1)))
    expect(again.deployments.current(project, placeAt(1))?.id).toBe(idOf(1))
    await again.close()
  })

  test('are made once in a workspace from before they were kept', async () => {
    const all = [ended(queued(1, 1, 1), 'succeeded'), ended(queued(2, 1, 2), 'failed'), queued(3, 2, 1)]
    for (const summary of all) await store.deployments.put(summary)
    const known = [releaseOf(1), releaseOf(2)].map(id => store.deployments.standings(id))
    // As it was: places without what is current, and nothing of releases.
    const places = store.deployments.latest().map(summary => {
      const id = placeId(summary)
      return sealedChange({ collection: 'latest-deployments', id, record: { id, summary, open: [] } as { id: string } })
    })
    const releases = [releaseOf(1), releaseOf(2)].map(id => sealedChange({ collection: 'standings', id, record: null }))
    await store.commit([...places, ...releases])
    expect(store.deployments.standings(releaseOf(1))).toEqual([])
    const { folder } = store
    await store.close()
    store = await open(folder)
    expect([releaseOf(1), releaseOf(2)].map(id => store.deployments.standings(id))).toEqual(known)
    expect(store.deployments.current(project, placeAt(1))).toEqual(all[0])
    expect(store.deployments.current(project, placeAt(2))).toBeNull()
  })

  test('say what is left where a release goes with all that it did', async () => {
    await store.deployments.put(ended(queued(1, 1, 1), 'succeeded'))
    await store.deployments.put(ended(queued(2, 2, 1), 'succeeded'))
    await store.deployments.put(ended(queued(3, 2, 1), 'failed'))
    await store.commit(await store.deployments.removingAll([idOf(2), idOf(3)]))
    expect(store.deployments.standings(releaseOf(2))).toEqual([])
    expect(store.deployments.current(project, placeAt(1))?.id).toBe(idOf(1))
    expect(store.deployments.latest().map(({ id }) => id)).toEqual([idOf(1)])
  })

  test('a deployment that comes while others are being removed is not lost', async () => {
    await store.deployments.put(ended(queued(1, 1, 1), 'succeeded'))
    const changes = await store.deployments.removingAll([idOf(1)])
    await store.deployments.put(queued(2, 1, 1))
    await store.commit(changes)
    expect(store.deployments.latest().map(({ id }) => id)).toEqual([idOf(2)])
    expect(store.deployments.standings(releaseOf(1))).toEqual([
      { ...placeAt(1), newest: idOf(2), success: null, earlier: null }
    ])
  })
})

type Step =
  | { readonly kind: 'deploy'; readonly release: number; readonly environment: number; readonly tenant: number }
  | { readonly kind: 'end'; readonly which: number; readonly outcome: 'succeeded' | 'failed' }
  | { readonly kind: 'remove'; readonly which: readonly number[] }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('deploy' as const),
    release: fc.integer({ min: 1, max: 3 }),
    environment: fc.integer({ min: 1, max: 2 }),
    tenant: fc.nat(2)
  }),
  fc.record({
    kind: fc.constant('end' as const),
    which: fc.nat(11),
    outcome: fc.constantFrom('succeeded' as const, 'failed' as const)
  }),
  fc.record({ kind: fc.constant('remove' as const), which: fc.array(fc.nat(11), { minLength: 1, maxLength: 3 }) })
)

const everyPlace = [1, 2].flatMap(environment => [0, 1, 2].map(tenant => placeAt(environment, tenant)))
const isIn =
  ({ environmentId, tenantId }: ReturnType<typeof placeAt>) =>
  (summary: DeploymentSummary): boolean =>
    summary.environmentId === environmentId && (summary.tenant?.id ?? null) === tenantId

/** What the deployments of a workspace say, looked at one by one. */
const expectedOf = (all: readonly DeploymentSummary[], release: number): readonly Standing[] =>
  everyPlace.flatMap(place => {
    const own = all.filter(item => item.releaseId === releaseOf(release)).filter(isIn(place))
    const newest = own.at(-1)
    const [success, earlier] = own.filter(item => item.outcome === 'succeeded').reverse()
    if (newest === undefined) return []
    return [{ ...place, newest: newest.id, success: success?.id ?? null, earlier: earlier?.id ?? null }]
  })

test('standings and what is current are what the deployments say, in whatever order they end and go', async () => {
  const store = await open(await tempFolder())
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
      await store.commit(await store.deployments.removingAll(store.deployments.ids()))
      let all: DeploymentSummary[] = []
      const chosen = (which: number): DeploymentSummary | undefined => all[which % Math.max(1, all.length)]
      for (const [index, item] of steps.entries()) {
        if (item.kind === 'deploy') {
          const summary = forTenant(queued(index + 1, item.release, item.environment), item.tenant)
          all.push(summary)
          await store.deployments.put(summary)
        }
        if (item.kind === 'end') {
          const one = chosen(item.which)
          if (one === undefined || one.outcome === item.outcome) continue
          all = all.map(other => (other === one ? ended(one, item.outcome) : other))
          await store.deployments.put(ended(one, item.outcome))
        }
        if (item.kind === 'remove') {
          const gone = new Set(item.which.map(chosen).flatMap(one => (one === undefined ? [] : [one.id])))
          all = all.filter(({ id }) => !gone.has(id))
          await store.commit(await store.deployments.removingAll([...gone]))
        }
      }
      const keyOf = ({ environmentId, tenantId }: Standing) => `${environmentId} ${tenantId ?? ''}`
      const byPlace = (a: Standing, b: Standing) => keyOf(a).localeCompare(keyOf(b))
      for (const release of [1, 2, 3])
        expect([...store.deployments.standings(releaseOf(release))].sort(byPlace)).toEqual(expectedOf(all, release))
      for (const place of everyPlace) {
        const current = all.filter(isIn(place)).findLast(item => item.outcome === 'succeeded') ?? null
        expect(store.deployments.current(project, place)).toEqual(current)
      }
    }),
    { numRuns: 60 }
  )
  await store.close()
})

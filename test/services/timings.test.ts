import type { DeploymentFact } from '@shared/deployment'
import { foldEvents, summarize } from '@shared/deployment-reducer'
import type { DeploymentId, RunbookId, TenantId } from '@shared/ids'
import type { Plan } from '@shared/plan/plan'
import { ok } from '@shared/result'
import { beforeEach, expect, test } from 'vitest'
import { createOpenLogs } from '../../electron/services/open-logs'
import { createTimings } from '../../electron/services/timings'
import type { Store } from '../../electron/store/store'
import { at, begins, breaks, ends, finishes, liveAction, livePlan, liveTarget, started, told } from '../support/live'
import { openTempStore } from '../support/store'

const plan = livePlan(2, [{ name: 'Install', on: [1, 2] }])
const place = { projectId: plan.project.id, environmentId: plan.environment.id }
const runbook = { id: 'runbook-0000000001' as RunbookId, name: 'Restart' }

let store: Store
let opened: string[]
let reports: string[]

beforeEach(async () => {
  store = (await openTempStore()).store
  ;[opened, reports] = [[], []]
})

/** The service, with a note of each log that it opens. */
function timings() {
  const report = (message: string) => reports.push(message)
  const open = createOpenLogs(store.logs, report)
  const logs: typeof open = {
    ...open,
    use: (id, work) => {
      opened.push(id)
      return open.use(id, work)
    }
  }
  return createTimings({ store, logs, report } as unknown as Parameters<typeof createTimings>[0])
}

/** A deployment that took so many seconds on its two targets, kept in the store. */
async function keep(number: number, took: readonly [number, number], changes: Partial<Plan> = {}, goes = 'well') {
  const id = `deployment-${String(number).padStart(10, '0')}` as DeploymentId
  const own = { ...plan, ...changes }
  const [first, second] = [at(1, 1), at(1, 2)]
  const end: DeploymentFact = finishes(goes === 'well' ? 'succeeded' : 'failed')
  const queued: DeploymentFact = { kind: 'queued', id, plan: own, by: 'ada' }
  const last = goes === 'well' ? ends(second) : breaks(second)
  const [sooner, later] = took.map(seconds => seconds * 1000)
  const story = [queued, started, begins(first), begins(second), sooner!, ends(first), later!, last, end]
  const events = told(own, story, number * 1_000_000)
  const log = await store.logs.open(id)
  for (const event of events) await log.append(event)
  await log.close()
  await store.deployments.put(summarize(foldEvents(events)!))
}

test('what succeeded is measured, on each target and as a whole; what failed is not', async () => {
  await keep(1, [10, 20])
  await keep(2, [10, 30])
  await keep(3, [500, 900], {}, 'badly')
  const install = (p50: number, p90: number, count: number) => ({ p50: p50 * 1000, p90: p90 * 1000, count })
  expect(await timings().get(place)).toEqual(
    ok({
      whole: install(25, 29, 2),
      actions: { [liveAction(1)]: install(15, 27, 4) },
      runs: {
        [`${liveAction(1)}.${liveTarget(1)}`]: install(10, 10, 2),
        [`${liveAction(1)}.${liveTarget(2)}`]: install(25, 29, 2)
      }
    })
  )
})

test('a part says nothing about a whole, and a runbook nothing about a deployment', async () => {
  await keep(1, [10, 20], { choices: { only: [liveTarget(1), liveTarget(2)] } })
  await keep(2, [70, 80], { runbook })
  const service = timings()
  const ofDeployments = await service.get(place)
  const ofRunbook = await service.get({ ...place, runbookId: runbook.id })
  expect([ofDeployments, ofRunbook].map(result => result.ok && [result.value.whole, result.value.actions])).toEqual([
    [null, { [liveAction(1)]: { p50: 15_000, p90: 19_000, count: 2 } }],
    [{ p50: 80_000, p90: 80_000, count: 1 }, { [liveAction(1)]: { p50: 75_000, p90: 79_000, count: 2 } }]
  ])
})

test('without a history there is nothing to say', async () => {
  expect(await timings().get(place)).toEqual(ok({ whole: null, actions: {}, runs: {} }))
})

test('the twenty newest are looked at, and each log is read once', async () => {
  for (let number = 1; number <= 22; number++) await keep(number, [1, 2])
  const service = timings()
  await service.get(place)
  await keep(23, [1, 2])
  await service.get(place)
  const numbers = opened.map(id => Number(id.slice('deployment-'.length)))
  expect(numbers).toEqual([...Array.from({ length: 20 }, (_, index) => 22 - index), 23])
})

test('what is for a tenant goes by what took so long for that tenant, and else by what took so long for anybody', async () => {
  const acme = { id: 'tenant-0000000001' as TenantId, name: 'Acme', tags: [] }
  await keep(1, [10, 20], { tenant: acme })
  await keep(2, [100, 200])
  const { get } = timings()
  const whole = async (tenantId?: TenantId) => {
    const found = await get({ ...place, tenantId })
    return found.ok ? found.value.whole : found.failure
  }
  expect(await whole(acme.id)).toEqual({ p50: 20_000, p90: 20_000, count: 1 })
  expect(await whole()).toEqual({ p50: 200_000, p90: 200_000, count: 1 })
  expect(await whole('tenant-0000000002' as TenantId)).toMatchObject({ p50: 110_000, count: 2 })
})

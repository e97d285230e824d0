import { join } from 'node:path'
import type { DeploymentSummary, Outcome } from '@shared/deployment'
import type { EnvironmentId, ProjectId, TenantId } from '@shared/ids'
import { countedOf, Statistics } from '@shared/statistics/statistics'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStatistics } from '../../electron/services/statistics'
import type { Store } from '../../electron/store/store'
import { testActor } from '../support/actor'
import {
  anEnvironment,
  aProject,
  aSummary,
  aTenant,
  deploymentIdOf,
  environmentIdOf,
  projectIdOf,
  tenantIdOf
} from '../support/catalogue'
import { manualTime, openOrThrow, tempFolder } from '../support/store'
import { runbookOf } from '../support/summaries'

const day = 24 * 60 * 60 * 1000
const now = new Date(2026, 5, 15, 12).getTime()
const two = [1, 2] as const

interface Where {
  readonly projectId?: ProjectId
  readonly environmentId?: EnvironmentId
  readonly tenantId?: TenantId
}

const places: readonly Where[] = [
  {},
  ...two.map(n => ({ projectId: projectIdOf(n) })),
  ...two.map(n => ({ environmentId: environmentIdOf(n) })),
  { projectId: projectIdOf(1), environmentId: environmentIdOf(2) },
  ...two.map(n => ({ tenantId: tenantIdOf(n) })),
  { projectId: projectIdOf(2), tenantId: tenantIdOf(1) }
]

/** Compares what is answered with what all summaries say that the files hold, read and counted one by one. */
async function expectTruth(store: Store): Promise<void> {
  const statistics = createStatistics({ store, now: () => now })
  for (const where of places) {
    const answer = await statistics.get({ days: 7, ...where })
    if (!answer.ok) throw new Error(answer.failure.message)
    const [first] = answer.value.buckets
    const full = new Statistics([first?.from ?? 0, ...answer.value.buckets.map(({ to }) => to)])
    for (const summary of await store.deployments.newest(where, Number.POSITIVE_INFINITY)) {
      const counted = countedOf(summary)
      if (counted !== null) full.add(counted)
    }
    expect(answer.value).toEqual(full.result())
  }
}

const outcome = fc.constantFrom<Outcome>('succeeded', 'failed', 'cancelled', 'expired', 'handed-over')
const which = fc.nat(20)
const step = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('queue' as const), fc.constantFrom(...two), fc.constantFrom(...two)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('run' as const), fc.constantFrom(...two), fc.constantFrom(...two)) },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constant('end' as const), which, outcome, fc.integer({ min: -8, max: 1 }), fc.nat(9))
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('continue' as const), which) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('remove' as const), which) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('ask' as const, 'checkpoint' as const, 'reopen' as const)) }
)

test('statistics say what all deployments say that there are, whatever became of them meanwhile', async () => {
  const time = manualTime()
  const open = (folder: string) =>
    openOrThrow({ folder, keyFile: `${folder}.key`, now: () => now, actor: testActor, repeat: time.repeat })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
      let store = await open(join(await tempFolder(), 'data'))
      for (const n of two) await store.projects.put(aProject(n))
      for (const n of two) await store.environments.put(anEnvironment(n))
      for (const n of two) await store.tenants.put(aTenant(n))
      const all = new Map<number, DeploymentSummary>()
      const put = async (n: number, summary: DeploymentSummary) => {
        all.set(n, summary)
        await store.deployments.put(summary)
      }
      let next = 1
      for (const item of steps) {
        const known = typeof item[1] === 'number' ? all.get(item[1]) : undefined
        if (item[0] === 'queue' || item[0] === 'run') {
          const place = { projectId: projectIdOf(item[1]), environmentId: environmentIdOf(item[2]) }
          const { id, name } = aTenant(item[1])
          // Every third one is for a tenant.
          const whom = next % 3 === 0 ? { tenant: { id, name } } : {}
          const runbook = item[0] === 'run' ? runbookOf('Restart') : null
          await put(next, aSummary(next, { ...place, ...whom, runbook, state: 'queued', startedAt: null }))
          next += 1
        } else if (item[0] === 'end' && known) {
          const [, n, ended, days, minutes] = item
          const finishedAt = now + days * day
          await put(n, {
            ...known,
            state: 'finished',
            outcome: ended,
            startedAt: finishedAt - minutes * 60_000,
            finishedAt
          })
        } else if (item[0] === 'continue' && known)
          await put(item[1], { ...known, state: 'running', outcome: null, finishedAt: null })
        else if (item[0] === 'remove' && known) {
          all.delete(item[1])
          await store.deployments.remove(deploymentIdOf(item[1]))
        } else if (item[0] === 'ask') await expectTruth(store)
        else if (item[0] === 'checkpoint') await time.tick()
        else if (item[0] === 'reopen') {
          await store.close()
          store = await open(store.folder)
        }
      }
      await expectTruth(store)
      expect(store.deployments.ids().length).toBe(all.size)
      await store.close()
    }),
    { numRuns: 40 }
  )
})

import type { Deployment, DeploymentSummary } from '@shared/deployment'
import type { DeploymentId } from '@shared/ids'
import type { Timings } from '@shared/timings'
import { expect, it } from 'vitest'
import { createQueueTimes } from '../../electron/http/queue-times'
import type { Ask } from '../../electron/http/request'
import { begins, live, liveAction, livePlan, started, steps } from '../support/live'
import { deploymentIds, deploymentSummary } from '../support/summaries'

const minute = 60_000
const plan = livePlan(1, [{ name: 'Install', on: [1] }])
const run = plan.stages[0]?.runs[0]?.id ?? ('' as never)
/** Each of these deployments takes ten minutes. */
const took: Timings = {
  whole: { p50: 10 * minute, p90: 10 * minute, count: 1_000_000 },
  actions: { [liveAction(1)]: { p50: 10 * minute, p90: 10 * minute, count: 1_000_000 } },
  runs: {}
}
const unknown: Timings = { whole: null, actions: {}, runs: {} }

const waiting = (n: number, changes: Partial<DeploymentSummary> = {}) =>
  deploymentSummary({ id: deploymentIds(n), ...changes })
const underWay = live(plan, [started, steps(1), begins(run)])
const queued = live(plan, [])

/** How long the task waits of which these are in the way; the ones that are `running` began at 0. */
async function waits(ahead: readonly Deployment['state'][], now: number, timings = took, own = waiting(99)) {
  const asked: string[] = []
  const others = ahead.map((state, n) => waiting(n, { state }))
  const answers: Readonly<Record<string, (input: { readonly id?: DeploymentId }) => unknown>> = {
    'deployment.ahead': () => others,
    'deployment.timings': () => timings,
    'deployment.get': ({ id }) => (others.find(other => other.id === id)?.state === 'running' ? underWay : queued)
  }
  const ask = (async (name: string, input: object) => {
    asked.push(name)
    return answers[name]?.(input)
  }) as Ask
  return { minutes: Math.round((await createQueueTimes(ask, now)(own)) / minute), asked }
}

it('waits for what is left of the one in its way, and for all that come before it', async () => {
  expect((await waits(['running'], 0)).minutes).toBe(10)
  expect((await waits(['running'], 4 * minute)).minutes).toBe(6)
  expect((await waits(['running', 'queued', 'queued'], 4 * minute)).minutes).toBe(26)
})

it('waits for the first of several places that gets free', async () => {
  expect((await waits(['running', 'running'], 4 * minute)).minutes).toBe(6)
  expect((await waits(['running', 'running', 'queued', 'queued'], 4 * minute)).minutes).toBe(16)
})

it('waits until the moment that was chosen for it', async () => {
  expect(await waits([], 0, took, waiting(99, { startAt: 30 * minute }))).toEqual({ minutes: 30, asked: [] })
})

it('is nothing where nothing is known, and where nothing is waited for', async () => {
  expect((await waits(['running'], 0, unknown)).minutes).toBe(0)
  expect((await waits([], 0)).minutes).toBe(0)
  expect(await waits(['queued'], 0, took, waiting(99, { state: 'running' }))).toEqual({ minutes: 0, asked: [] })
})

it('asks once how long deployments of the same place take', async () => {
  const { asked } = await waits(['running', 'queued', 'queued'], 0)
  expect(asked.filter(name => name === 'deployment.timings')).toHaveLength(1)
})

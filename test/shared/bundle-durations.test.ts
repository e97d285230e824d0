import type { DeploymentFact } from '@shared/deployment'
import { summarize } from '@shared/deployment-reducer'
import { elapsedOf, tookOf } from '@shared/idle-time'
import type { BundleId, RunId, Sha256 } from '@shared/ids'
import { countedOf } from '@shared/statistics/statistics'
import { durationsOf } from '@shared/timings'
import { expect, it } from 'vitest'
import { at, begins, finishes, live, livePlan, liveTarget, type Story, started, steps, succeeds } from '../support/live'

const minute = 60_000
const plan = livePlan(2, [
  { name: 'Copy', on: [1, 2] },
  { name: 'Start', on: [1, 2] }
])
const bundleOf = (target: number) => `bundle-000000000${target}` as BundleId
/** Weeks away from the clock of this machine. */
const there = 1_000_000_000

const handsOver = (run: RunId, target: number): Story => [
  begins(run),
  { kind: 'run-handed-over', run, bundle: bundleOf(target) }
]
const handedOver: Story = [
  started,
  steps(1),
  ...[1, 2].flatMap(target => [1, 2].map(step => handsOver(at(step, target), target))),
  { kind: 'finished', outcome: 'handed-over', summary: 'It was handed over.' }
]
/** What the receipt of a target says: how long each of its runs took there. */
const returns = (target: number, took: readonly number[], state: 'succeeded' | 'unknown' = 'succeeded'): Story => [
  { kind: 'receipt', targetId: liveTarget(target), receipt: 'a'.repeat(64) as Sha256, by: 'ada' },
  ...took.map((ms, index): DeploymentFact => {
    const startedAt = there + index * 10 * minute
    return {
      kind: 'run-returned',
      run: at(index + 1, target),
      startedAt,
      finishedAt: startedAt + ms,
      result: { state }
    }
  })
]
/** What each of those who ask are told of how long it took, without what it took here. */
const told = (story: Story) => {
  const deployment = live(plan, story)
  const summary = summarize(deployment)
  const here = elapsedOf({ ...deployment, runs: {} }, Number.MAX_SAFE_INTEGER)?.active ?? 0
  const beyond = (took: number | null | undefined) => (typeof took === 'number' ? took - here : null)
  return {
    page: beyond(elapsedOf(deployment, Number.MAX_SAFE_INTEGER)?.active),
    list: beyond(tookOf(summary, Number.MAX_SAFE_INTEGER)),
    statistics: beyond(countedOf(summary)?.tookMs),
    estimate: beyond(durationsOf(deployment).whole)
  }
}
const all = (took: number | null) => ({ page: took, list: took, statistics: took, estimate: took })

it('a deployment by bundles takes as long as the slowest target measured', () => {
  const story = [handedOver, returns(1, [2 * minute, minute]), returns(2, [minute, 5 * minute]), finishes('succeeded')]
  expect(told(story)).toEqual(all(6 * minute))
})

it('nobody knows how long it takes until its receipts are back, or where they do not know it', () => {
  expect(told([handedOver])).toEqual(all(null))
  expect(told([handedOver, returns(1, [minute, minute]), { kind: 'interrupted' }]).estimate).toBeNull()
  const lost = [handedOver, returns(1, [minute, minute]), returns(2, [minute, minute], 'unknown'), finishes('failed')]
  expect(told(lost)).toEqual(all(null))
})

it('what is done from here takes what it took here', () => {
  const runs = [1, 2].flatMap(step => [1, 2].map(target => succeeds(at(step, target))))
  const story = [started, steps(1), 90_000, ...runs, finishes('succeeded')]
  expect(tookOf(summarize(live(plan, story)), Number.MAX_SAFE_INTEGER)).toBe(90_000)
})

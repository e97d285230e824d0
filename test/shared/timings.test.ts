import { resuming } from '@shared/deployment-resume'
import { durationsOf, slowness, timingOf } from '@shared/timings'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  answers,
  asks,
  at,
  begins,
  ends,
  finishes,
  live,
  liveAction,
  livePlan,
  liveTarget,
  started,
  succeeds
} from '../support/live'

describe('how long something takes', () => {
  it('is the middle of what was measured, and what nine of ten stay below', () => {
    expect([
      timingOf([]),
      timingOf([7]),
      timingOf([30, 10, 20]),
      timingOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    ]).toEqual([null, { p50: 7, p90: 7, count: 1 }, { p50: 20, p90: 28, count: 3 }, { p50: 6, p90: 10, count: 11 }])
  })

  it('lies between the quickest and the slowest, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 40 }), measured => {
        const timing = timingOf(measured)!
        expect(timing.p50).toBeGreaterThanOrEqual(Math.min(...measured))
        expect(timing.p50).toBeLessThanOrEqual(timing.p90)
        expect(timing.p90).toBeLessThanOrEqual(Math.max(...measured))
        expect(timingOf([...measured].reverse())).toEqual(timing)
      })
    )
  })
})

describe('what a deployment teaches about time', () => {
  it('is what its runs took, without what waited for people and what was only said to be done', () => {
    const plan = livePlan(2, [
      { name: 'Approve', on: 'here', actions: [{ name: 'Approve', type: 'manual' }] },
      { name: 'Install', on: [1, 2] }
    ])
    const approval = at(1, 'here')
    const deployment = live(plan, [
      started,
      begins(approval),
      asks({ kind: 'manual', run: approval, instructions: 'Look.', responsible: [] }),
      60_000,
      answers(1, 'proceed'),
      succeeds(at(2, 1)),
      begins(at(2, 2)),
      70_000,
      { kind: 'interrupted' },
      resuming('ada', [{ run: at(2, 2), choice: 'done', reason: 'Seen there.' }]),
      finishes('succeeded')
    ])
    expect(durationsOf(deployment)).toEqual({
      whole: 0,
      runs: [{ actionId: liveAction(2), targetId: liveTarget(1), took: 0 }]
    })
  })

  it('is no whole where a part was left out', () => {
    const only = livePlan(1, [{ name: 'Install', on: [1] }], { choices: { only: [liveTarget(1)] } })
    const deployment = live(only, [started, begins(at(1, 1)), 5000, ends(at(1, 1)), finishes('succeeded')])
    expect(durationsOf(deployment)).toEqual({
      whole: null,
      runs: [{ actionId: liveAction(1), targetId: liveTarget(1), took: 5000 }]
    })
  })
})

describe('slower than usual', () => {
  const usual = { p50: 10_000, p90: 15_000, count: 5 }

  it('is what takes twice its usual time and longer than nine of ten', () => {
    expect([10_000, 19_000, 32_000].map(took => slowness(took, usual))).toEqual([null, null, 3.2])
    expect(slowness(32_000, { ...usual, p90: 40_000 })).toBeNull()
  })

  it('is nothing that nobody would notice, and nothing without a history', () => {
    expect([slowness(1500, { p50: 100, p90: 100, count: 9 }), slowness(60_000, null)]).toEqual([null, null])
  })
})

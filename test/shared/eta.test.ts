import { resuming } from '@shared/deployment-resume'
import { estimate, leftOf, makespan, usualSteps } from '@shared/eta'
import { runKey, type Timing, type Timings, timingsOf } from '@shared/timings'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  answers,
  asks,
  at,
  begins,
  ends,
  fails,
  finishes,
  type LiveStep,
  live,
  liveAction,
  livePlan,
  liveTarget,
  type Story,
  skips,
  started,
  steps,
  succeeds
} from '../support/live'

const exactly = (ms: number): Timing => ({ p50: ms, p90: ms, count: 1_000_000 })
const timings = (actions: Readonly<Record<string, Timing>>, whole: Timing | null = exactly(1e9)): Timings => ({
  whole,
  actions,
  runs: {}
})
/** The remaining time to the tenth of a second, where every run takes exactly what it took before. */
const remaining = (targets: number, planned: readonly LiveStep[], took: Timings, now: number, ...story: Story) => {
  const eta = estimate(live(livePlan(targets, planned), story), took, now)
  return eta && Math.round(eta.remaining / 100) / 10
}
const ofSteps = (...seconds: readonly number[]): Timings =>
  timings(Object.fromEntries(seconds.map((took, index) => [liveAction(index + 1), exactly(took * 1000)])))

describe('the estimate', () => {
  const two: LiveStep[] = [
    { name: 'Install', on: [1, 2, 3, 4] },
    { name: 'Verify', on: [1] }
  ]

  it('adds up steps that follow each other, and takes the longest of those side by side', () => {
    const parallel = two.map(step => ({ ...step, group: 1 }))
    expect([remaining(4, two, ofSteps(60, 30), 0), remaining(4, parallel, ofSteps(60, 30), 0)]).toEqual([90, 60])
  })

  it('lets as many targets into a step as its window has room for', () => {
    const rolling = (width: number) => remaining(4, [{ name: 'Install', on: [1, 2, 3, 4], width }], ofSteps(60), 0)
    expect([rolling(1), rolling(2), rolling(3), rolling(4)]).toEqual([240, 120, 120, 60])
  })

  it('believes the width that a person changed', () => {
    const story = [started, steps(1), { kind: 'width-changed', step: 1, width: 4, by: 'ada' }] as const
    expect(remaining(4, [{ name: 'Install', on: [1, 2, 3, 4], width: 1 }], ofSteps(60), 0, ...story)).toBe(60)
  })

  it('runs the actions of a step one after the other on each target', () => {
    const planned = [{ name: 'Roll', on: [1, 2], width: 1, actions: [{ name: 'Drain' }, { name: 'Install' }] }]
    const took = timings({ [liveAction(1, 1)]: exactly(10_000), [liveAction(1, 2)]: exactly(20_000) })
    expect(remaining(2, planned, took, 0)).toBe(60)
  })

  it('takes off what has passed of a run, and what is over', () => {
    const story = [started, begins(at(1, 1)), begins(at(1, 2)), ends(at(1, 2)), succeeds(at(1, 3)), succeeds(at(1, 4))]
    expect([0, 20_000, 59_000].map(now => remaining(4, two, ofSteps(60, 30), now, ...story))).toEqual([90, 70, 31])
  })

  it('counts neither steps that were skipped nor targets that were excluded', () => {
    const skipped = [started, { kind: 'step-skipped', step: 1, reason: 'No.' }] as const
    const excluded = [started, { kind: 'target-excluded', targetId: liveTarget(1), reason: 'No.' }] as const
    expect([
      remaining(4, two, ofSteps(60, 30), 0, ...skipped),
      remaining(4, two, ofSteps(60, 30), 0, ...excluded)
    ]).toEqual([30, 60])
  })

  it('knows what a failure leaves out and what it calls for', () => {
    const planned: LiveStep[] = [
      { name: 'Install', on: [1, 2] },
      { name: 'Verify', on: [1], condition: { when: 'success' } },
      { name: 'Undo', on: [1], condition: { when: 'failure' } },
      { name: 'Tell', on: 'here', condition: { when: 'always' } }
    ]
    const took = ofSteps(60, 30, 10, 1)
    const failing = [started, fails(at(1, 1)), begins(at(1, 2))]
    expect([remaining(2, planned, took, 0), remaining(2, planned, took, 0, ...failing)]).toEqual([91, 71])
  })

  it('begins no further target once too many have failed', () => {
    const planned = [{ name: 'Install', on: [1, 2, 3], width: 1, isRolling: true, stopAfter: 1 }]
    expect(remaining(3, planned, ofSteps(60), 0, started, fails(at(1, 1)), begins(at(1, 2)))).toBe(60)
  })

  it('no longer counts what had failed before it was continued', () => {
    const planned = [{ name: 'Install', on: [1, 2, 3], width: 1, isRolling: true, stopAfter: 1 }]
    const left = [fails(at(1, 1)), skips(at(1, 2)), skips(at(1, 3)), finishes('failed')]
    const continued: Story = [resuming('Eve', []), begins(at(1, 2))]
    expect(remaining(3, planned, ofSteps(60), 0, started, steps(1), ...left, ...continued)).toBe(120)
  })

  it('waits for the first targets and for their rest before the others', () => {
    const canary = { targets: 1, holds: true, soakMs: 100_000 }
    const planned = [{ name: 'Install', on: [1, 2, 3], canary }]
    const first = [started, steps(1), begins(at(1, 1)), 60_000, ends(at(1, 1))]
    const held = [...first, asks({ kind: 'canary', step: 1 }), answers(1, 'proceed')]
    const stopped = [...first, asks({ kind: 'canary', step: 1 }), answers(1, 'stop')]
    expect([
      remaining(3, planned, ofSteps(60), 0),
      remaining(3, planned, ofSteps(60), 90_000, ...first),
      remaining(3, planned, ofSteps(60), 90_000, ...held),
      remaining(3, planned, ofSteps(60), 90_000, ...stopped)
    ]).toEqual([220, 130, 60, 0])
  })

  it('does not guess how long a person takes', () => {
    const planned: LiveStep[] = [
      { name: 'Approve', on: 'here', actions: [{ name: 'Approve', type: 'manual' }] },
      { name: 'Install', on: [1] }
    ]
    const took = timings({ [liveAction(2)]: exactly(60_000) })
    const question = asks({ kind: 'manual', run: at(1, 'here'), instructions: 'Look.', responsible: [] })
    expect(remaining(1, planned, took, 500_000, started, begins(at(1, 'here')), question)).toBe(60)
  })

  it('prefers what a run took on the same target', () => {
    const took = { ...ofSteps(60), runs: { [runKey(liveAction(1), liveTarget(2))]: exactly(200_000) } }
    expect(remaining(2, [{ name: 'Install', on: [1, 2] }], took, 0)).toBe(200)
  })

  it('says what it leaves out, and nothing at all where nothing is known', () => {
    const deployment = live(livePlan(4, two), [started])
    expect([
      estimate(deployment, ofSteps(60), 0)?.without,
      estimate(deployment, timings({ other: exactly(1) }), 0),
      estimate(deployment, timingsOf([]), 0)
    ]).toEqual([['Verify'], null, null])
  })

  it('is late once it took longer than nine of ten did, and once all should be over', () => {
    const deployment = live(livePlan(1, [{ name: 'Install', on: [1] }]), [started, begins(at(1, 1))])
    const isLate = (whole: number, now: number) =>
      estimate(deployment, { ...ofSteps(60), whole: exactly(whole) }, now)?.isLate
    expect([isLate(70_000, 50_000), isLate(40_000, 50_000), isLate(90_000, 61_000)]).toEqual([false, true, true])
  })

  it('is nothing for what is over or being cancelled', () => {
    const cancelling = live(livePlan(4, two), [started, { kind: 'cancel-requested', by: 'ada' }])
    expect(estimate(cancelling, ofSteps(60, 30), 0)).toBeNull()
  })

  it('takes what was measured once for less certain than what was measured often', () => {
    const deployment = live(livePlan(1, [{ name: 'Install', on: [1] }]), [started])
    const band = (count: number) => {
      const eta = estimate(deployment, timings({ [liveAction(1)]: { p50: 60_000, p90: 60_000, count } }), 0)
      return eta && [eta.low, eta.remaining, eta.high].map(ms => Math.round(ms / 1000))
    }
    expect([band(1), band(20)]).toEqual([
      [40, 60, 90],
      [59, 60, 61]
    ])
  })
})

const anyTiming = fc
  .record({
    p50: fc.integer({ min: 0, max: 600_000 }),
    more: fc.integer({ min: 0, max: 600_000 }),
    count: fc.integer({ min: 1, max: 50 })
  })
  .map(({ p50, more, count }): Timing => ({ p50, p90: p50 + more, count }))

/** Plans of steps with windows and groups, with a timing for each action. */
const anyPlan = fc
  .array(
    fc.record({
      lanes: fc.integer({ min: 1, max: 5 }),
      width: fc.integer({ min: 1, max: 4 }),
      joins: fc.boolean(),
      timing: anyTiming
    }),
    { minLength: 1, maxLength: 5 }
  )
  .map(list => {
    let group = 0
    const planned = list.map(({ lanes, width, joins }, index): LiveStep => {
      if (index === 0 || !joins) group++
      return { name: `Step ${index}`, on: Array.from({ length: lanes }, (_, lane) => lane + 1), width, group }
    })
    const actions = Object.fromEntries(list.map(({ timing }, index) => [liveAction(index + 1), timing]))
    return { plan: livePlan(5, planned), took: timings(actions) }
  })

describe('any estimate', () => {
  const views = ['low', 'remaining', 'high'] as const

  it('is never negative, lies within its band, and never grows as time goes on or runs end', () => {
    fc.assert(
      fc.property(anyPlan, fc.array(fc.nat(9), { maxLength: 20 }), fc.nat(900_000), ({ plan, took }, picks, gap) => {
        const story: Story[number][] = [started]
        let now = 0
        let before = estimate(live(plan, story), took, now)
        const open = plan.stages.flatMap(stage => stage.runs.map(run => run.id))
        const going: (typeof open)[number][] = []
        for (const pick of picks) {
          if (pick % 3 === 0 && open.length > 0) {
            const run = open.shift()!
            going.push(run)
            story.push(now, begins(run))
            // A run that begins out of turn makes no promise; only what follows does.
            before = estimate(live(plan, story), took, now)
          } else if (pick % 3 === 1 && going.length > 0) story.push(now, ends(going.splice(pick % going.length, 1)[0]!))
          else now += gap
          const eta = estimate(live(plan, story), took, now)!
          for (const view of views) {
            expect(eta[view]).toBeGreaterThanOrEqual(0)
            expect(eta[view]).toBeLessThanOrEqual((before?.[view] ?? 0) + 0.001)
          }
          expect(eta.low).toBeLessThanOrEqual(eta.remaining + 0.001)
          expect(eta.remaining).toBeLessThanOrEqual(eta.high + 0.001)
          before = eta
        }
      }),
      { numRuns: 100 }
    )
  })

  it('of one run moves with every moment until it is late', () => {
    fc.assert(
      fc.property(anyTiming, fc.double({ min: 0, max: 0.98, noNaN: true }), (timing, share) => {
        const slow = leftOf(timing, 0, 'high')
        fc.pre(timing.p50 > 100)
        const [now, later] = [slow * share, slow * (share + 0.01)]
        expect(leftOf(timing, later, 'remaining')).toBeLessThan(leftOf(timing, now, 'remaining'))
        expect(leftOf(timing, slow, 'remaining')).toBe(0)
      })
    )
  })

  it('of a step is never longer with more room', () => {
    const lanes = fc.array(fc.record({ isUnderWay: fc.boolean(), left: fc.nat(1000) }), { maxLength: 12 })
    fc.assert(
      fc.property(lanes, fc.integer({ min: 1, max: 6 }), (list, width) => {
        expect(makespan(list, width + 1)).toBeLessThanOrEqual(makespan(list, width))
        expect(makespan(list, width)).toBeGreaterThanOrEqual(Math.max(0, ...list.map(lane => lane.left)))
      })
    )
  })
})

describe('the usual time of steps', () => {
  it('says what each takes from beginning to end, and what nobody knows', () => {
    const plan = livePlan(4, [
      { name: 'Install', on: [1, 2, 3, 4], width: 2 },
      { name: 'New', on: [1] },
      { name: 'Approve', on: 'here', actions: [{ name: 'Approve', type: 'manual' }] }
    ])
    expect([...usualSteps(plan, ofSteps(60))]).toEqual([
      [1, 120_000],
      [2, null],
      [3, 0]
    ])
  })
})

import type { Deployment, DeploymentEvent, DeploymentFact } from '@shared/deployment'
import { foldEvents, summarize } from '@shared/deployment-reducer'
import { resuming } from '@shared/deployment-resume'
import { elapsedOf, tookOf } from '@shared/idle-time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deploymentRecord } from '../../electron/store/record-schemas'
import { queued, storedRuns } from '../support/deployment-events'
import { finishedSummary } from '../support/summaries'

const [first, second] = storedRuns
type Timed = readonly [at: number, fact: DeploymentFact]

const fold = (...facts: readonly Timed[]): Deployment => {
  const events = [[0, queued] as Timed, ...facts].map(
    ([at, fact], index): DeploymentEvent => ({ ...fact, seq: index + 1, at })
  )
  const state = foldEvents(events)
  if (!state) throw new Error('There is at least one event')
  return state
}

const started: Timed = [100, { kind: 'started' }]
const begins = (at: number, run = first): Timed => [at, { kind: 'run-started', run }]
const asks = (at: number, run = first): Timed => [
  at,
  { kind: 'asked', question: { kind: 'manual', run, instructions: 'Look.', responsible: [] } }
]
const answers = (at: number): Timed => [
  at,
  { kind: 'question-answered', question: 1, choice: 'proceed', by: 'ada', note: '' }
]
const ends = (at: number, run = first): Timed => [at, { kind: 'run-succeeded', run }]
const fails = (at: number, run = first): Timed => [
  at,
  { kind: 'run-failed', run, end: null, failure: { kind: 'script-failed', message: '', remedy: '' } }
]
const is = (at: number, fact: DeploymentFact): Timed => [at, fact]

describe('the time that a deployment took', () => {
  it('is nothing before it began', () => {
    expect(elapsedOf(fold(), 1000)).toBeNull()
  })

  it('goes on while something runs, and stops at its end', () => {
    const over = fold(started, begins(200), ends(300), begins(300, second), ends(400, second), [
      500,
      { kind: 'finished', outcome: 'succeeded', summary: '' }
    ])
    expect([elapsedOf(fold(started, begins(200)), 1000), elapsedOf(over, 9000)]).toEqual([
      { active: 900, waiting: 0, paused: 0 },
      { active: 400, waiting: 0, paused: 0 }
    ])
  })

  it('stands still while there is nothing but a question, and goes on with the answer', () => {
    const waits = [started, begins(200), asks(300)] as const
    expect([
      elapsedOf(fold(...waits), 1000),
      elapsedOf(fold(...waits, answers(700)), 1000),
      elapsedOf(fold(started, begins(200), begins(200, second), asks(300)), 1000)
    ]).toEqual([
      { active: 200, waiting: 700, paused: 0 },
      { active: 500, waiting: 400, paused: 0 },
      { active: 900, waiting: 0, paused: 0 }
    ])
  })

  it('stands still in a pause from the moment when nothing runs any more', () => {
    const paused = [started, begins(200), is(300, { kind: 'paused', by: 'ada' }), ends(400)] as const
    expect([
      elapsedOf(fold(...paused), 1000),
      elapsedOf(fold(...paused, is(600, { kind: 'unpaused', by: 'ada' })), 1000)
    ]).toEqual([
      { active: 300, waiting: 0, paused: 600 },
      { active: 700, waiting: 0, paused: 200 }
    ])
  })

  it('leaves out the time between an end and being continued', () => {
    const resumed = fold(
      started,
      begins(200),
      fails(300),
      is(300, { kind: 'run-cancelled', run: second }),
      is(400, { kind: 'finished', outcome: 'failed', summary: '' }),
      is(5000, resuming('ada', [{ run: first, choice: 'retry', reason: '' }])),
      begins(5000)
    )
    expect(elapsedOf(resumed, 5500)).toEqual({ active: 800, waiting: 0, paused: 0 })
  })

  it('ends where the app did, however late that was noticed', () => {
    const interrupted = fold(started, begins(200), is(90_000, { kind: 'interrupted' }))
    const resumed: Timed = [100_000, resuming('ada', [{ run: first, choice: 'retry', reason: '' }])]
    expect([
      elapsedOf(interrupted, 99_000),
      elapsedOf(fold(started, begins(200), is(90_000, { kind: 'interrupted' }), resumed, begins(100_000)), 100_300)
    ]).toEqual([
      { active: 100, waiting: 0, paused: 0 },
      { active: 400, waiting: 0, paused: 0 }
    ])
  })

  it('is known of its summary alone, also of one that was stored', () => {
    const finishes = (at: number): Timed => is(at, { kind: 'finished', outcome: 'failed', summary: '' })
    const goesOn = (at: number) => is(at, resuming('ada', [{ run: first, choice: 'retry', reason: '' }]))
    const failed = [started, begins(200), fails(300), is(300, { kind: 'run-cancelled', run: second }), finishes(400)]
    const all = [
      fold(...failed),
      fold(...failed, goesOn(5000), begins(5000)),
      fold(
        ...failed,
        goesOn(5000),
        begins(5000),
        fails(5200),
        is(5250, { kind: 'run-cancelled', run: second }),
        finishes(5300)
      ),
      fold(started, begins(200), asks(300)),
      fold(started, begins(200), is(90_000, { kind: 'interrupted' }))
    ]
    const summaries = all.map(summarize)
    const stored = summaries.map(summary => deploymentRecord.parse(JSON.parse(JSON.stringify(summary))))
    expect(stored).toEqual(summaries)
    expect(stored.map(summary => tookOf(summary, 6000))).toEqual([300, 1300, 600, 200, 100])
    expect(stored.map(({ idle }) => idle !== undefined)).toEqual([false, true, true, true, true])
  })

  it('is the time from start to end in a summary that was stored before idle time was', () => {
    const summary = finishedSummary('failed', { startedAt: 100, finishedAt: 5300 })
    expect([tookOf(summary, 9000), tookOf({ ...summary, startedAt: null }, 9000)]).toEqual([5200, null])
  })

  it('never grows by more than time goes on, and never shrinks', () => {
    const gap = fc.integer({ min: 0, max: 1000 })
    fc.assert(
      fc.property(gap, gap, gap, gap, fc.array(gap, { minLength: 1, maxLength: 5 }), (a, b, c, d, looks) => {
        let at = 100
        const next = (step: number) => {
          at += step
          return at
        }
        const deployment = fold(
          started,
          begins(next(a)),
          asks(next(b)),
          answers(next(c)),
          is(next(d), { kind: 'paused', by: 'ada' })
        )
        let before = elapsedOf(deployment, at)?.active ?? 0
        for (const look of looks) {
          const now = elapsedOf(deployment, next(look))?.active ?? 0
          expect(now - before).toBeGreaterThanOrEqual(0)
          expect(now - before).toBeLessThanOrEqual(look)
          before = now
        }
      })
    )
  })
})

import type { Outcome } from '@shared/deployment'
import { bucketEdges, type Counted, countedOf, Statistics, successRate } from '@shared/statistics/statistics'
import { percentOf, statisticsWords } from '@shared/statistics/words'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aSummary, environmentIdOf, projectIdOf } from '../../support/catalogue'
import { runbookOf } from '../../support/summaries'

const day = 24 * 60 * 60 * 1000
const today = 1000 * day
const midnightOf = (away: number) => today + away * day

const ended = (finishedAt: number, outcome: Outcome, took = 1000, environment = 1): Counted => ({
  projectId: projectIdOf(1),
  environmentId: environmentIdOf(environment),
  outcome,
  finishedAt,
  tookMs: took
})

function statisticsOf(deployments: readonly Counted[], days = 7) {
  const statistics = new Statistics(bucketEdges(days, midnightOf))
  for (const deployment of deployments) statistics.add(deployment)
  return statistics.result()
}

describe('buckets', () => {
  test('are days up to a month, and end with today', () => {
    expect(bucketEdges(7, away => away)).toEqual([-6, -5, -4, -3, -2, -1, 0, 1])
  })

  test('are weeks beyond that, and the oldest has what is left over', () => {
    expect(bucketEdges(32, away => away)).toEqual([-31, -27, -20, -13, -6, 1])
  })

  test('cover exactly the days that were asked for, in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 7, max: 366 }), days => {
        const edges = bucketEdges(days, away => away)
        expect((edges.at(-1) ?? 0) - (edges[0] ?? 0)).toBe(days)
        const widths = edges.slice(1).map((edge, index) => edge - (edges[index] ?? 0))
        const whole = days <= 31 ? 1 : 7
        expect(widths.slice(1).every(width => width === whole)).toBe(true)
        expect(widths[0]).toBeGreaterThan(0)
        expect(widths[0]).toBeLessThanOrEqual(whole)
      })
    )
  })
})

describe('counting', () => {
  test('puts each deployment in the day in which it ended', () => {
    const { buckets, total, succeeded, failed } = statisticsOf([
      ended(today, 'succeeded'),
      ended(today - 1, 'failed'),
      ended(today - 1, 'cancelled'),
      ended(today - 7 * day, 'succeeded'),
      ended(today + day, 'succeeded')
    ])
    expect({ total, succeeded, failed }).toEqual({ total: 3, succeeded: 1, failed: 1 })
    expect(buckets.at(-1)).toMatchObject({ from: today, to: today + day, succeeded: 1, failed: 0, other: 0 })
    expect(buckets.at(-2)).toMatchObject({ from: today - day, to: today, succeeded: 0, failed: 1, other: 1 })
  })

  test('takes of a deployment what it needs, and leaves out what is not over and runs of runbooks', () => {
    const over = { state: 'finished', outcome: 'failed', finishedAt: 9 } as const
    expect(countedOf(aSummary(1, over))).toEqual({
      projectId: projectIdOf(1),
      environmentId: environmentIdOf(1),
      outcome: 'failed',
      finishedAt: 9,
      tookMs: 8
    })
    const idle = { waiting: 1, paused: 0, over: 4, since: { why: 'over', at: 9 } } as const
    expect(countedOf(aSummary(1, { ...over, idle }))?.tookMs).toBe(3)
    expect(countedOf(aSummary(1, { ...over, startedAt: null }))?.tookMs).toBeNull()
    expect(countedOf(aSummary(1))).toBeNull()
    expect(countedOf(aSummary(1, { state: 'interrupted' }))).toBeNull()
    expect(countedOf(aSummary(1, { ...over, runbook: runbookOf('Restart') }))).toBeNull()
  })

  test('measures what succeeded or failed, and not what was cancelled', () => {
    const { medianMs, p90Ms } = statisticsOf([
      ended(today, 'succeeded', 1000),
      ended(today, 'failed', 3000),
      ended(today, 'cancelled', 90_000)
    ])
    expect({ medianMs, p90Ms }).toEqual({ medianMs: 2000, p90Ms: 2800 })
  })

  test('knows nothing about time where nothing ran', () => {
    const { medianMs, p90Ms, recoveryMs } = statisticsOf([ended(today, 'expired')])
    expect({ medianMs, p90Ms, recoveryMs }).toEqual({ medianMs: null, p90Ms: null, recoveryMs: null })
  })

  test('a recovery lasts from the first failure in a row to the next success in the same place', () => {
    const { recoveryMs } = statisticsOf([
      ended(today + 9000, 'succeeded'),
      ended(today + 1000, 'failed'),
      ended(today + 4000, 'failed'),
      ended(today + 2000, 'succeeded', 1, 2),
      ended(today + 12_000, 'failed')
    ])
    expect(recoveryMs).toBe(8000)
  })

  test('a failure and a success in the very same moment are a recovery that took no time', () => {
    const both = [ended(today, 'succeeded'), ended(today, 'failed')]
    for (const list of [both, [...both].reverse()]) expect(statisticsOf(list).recoveryMs).toBe(0)
  })

  test('says the same in whatever order deployments come, and every one of them is in one bucket', () => {
    const outcome = fc.constantFrom<Outcome>('succeeded', 'failed', 'cancelled', 'expired', 'handed-over')
    const deployment = fc
      .tuple(fc.integer({ min: -8 * day, max: 2 * day }), outcome, fc.nat(day), fc.integer({ min: 1, max: 3 }))
      .map(([at, how, took, where]) => ended(today + at, how, took, where))
    fc.assert(
      fc.property(fc.array(deployment), list => {
        const found = statisticsOf(list)
        expect(statisticsOf([...list].reverse())).toEqual(found)
        const within = list.filter(({ finishedAt }) => finishedAt >= today - 6 * day && finishedAt < today + day)
        expect(found.total).toBe(within.length)
        expect(found.total).toBe(
          found.buckets.reduce((sum, item) => sum + item.succeeded + item.failed + item.other, 0)
        )
      })
    )
  })
})

describe('in words', () => {
  test('everything that is known stands in sentences', () => {
    const statistics = statisticsOf([
      ended(today + 1000, 'failed', 60_000),
      ended(today + 61_000, 'succeeded', 60_000),
      ended(today + 62_000, 'cancelled')
    ])
    expect(statisticsWords(statistics, 7)).toEqual([
      'In the last 7 days 3 deployments ended: 1 succeeded, 1 failed, and 1 was cancelled, handed over or expired.',
      'Without those, 50 % succeeded.',
      'Half of them took at most 1 min, and nine of ten at most 1 min.',
      'After a failure it usually took 1 min until one succeeded in the same place.'
    ])
  })

  test('short times are said as exactly as they are shown', () => {
    const words = statisticsWords(statisticsOf([ended(today + 5000, 'succeeded', 1_400)]), 7)
    expect(words.at(-1)).toBe('Half of them took at most 1.4 s, and nine of ten at most 1.4 s.')
  })

  test('nothing is said as nothing', () => {
    expect(statisticsWords(statisticsOf([]), 28)).toEqual(['No deployment ended in the last 28 days.'])
  })

  test('only everything is 100 %, and only nothing is 0 %', () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(percentOf)).toEqual(['0 %', '1 %', '50 %', '99 %', '100 %'])
  })

  test('there is no rate without a success or a failure', () => {
    expect(successRate({ succeeded: 0, failed: 0 })).toBeNull()
  })
})

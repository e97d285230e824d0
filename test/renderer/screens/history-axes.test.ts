import { bucketEdges } from '@shared/statistics/statistics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dateTicks, spanTicks, spanTickWords } from '../../../renderer/screens/tasks/history/axes'

/** The buckets of the last `days` days, the last of which is Sunday, November 29, 2026. */
const bucketsOf = (days: number) => {
  const edges = bucketEdges(days, away => new Date(2026, 10, 29 + away).getTime())
  return edges.slice(1).map((to, index) => ({ from: edges[index] ?? 0, to }))
}
const labelsOf = (days: number) => dateTicks(bucketsOf(days)).map(({ label }) => label)

describe('the dates below a chart', () => {
  it('are all days where these are few, and every other one of two weeks', () => {
    expect(labelsOf(3)).toEqual(['Nov 27', 'Nov 28', 'Nov 29'])
    expect(labelsOf(14)).toEqual(['Nov 16', 'Nov 18', 'Nov 20', 'Nov 22', 'Nov 24', 'Nov 26', 'Nov 28'])
  })

  it('are Mondays of a month, and first days of weeks of a quarter', () => {
    expect(labelsOf(28)).toEqual(['Nov 2', 'Nov 9', 'Nov 16', 'Nov 23'])
    expect(labelsOf(91)).toEqual(['Sep 7', 'Sep 21', 'Oct 5', 'Oct 19', 'Nov 2', 'Nov 16'])
  })

  it('are every other month of a year, with the year where it begins', () => {
    expect(labelsOf(364)).toEqual(['Jan 2026', 'Mar', 'May', 'Jul', 'Sep', 'Nov'])
  })

  it('are each there once, at most eight, in the order of the buckets', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 366 }), days => {
        const ticks = dateTicks(bucketsOf(days))
        const indexes = ticks.map(({ index }) => index)
        expect(indexes).toEqual([...new Set(indexes)].sort((a, b) => a - b))
        expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length)
        expect(ticks.length).toBeGreaterThan(0)
        expect(ticks.length).toBeLessThanOrEqual(8)
      })
    )
  })
})

describe('the durations beside a chart', () => {
  it.each([
    [0, ['0 s', '0.1 s']],
    [340, ['0 s', '0.1 s', '0.2 s', '0.3 s', '0.4 s']],
    [1_600, ['0 s', '0.5 s', '1 s', '1.5 s', '2 s']],
    [67_000, ['0 s', '30 s', '1 min', '1 min 30 s']],
    [260_000, ['0 s', '2 min', '4 min', '6 min']],
    [4_000_000, ['0 s', '30 min', '1 h', '1 h 30 min']],
    [500_000_000, ['0 s', '48 h', '96 h', '144 h']]
  ])('reach up to %i ms by round steps', (longest, labels) => {
    expect(spanTicks(longest).map(spanTickWords)).toEqual(labels)
  })

  it('are each there once and reach as far as what is drawn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 10 }), longest => {
        const ticks = spanTicks(longest)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(longest)
        expect(new Set(ticks.map(spanTickWords)).size).toBe(ticks.length)
        expect(ticks.length).toBeLessThanOrEqual(5)
      })
    )
  })
})

import { concerns, freezesOf, isFrozenAt, runsIntoItself, windowAt, windowNumber } from '@shared/freezes/windows'
import { momentWords } from '@shared/freezes/words'
import type { EnvironmentId, FreezeId, ProjectId } from '@shared/ids'
import type { Freeze } from '@shared/model/freeze'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const before = process.env.TZ
beforeAll(() => {
  // A zone with summer time: forward on 29 March 2026 at 02:00, back on 25 October 2026 at 03:00.
  process.env.TZ = 'Europe/Vienna'
})
afterAll(() => {
  if (before === undefined) delete process.env.TZ
  else process.env.TZ = before
})

const hour = 60 * 60 * 1000
const day = 24 * hour
const at = (text: string): number => new Date(text).getTime()
const shown = (moment: number): string => {
  const date = new Date(moment)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`
}

type Times = Pick<Freeze, 'startsAt' | 'endsAt' | 'repeats'>
const from = (start: string, end: string, repeats?: Freeze['repeats']): Times => ({
  startsAt: at(start),
  endsAt: at(end),
  ...(repeats === undefined ? {} : { repeats })
})
const windowIn = (times: Times, number: number): readonly [string, string] => {
  const { from: begin, to } = windowNumber(times, number)
  return [shown(begin), shown(to)]
}

describe('a freeze without repetition', () => {
  const once = from('2026-12-20T18:00', '2027-01-02T06:00')

  it('comes, is under way, and is over for good', () => {
    expect(windowAt(once, at('2026-12-01T00:00'))).toEqual({ from: once.startsAt, to: once.endsAt })
    expect([isFrozenAt(once, once.startsAt - 1), isFrozenAt(once, once.startsAt)]).toEqual([false, true])
    expect([isFrozenAt(once, once.endsAt - 1), isFrozenAt(once, once.endsAt)]).toEqual([true, false])
    expect(windowAt(once, once.endsAt)).toBeNull()
  })
})

describe('a freeze that comes again', () => {
  it('keeps its time of day in summer and winter', () => {
    const weekly = from('2026-03-20T18:00', '2026-03-23T06:00', 'weekly')
    expect([windowIn(weekly, 1), windowIn(weekly, 2)]).toEqual([
      ['2026-03-27T18:00', '2026-03-30T06:00'],
      ['2026-04-03T18:00', '2026-04-06T06:00']
    ])
    // The night of 29 March is an hour short.
    expect(windowNumber(weekly, 1).to - windowNumber(weekly, 1).from).toBe(2 * day + 12 * hour - hour)
  })

  it('has the last day of a month that lacks its day, and goes on over as many midnights', () => {
    const monthly = from('2026-01-30T18:00', '2026-01-31T06:00', 'monthly')
    expect([1, 2, 3].map(number => windowIn(monthly, number))).toEqual([
      ['2026-02-28T18:00', '2026-03-01T06:00'],
      ['2026-03-30T18:00', '2026-03-31T06:00'],
      ['2026-04-30T18:00', '2026-05-01T06:00']
    ])
  })

  it('on 29 February has the 28th in other years', () => {
    const yearly = from('2028-02-29T00:00', '2028-02-29T12:00', 'yearly')
    expect([1, 4].map(number => windowIn(yearly, number)[0])).toEqual(['2029-02-28T00:00', '2032-02-29T00:00'])
  })

  it('covers the hour that is not there, and both that are there twice', () => {
    const spring = from('2026-03-28T02:30', '2026-03-28T02:45', 'daily')
    const gap = windowNumber(spring, 1)
    expect(gap.to).toBeGreaterThan(gap.from)
    const autumn = from('2026-10-24T02:15', '2026-10-24T02:45', 'daily')
    const twice = windowNumber(autumn, 1)
    expect(twice.to - twice.from).toBe(hour + hour / 2)
  })

  it('is told before it runs into itself', () => {
    expect(runsIntoItself(from('2026-01-01T00:00', '2026-01-02T01:00', 'daily'))).toBe(true)
    expect(runsIntoItself(from('2026-01-01T00:00', '2026-01-02T00:00', 'daily'))).toBe(false)
    expect(runsIntoItself(from('2026-01-01T00:00', '2027-06-01T00:00'))).toBe(false)
  })
})

const minute = 60_000
const moments = fc
  .integer({ min: Date.UTC(2024, 0, 1) / minute, max: Date.UTC(2034, 0, 1) / minute })
  .map(minutes => minutes * minute)
const longest = { daily: day, weekly: 7 * day, monthly: 28 * day, yearly: 300 * day } as const
const repeating = fc
  .record({
    startsAt: moments,
    repeats: fc.constantFrom('daily', 'weekly', 'monthly', 'yearly'),
    part: fc.double({ min: 0.001, max: 0.9, noNaN: true })
  })
  .map(
    ({ startsAt, repeats, part }): Times => ({
      startsAt,
      repeats: repeats as NonNullable<Freeze['repeats']>,
      endsAt:
        startsAt + Math.max(minute, Math.floor((longest[repeats as keyof typeof longest] * part) / minute) * minute)
    })
  )

describe('whatever repeats', () => {
  it('has windows that follow each other, each with a time in it', () => {
    fc.assert(
      fc.property(repeating, fc.integer({ min: 0, max: 60 }), (times, number) => {
        const [one, next] = [windowNumber(times, number), windowNumber(times, number + 1)]
        expect(one.to).toBeGreaterThan(one.from)
        expect(next.from).toBeGreaterThan(one.from)
      }),
      { numRuns: 300 }
    )
  })

  it('finds the first window that is not over, as counting them one by one does', () => {
    fc.assert(
      fc.property(repeating, fc.integer({ min: -40, max: 3000 }), (times, days) => {
        const moment = times.startsAt + days * day
        let number = 0
        while (windowNumber(times, number).to <= moment) number++
        expect(windowAt(times, moment)).toEqual(windowNumber(times, number))
      }),
      { numRuns: 200 }
    )
  })

  it('shows the same time of day at each beginning, but where the clock is set forward', () => {
    const clock = (moment: number) => shown(moment).slice(11)
    fc.assert(
      fc.property(repeating, fc.integer({ min: 1, max: 40 }), (times, number) => {
        const { from: begin } = windowNumber(times, number)
        const isGap = /-03-(2[5-9]|3[01])/.test(shown(begin)) && /^0[1-3]/.test(clock(times.startsAt))
        if (!isGap) expect(clock(begin)).toBe(clock(times.startsAt))
      }),
      { numRuns: 300 }
    )
  })
})

describe('where a freeze is about', () => {
  const place = {
    projectId: 'project-0000000001' as ProjectId,
    environmentId: 'environment-0000000001' as EnvironmentId
  }
  const other = 'environment-0000000002' as EnvironmentId

  it('is everything, or what it names', () => {
    expect(concerns({}, place)).toBe(true)
    expect(concerns({ environments: [place.environmentId] }, place)).toBe(true)
    expect(concerns({ environments: [other] }, place)).toBe(false)
    expect(concerns({ projects: [place.projectId], environments: [other] }, place)).toBe(false)
  })

  it('names the freezes that are under way, the longest first', () => {
    const freeze = (name: string, times: Times): Freeze => ({
      id: `freeze-${name.toLowerCase().padEnd(10, '0')}` as FreezeId,
      name,
      description: '',
      ...times
    })
    const all = [
      freeze('Short', from('2026-01-01T00:00', '2026-01-02T00:00')),
      freeze('Long', from('2026-01-01T00:00', '2026-01-05T00:00')),
      freeze('Later', from('2026-02-01T00:00', '2026-02-05T00:00'))
    ]
    expect(freezesOf(all, place, at('2026-01-01T12:00')).map(item => item.freeze.name)).toEqual(['Long', 'Short'])
    expect(momentWords(at('2026-01-02T06:05'))).toBe('Fri 2 Jan 2026, 06:05')
  })
})

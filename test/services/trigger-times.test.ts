import { describe, expect, it } from 'vitest'
import { scheduleTrouble, timeBefore, timesAfter } from '../../electron/services/trigger-times'

const at = (text: string): number => new Date(text).getTime()
const shown = (times: readonly number[]) => times.map(time => new Date(time).toISOString())
const noon = at('2026-11-28T12:00:00Z')

describe('the times of a schedule', () => {
  it('are those of its time zone', () => {
    expect(shown(timesAfter({ cron: '0 6 * * 1-5', timeZone: 'Europe/Vienna' }, noon, 2))).toEqual([
      '2026-11-30T05:00:00.000Z',
      '2026-12-01T05:00:00.000Z'
    ])
    expect(shown(timesAfter({ cron: '0 6 * * *', timeZone: 'America/New_York' }, noon, 1))).toEqual([
      '2026-11-29T11:00:00.000Z'
    ])
  })

  it('come once when clocks are set back, and at once after the hour that is left out', () => {
    const vienna = { cron: '30 2 * * *', timeZone: 'Europe/Vienna' }
    expect(shown(timesAfter(vienna, at('2026-03-28T12:00:00Z'), 2))).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z'
    ])
    expect(shown(timesAfter(vienna, at('2026-10-24T12:00:00Z'), 2))).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z'
    ])
  })

  it('may have seconds in front', () => {
    expect(shown(timesAfter({ cron: '*/20 0 12 * * *', timeZone: 'UTC' }, noon, 2))).toEqual([
      '2026-11-28T12:00:20.000Z',
      '2026-11-28T12:00:40.000Z'
    ])
  })

  it('are known for the past as well, the moment itself included', () => {
    const daily = { cron: '0 12 * * *', timeZone: 'UTC' }
    expect(timeBefore(daily, noon)).toBe(noon)
    expect(timeBefore(daily, noon - 1)).toBe(noon - 24 * 3_600_000)
  })

  it('are none where the schedule cannot be used on this machine', () => {
    expect(timesAfter({ cron: '0 6 * * *', timeZone: 'Mars/Olympus' }, noon, 3)).toEqual([])
    expect(timeBefore({ cron: 'nonsense' }, noon)).toBeNull()
  })
})

describe('a schedule that cannot be used', () => {
  const trouble = (cron: string, timeZone?: string) =>
    scheduleTrouble({ cron, ...(timeZone === undefined ? {} : { timeZone }) }, 'value.when', noon)

  it.each([
    ['0 6 * *', 'must be five fields, or six'],
    ['0 0 6 * * * 2027', 'must be five fields, or six'],
    ['61 6 * * *', 'has 61 as a minute, which cannot be'],
    ['0 6 * * 9', 'has 9 as a weekday, which cannot be'],
    ['a b c d e', 'cannot be read as a schedule'],
    ['0 0 30 2 *', 'never comes: there is no such day']
  ])('%s is an issue of its field: %s', (cron, message) => {
    expect(trouble(cron)).toMatchObject({ kind: 'invalid-input', issues: [{ path: 'value.when.cron', message }] })
    expect(trouble(cron)?.remedy).toMatch(/^Write five fields/)
  })

  it('names a time zone that nobody knows', () => {
    expect(trouble('0 6 * * *', 'Mars/Olympus')).toMatchObject({
      issues: [{ path: 'value.when.timeZone', message: 'is no time zone that is known here' }]
    })
  })

  it('is nothing to say where it can be used', () => {
    expect(trouble('0 6 * * *', 'Europe/Vienna')).toBeNull()
  })
})

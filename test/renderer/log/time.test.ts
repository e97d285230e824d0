import { describe, expect, it } from 'vitest'
import { levelsOf, toggleChip } from '../../../renderer/components/log/level-filter'
import { clockTime, sinceStart, stopwatch, timeTaken } from '../../../renderer/components/log/time'

describe('times and sizes in the log', () => {
  it('shows the local time of day', () => {
    expect(clockTime(new Date(2026, 4, 3, 14, 3, 9, 7).getTime())).toBe('14:03:09.007')
  })

  it('shows the time since the start, with hours only where there are some', () => {
    expect([0, 1_234, 65_900, 3_729_100].map(ms => sinceStart(1000 + ms, 1000))).toEqual([
      '+0:00.0',
      '+0:01.2',
      '+1:05.9',
      '+1:02:09.1'
    ])
  })

  it('never shows a time before the start', () => {
    expect(sinceStart(500, 1000)).toBe('+0:00.0')
  })

  it('shows a running clock', () => {
    expect([0, 41_900, 3_729_000].map(stopwatch)).toEqual(['0:00', '0:41', '1:02:09'])
  })

  it('shows what something took to the tenth below a minute', () => {
    expect([0, 234, 41_900, 59_949, 62_000].map(timeTaken)).toEqual(['0.0 s', '0.2 s', '41.9 s', '59.9 s', '1:02'])
  })
})

describe('level chips', () => {
  it('show everything while none is pressed, or all are', () => {
    expect([levelsOf(new Set()), levelsOf(new Set(['error', 'warning', 'highlight', 'info', 'verbose']))]).toEqual([
      null,
      null
    ])
  })

  it('count waiting lines among the ordinary ones', () => {
    expect(levelsOf(new Set(['info', 'error']))).toEqual(['error', 'info', 'wait'])
  })

  it('are pressed and let go', () => {
    expect([...toggleChip(toggleChip(new Set(), 'error'), 'warning')]).toEqual(['error', 'warning'])
    expect([...toggleChip(new Set(['error']), 'error')]).toEqual([])
  })
})
